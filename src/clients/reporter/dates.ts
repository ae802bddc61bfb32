import type { Day } from '#base/day.ts'
import { clocksOf, nextForReporter, type Clocked, type NextDate } from '#domain/clocks/next.ts'
import { readOwnPack } from '#domain/clocks/pack-schema.ts'
import type { OwnPacks } from '#domain/clocks/packs.ts'
import { packRef, type Owed } from '#domain/clocks/rule.ts'
import { DEFAULT_PACKS } from '#domain/docket.ts'

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

/** The next date of a report, and whether a clock of the reporter's stands still. */
export function datesOf(own: readonly unknown[], docket: Clocked): { readonly next: NextDate | null; readonly paused: boolean } {
  const packs = ownPacksOf(own)
  const paused = clocksOf(docket, packs, null).some(({ rule, status }) => rule.owed !== 'step' && status === 'paused')
  return { next: nextForReporter(docket, packs), paused }
}
