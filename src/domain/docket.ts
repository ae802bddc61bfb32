import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { acknowledgeBy, feedbackBy } from './clocks.ts'

/** The clear states of a report, by the names of ISO 37002 where it has them. */
export const STATES = [
  'received', 'acknowledged', 'assessed', 'accepted', 'not-accepted', 'outside-remit', 'referred', 'concluded', 'withdrawn',
] as const
export type State = (typeof STATES)[number]

/** [Note: Transitions] Which state the office may set after which; a reporter may withdraw from any other. `received -> acknowledged` comes with the office's first answer. */
const NEXT_STATES: Readonly<Record<State, readonly OfficeState[]>> = {
  'received': ['acknowledged', 'assessed', 'accepted', 'not-accepted', 'outside-remit', 'referred'],
  'acknowledged': ['assessed', 'accepted', 'not-accepted', 'outside-remit', 'referred'],
  'assessed': ['accepted', 'not-accepted', 'outside-remit', 'referred'],
  'accepted': ['concluded', 'referred', 'not-accepted'],
  'not-accepted': ['acknowledged', 'accepted'],
  'outside-remit': ['acknowledged'],
  'referred': ['acknowledged', 'concluded'],
  'concluded': ['acknowledged'],
  'withdrawn': ['acknowledged', 'not-accepted', 'concluded'],
}

/** A state after which the office owes the reporter no further date. */
const SETTLED: ReadonlySet<State> = new Set(['not-accepted', 'outside-remit', 'referred', 'concluded', 'withdrawn'])

export function isSettled(state: State): boolean {
  return SETTLED.has(state)
}

/** What the office may set; withdrawing is the reporter's. */
export type OfficeState = Exclude<State, 'withdrawn'>

export function nextStates(state: State): readonly OfficeState[] {
  return NEXT_STATES[state]
}

/** What a signed header may change of the clear columns. Only these members; each is optional. */
export interface DocketChange {
  readonly state?: State
  readonly urgent?: boolean
  readonly team?: string
  readonly channel?: string
}

/** The clear columns of one report, as the server keeps them and as any client derives them from the signed headers. */
export interface Docket {
  readonly state: State
  readonly channel: string
  readonly team: string
  readonly urgent: boolean
  readonly receivedDay: Day
  readonly acknowledgedDay: Day | null
  readonly entries: number
  readonly lastFrom: 'reporter' | 'office'
  readonly lastDay: Day
}

export interface DocketEvent {
  readonly day: Day
  readonly from: 'reporter' | 'office'
  readonly change: DocketChange | null
  /** True for an entry that changes who reads and says nothing to the other side: whoever spoke last stays so. */
  readonly silent?: boolean
}

/** Entry 0 of a report. @throws Refusal `malformed` unless it names channel and team and begins at `received`. */
export function openDocket(event: DocketEvent): Docket {
  const { state, channel, team, urgent } = event.change ?? {}
  if (state !== 'received' || channel === undefined || team === undefined) throw new Refusal('malformed')
  return {
    state, channel, team, urgent: urgent ?? false, receivedDay: event.day, acknowledgedDay: null,
    entries: 1, lastFrom: event.from, lastDay: event.day,
  }
}

/**
 * One more entry on a report.
 * @throws Refusal `transition-not-allowed` for a state that may not follow, `not-allowed` if a reporter moves more than `urgent`, but for withdrawing.
 */
export function moveDocket(current: Docket, event: DocketEvent): Docket {
  const { state, channel, team, urgent } = event.change ?? {}
  if (channel !== undefined || team !== undefined) throw new Refusal('not-allowed')
  const reporter = event.from === 'reporter'
  if (reporter && state !== undefined && state !== 'withdrawn') throw new Refusal('not-allowed')
  const next = reporter ? current.state !== 'withdrawn' : (NEXT_STATES[current.state] as readonly (State | undefined)[]).includes(state)
  if (state !== undefined && !next) {
    throw new Refusal('transition-not-allowed', { from: current.state, to: state })
  }
  const answered = current.acknowledgedDay === null && event.from === 'office' && state !== undefined
  return {
    ...current,
    state: state ?? current.state,
    urgent: urgent ?? current.urgent,
    acknowledgedDay: answered ? event.day : current.acknowledgedDay,
    entries: current.entries + 1,
    lastFrom: event.silent === true ? current.lastFrom : event.from,
    lastDay: event.silent === true ? current.lastDay : event.day,
  }
}

export type NextDateReason = 'acknowledge' | 'feedback'

/** The next day on which the office owes the reporter something, and what. Null once it owes nothing. */
export function nextDate(docket: Docket): { readonly day: Day; readonly reason: NextDateReason } | null {
  if (isSettled(docket.state)) return null
  if (docket.acknowledgedDay === null) return { day: acknowledgeBy(docket.receivedDay), reason: 'acknowledge' }
  return { day: feedbackBy(docket.receivedDay, docket.acknowledgedDay), reason: 'feedback' }
}
