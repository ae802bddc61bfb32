import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { ClockEvent } from '../docket.ts'
import { referralsOf, type Objection, type ObjectionBar } from '../objection.ts'
import { count, rolled } from './count.ts'
import { packRef, type Names, type ObjectionPeriod, type RulePack } from './rule.ts'

/** The last day on which the reporter may object, and by which pack. */
export interface ObjectionEnding {
  readonly until: Day
  readonly pack: string
  readonly source: Names
  readonly period: ObjectionPeriod
}

/** Of several packs the one that gives the reporter longest; null where none gives any time. The day of the referral does not count, the whole of the last day does. */
export function objectionEnding(packs: readonly RulePack[], referred: Day): ObjectionEnding | null {
  const endings = packs.flatMap((pack) => {
    const { objection: period, calendar, source } = pack
    if (period === undefined) return []
    const counted = count(referred, period, { calendar, pauses: [] })
    const { due: until } = period.rollsOver ? rolled(counted, calendar) : counted
    return until === null ? [] : [{ until, pack: packRef(pack), source, period }]
  })
  return endings.reduce<ObjectionEnding | null>((longest, each) => (longest === null || each.until > longest.until ? each : longest), null)
}

/** Objections that count: one that was raised behind the last day, or where no pack gives time for one, starts no clock, whoever kept it. */
export function objectionsInTime(packs: readonly RulePack[], events: readonly ClockEvent[]): readonly Objection[] {
  return referralsOf(events).flatMap(({ day, objection }) => {
    const ending = objectionEnding(packs, day)
    return objection !== null && ending !== null && objection.raised <= ending.until ? [objection] : []
  })
}

/**
 * Whether a reporter may still object on that day, by the rules of the report. The server asks before it keeps the entry, with the day in the header and with
 * its own; a client before it signs.
 * @throws Refusal `cannot-object`, with `details.why`
 */
export function checkObjectionInTime(packs: readonly RulePack[], events: readonly ClockEvent[], today: Day): void {
  const standing = objectionStanding(packs, events, today)
  const why = standing === null ? 'not-referred' : standing.bar
  if (why !== null) throw new Refusal('cannot-object', { why })
}

/** Where a reporter stands with the referral of a report: to be shown, and to be asked before one objects. */
export interface ObjectionStanding {
  /** Null where no pack of the report gives time for an objection. */
  readonly until: Day | null
  readonly bar: ObjectionBar | null
  readonly objection: Objection | null
}

/** @returns null for a report that was never referred */
export function objectionStanding(packs: readonly RulePack[], events: readonly ClockEvent[], today: Day): ObjectionStanding | null {
  const last = referralsOf(events).at(-1)
  if (last === undefined) return null
  const until = objectionEnding(packs, last.day)?.until ?? null
  const bar = !last.stands ? 'not-referred' : until === null ? 'no-period' : last.objection !== null ? 'objected' : today > until ? 'too-late' : null
  return { until, bar, objection: last.objection }
}
