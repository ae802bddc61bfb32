import type { Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { clocksOf, nextForReporter, type Clocked, type NextDate } from '#domain/clocks/next.ts'
import { objectionStanding, type ObjectionStanding } from '#domain/clocks/objections.ts'
import { readOwnPack } from '#domain/clocks/pack-schema.ts'
import { packsNamed, type OwnPacks } from '#domain/clocks/packs.ts'
import { packRef, type Owed } from '#domain/clocks/rule.ts'
import { DEFAULT_PACKS, type Docket } from '#domain/docket.ts'
import { retainedUntil, type RetentionRules } from '#domain/retention.ts'

/** Own packs of an office by how reports name them. One that is no pack has no clocks: a reporter's page shows what it can. */
export function ownPacksOf(packs: readonly unknown[]): OwnPacks {
  return new Map(packs.map(readOwnPack).flatMap((pack) => (pack === null ? [] : [[packRef(pack), pack]])))
}

/** What a reporter can expect right after filing: the first day of each kind, null where the rules say none yet. */
export interface FirstDates {
  readonly answerBy: Day | null
  readonly outcomeBy: Day | null
}

export function firstDates(own: readonly unknown[], packs: readonly string[] | null, received: Day): FirstDates {
  const history: Clocked = { packs: packs ?? DEFAULT_PACKS, receivedDay: received, acknowledgedDay: null, state: 'received', events: [] }
  const clocks = clocksOf(history, ownPacksOf(own), null)
  const first = (owed: Owed): Day | null => clocks.filter(({ rule, due }) => rule.owed === owed && due !== null).map(({ due }) => due).sort()[0] ?? null
  return { answerBy: first('acknowledge'), outcomeBy: first('feedback') }
}

/** How long an office keeps reports, and the report as far as that hangs on it. */
export interface Kept {
  readonly docket: Docket
  readonly retention: RetentionRules
}

/**
 * The first day on which the report may be erased. Null where it is not settled, where the office has set no day, and while something of the reporter's keeps it.
 * A hold is sealed from the reporter, and can keep it longer.
 */
export function erasureDay({ docket, retention }: Kept): Day | null {
  const days = (value: unknown): number | null => (typeof value === 'number' && Number.isSafeInteger(value) && value >= LIMITS.retentionDaysMin && value <= LIMITS.retentionDaysMax ? value : null)
  const retained = retainedUntil(docket, { hold: false }, { settledDays: days(retention.settledDays), outsideRemitDays: days(retention.outsideRemitDays) })
  return retained?.kept === null ? retained.day : null
}

export interface Dates {
  readonly next: NextDate | null
  readonly paused: boolean
  readonly objection: ObjectionStanding | null
}

/** The next date of a report, whether a clock of the reporter's stands still, and how its referral stands today. */
export function datesOf(own: readonly unknown[], docket: Clocked, today: Day): Dates {
  const packs = ownPacksOf(own)
  const paused = clocksOf(docket, packs, null).some(({ rule, status }) => rule.owed !== 'step' && status === 'paused')
  return { next: nextForReporter(docket, packs), paused, objection: objectionStanding(packsNamed(docket.packs, packs), docket.events, today) }
}
