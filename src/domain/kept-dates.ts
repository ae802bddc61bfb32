import type { Day } from '#base/day.ts'
import type { Clock } from './clocks/derive.ts'
import { clocksOf } from './clocks/next.ts'
import type { OwnPacks } from './clocks/packs.ts'
import type { Names } from './clocks/rule.ts'
import { moveDocket, openDocket, type Docket, type DocketEvent } from './docket.ts'

/**
 * What became of a date that the office owed. `open`: not met, and not late yet. `none`: nothing is owed any more, and nothing was late; `waived`:
 * by a handler's signed word, in time.
 */
export interface KeptDate {
  readonly clock: string
  readonly names: Names
  /** The last day in time; null while the clock stands still. */
  readonly due: Day | null
  readonly outcome: 'met' | 'late' | 'open' | 'none' | 'waived'
  /** The day on which the office did what it owed; null if it did not, or need not. */
  readonly done: Day | null
}

/**
 * Every date that began, from a report's signed headers.
 * @param today - the last day that counts: a date behind it that was not met is late.
 * @throws Refusal as `openDocket` and `moveDocket` do
 */
export function keptDates(events: readonly DocketEvent[], own: OwnPacks, today: Day): readonly KeptDate[] {
  const docket = events.reduce<Docket | null>((before, event) => (before === null ? openDocket(event) : moveDocket(before, event)), null)
  return docket === null ? [] : clocksOf(docket, own, today).filter(({ start }) => start !== null).map(keptDate)
}

function keptDate(clock: Clock): KeptDate {
  const { name, rule, due, done } = clock
  return { clock: name, names: rule.names, due, done, outcome: outcomeOf(clock) }
}

function outcomeOf({ status }: Clock): KeptDate['outcome'] {
  switch (status) {
    case 'met': return 'met'
    case 'breached': return 'late'
    case 'ended': return 'none'
    case 'waived': return 'waived'
    case 'waiting': case 'running': case 'extended': case 'paused': return 'open'
  }
}
