import type { Day } from '#base/day.ts'
import { acknowledgeBy, feedbackBy } from './clocks.ts'
import { moveDocket, nextDate, openDocket, type Docket, type DocketEvent, type NextDateReason } from './docket.ts'

/** What became of a date that the office owed a reporter. `open`: not met, and not late yet. `none`: nothing is owed any more, and nothing was late. */
export interface KeptDate {
  readonly clock: NextDateReason
  /** The last day in time. */
  readonly due: Day
  readonly outcome: 'met' | 'late' | 'open' | 'none'
  /** The day on which the office did what it owed; null if it did not, or need not. */
  readonly done: Day | null
}

/**
 * Both dates of a report, from its signed headers. Feedback is given with the state after which nothing more is owed.
 * @param today - the last day that counts: a date behind it that was not met is late.
 * @throws Refusal as `openDocket` and `moveDocket` do
 */
export function keptDates(events: readonly DocketEvent[], today: Day): readonly KeptDate[] {
  let docket: Docket | null = null
  let settled: Day | null = null
  for (const event of events) {
    docket = docket === null ? openDocket(event) : moveDocket(docket, event)
    if (nextDate(docket) !== null) settled = null
    else settled ??= event.day
  }
  if (docket === null) return []
  const { receivedDay, acknowledgedDay, state } = docket
  const due = acknowledgeBy(receivedDay)
  const withdrawn = state === 'withdrawn' ? settled : null
  return [
    outcome({ clock: 'acknowledge', due, done: acknowledgedDay, released: withdrawn, today }),
    outcome({ clock: 'feedback', due: feedbackBy(receivedDay, acknowledgedDay), done: withdrawn === null ? settled : null, released: withdrawn, today }),
  ]
}

interface Owed {
  readonly clock: NextDateReason
  readonly due: Day
  readonly done: Day | null
  /** The reporter took the report back: from then on nothing is owed. */
  readonly released: Day | null
  readonly today: Day
}

function outcome({ clock, due, done, released, today }: Owed): KeptDate {
  if (done !== null) return { clock, due, done, outcome: done <= due ? 'met' : 'late' }
  const until = released ?? today
  return { clock, due, done, outcome: until > due ? 'late' : released === null ? 'open' : 'none' }
}
