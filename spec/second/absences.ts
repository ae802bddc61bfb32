// Who is away, by a second hand: spec/office-log.md, Absences.
import { openJson, scheme, type Scheme } from './age.ts'
import { isDate } from './header.ts'
import { record, unb64, type Bytes, type Value } from './primitives.ts'

export interface Absence { readonly id: string; readonly of: string; readonly from: string; readonly until: string; readonly covers: readonly string[]; readonly ended: string | null }

export function absenceScheme(office: string, key: Bytes): Scheme {
  return scheme({ type: 'postern-absence', argument: '0', label: 'postern/absence/v1' }, key, [unb64(office)])
}

/** @returns null for what says nothing */
export function readAbsence(office: string, key: Bytes, sealed: string): Absence | null {
  try {
    const value = record(openJson(absenceScheme(office, key), unb64(sealed)))
    const { id, of, from, until, covers, ended } = value
    const isSound = Object.keys(value).toSorted().join() === 'covers,ended,from,id,of,until' && unb64(id, 16).length === 16 && unb64(of, 32).length === 32 && Array.isArray(covers)
      && covers.length >= 1 && covers.length <= 4 && covers.every((each) => unb64(each as Value, 32).length === 32) && new Set([...covers, of]).size === covers.length + 1 && (ended === null || isDate(ended))
    if (!isSound || !isDate(from) || !isDate(until)) return null
    const { days } = Temporal.PlainDate.from(String(from)).until(Temporal.PlainDate.from(String(until)), { largestUnit: 'days' })
    return days >= 0 && days <= 365 ? value as unknown as Absence : null
  } catch {
    return null
  }
}

interface Written extends Absence { readonly author: string; readonly isByAdministrator: boolean }

/** Until when somebody is away on that day, and covered by whom; null for who is there. */
export function awayOn(entries: readonly Written[], of: string, day: string): { readonly until: string; readonly covers: readonly string[] } | null {
  const standing = new Map<string, Written>()
  for (const each of entries) {
    if (each.author !== each.of && !each.isByAdministrator) continue
    const before = standing.get(each.id)
    if (before === undefined || before.of === each.of) standing.set(each.id, each)
  }
  const present = [...standing.values()].filter((each) => each.of === of && each.from <= day && day <= each.until && (each.ended === null || day < each.ended))
  return present.length === 0 ? null : { until: present.map(({ until }) => until).toSorted().at(-1) ?? '', covers: [...new Set(present.flatMap(({ covers }) => covers))] }
}
