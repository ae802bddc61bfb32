import type { Session } from '#clients/member/session.ts'
import type { Custodian } from '#domain/bodies.ts'
import { UsageError } from './command.ts'
import { typed } from './text-input.ts'
import { visibleLine } from './visible.ts'

/** What is typed of an exhibit and its custody. */

export const WHEN_OPTIONS = {
  at: { type: 'text', value: 'TIME', help: 'option-exhibit-at' },
  place: { type: 'text', value: 'T', help: 'option-exhibit-place' },
  seal: { type: 'text', value: 'T', help: 'option-exhibit-seal' },
} as const

interface WhenGiven {
  readonly at: string | undefined
  readonly place: string | undefined
  readonly seal: string | undefined
}

/** @throws UsageError for a time that is none */
export function whenAndWhere({ at, place, seal }: WhenGiven): Readonly<Record<keyof WhenGiven, string>> {
  return { at: minuteOf(at ?? `${new Date().toISOString().slice(0, 16)}Z`), place: typed(place ?? ''), seal: typed(seal ?? '') }
}

function minuteOf(at: string): string {
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/.test(at) ? Date.parse(at) : Number.NaN
  // A date that the month lacks is read as one of the next month.
  if (Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(at.slice(0, 16))) throw new UsageError((say) => say['usage-at']({ at: visibleLine(at) }))
  return at
}

/** A member by name; somebody outside where no member is called so. @throws UsageError where several are */
export function custodianNamed(session: Session, name: string): Custodian {
  const called = session.office().members.filter((each) => each.name === name)
  const active = called.filter((each) => each.active)
  const [member, ...others] = active.length > 0 ? active : called
  if (others.length > 0) throw new UsageError((say) => say['usage-two-members']({ name: visibleLine(name) }))
  return member === undefined ? { name: typed(name) } : { member: member.signKey }
}

/** The caller, where nobody is named. @throws as `custodianNamed` */
export function custodianOrSelf(session: Session, name: string | undefined): Custodian {
  return name === undefined ? { member: session.me.signKey } : custodianNamed(session, name)
}
