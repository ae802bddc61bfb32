import type { Day } from '#base/day.ts'
import { deriveClocks, type Clock, type ClockHistory } from './derive.ts'
import { packsNamed, type OwnPacks } from './packs.ts'
import type { Owed } from './rule.ts'

export const NO_OWN_PACKS: OwnPacks = new Map()

/** Besides what a rule says that is owed: an answer to what the reporter raised. */
export type Reason = Owed | 'retaliation' | 'objection'

/** The next day on which something is owed, and what. */
export interface NextDate {
  readonly day: Day
  readonly reason: Reason
  /** The clock: `eu-internal/feedback`. */
  readonly clock: string
}

/** A report's docket, as far as clocks are derived from it. */
export type Clocked = ClockHistory & { readonly packs: readonly string[] }

export function clocksOf(docket: Clocked, own: OwnPacks, today: Day | null): readonly Clock[] {
  return deriveClocks(packsNamed(docket.packs, own), docket, today)
}

/** The next day on which the office owes anything by a clock of the report; null once it owes nothing, and while all that is left stands still. */
export function nextDate(docket: Clocked, own: OwnPacks): NextDate | null {
  return earliest(clocksOf(docket, own, null))
}

/** The next day on which the office owes the reporter something: its own steps are not the reporter's to wait for. */
export function nextForReporter(docket: Clocked, own: OwnPacks): NextDate | null {
  return earliest(clocksOf(docket, own, null).filter(({ rule }) => rule.owed !== 'step'))
}

function earliest(clocks: readonly Clock[]): NextDate | null {
  return clocks.reduce<NextDate | null>((first, { status, done, due, name, rule }) => {
    const owed = done === null && due !== null && (status === 'waiting' || status === 'running' || status === 'extended')
    return owed && (first === null || due < first.day) ? { day: due, reason: rule.starts === 'retaliation' || rule.starts === 'objection' ? rule.starts : rule.owed, clock: name } : first
  }, null)
}
