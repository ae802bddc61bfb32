import * as v from 'valibot'
import { daysBetween, isDay, type Day } from '#base/day.ts'
import type { Frozen } from '#base/frozen.ts'
import { LIMITS } from '#base/limits.ts'
import { key } from './body-parts.ts'

const day = v.custom<Day>((value) => typeof value === 'string' && isDay(value))

/** What an `absence` entry holds under the office log's key. @see spec/office-log.md */
export const absenceBody = v.pipe(v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/)),
  /** Signing key of who is away. */
  of: key,
  /** Office-local days, both counted. */
  from: day, until: day,
  /** Signing keys of who looks after their reports. */
  covers: v.pipe(v.array(key), v.minLength(1), v.maxLength(LIMITS.absenceCoversMax)),
  /** From this day on they are back, whatever `until` says. */
  ended: v.nullable(day),
}), v.check(({ of, covers }) => new Set([...covers, of]).size === covers.length + 1), v.check(({ from, until }) => daysBetween(from, until) >= 0 && daysBetween(from, until) < LIMITS.absenceDaysMax))
export type AbsenceBody = Frozen<v.InferOutput<typeof absenceBody>>

export interface Absence extends AbsenceBody {
  /** Signing key of who wrote it. */
  readonly author: string
}

export interface AbsenceEntry extends Absence {
  /** Whether the author administered the office then. */
  readonly isByAdministrator: boolean
}

/** Of entries in the order of the log: the last of each id counts. Nobody sends a colleague away but an administrator, and none becomes another's. */
export function foldAbsences(entries: readonly AbsenceEntry[]): readonly Absence[] {
  const found = new Map<string, Absence>()
  for (const { isByAdministrator, ...entry } of entries) {
    const isAllowed = entry.author === entry.of || isByAdministrator
    if (isAllowed && (found.get(entry.id)?.of ?? entry.of) === entry.of) found.set(entry.id, entry)
  }
  return [...found.values()].toSorted((one, other) => (one.from < other.from ? -1 : 1))
}

export function isAwayOn({ from, until, ended }: Absence, today: Day): boolean {
  return from <= today && today <= until && (ended === null || today < ended)
}

/** Whether it is now, or still to come. */
export function isOpenAbsence({ from, until, ended }: Absence, today: Day): boolean {
  return today <= until && (ended === null || (from < ended && today < ended))
}

/** Who is away today, until when, and who covers. */
export interface Away {
  readonly until: Day
  readonly covers: readonly string[]
}

/** Null for who is here. Two absences that overlap are one, with the covers of both. */
export function awayOn(absences: readonly Absence[], signKey: string, today: Day): Away | null {
  const present = absences.filter((each) => each.of === signKey && isAwayOn(each, today))
  const [until] = present.map((each) => each.until).toSorted().toReversed()
  return until === undefined ? null : { until, covers: [...new Set(present.flatMap(({ covers }) => covers))] }
}

/** Whose reports somebody looks after today. */
export function coveredBy(absences: readonly Absence[], signKey: string, today: Day): ReadonlySet<string> {
  return new Set(absences.filter((each) => each.covers.includes(signKey) && isAwayOn(each, today)).map(({ of }) => of))
}
