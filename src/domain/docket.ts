import type { Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { openObjection, referralsOf, type ObjectionStep } from './objection.ts'
import { openAlert, type RetaliationStep } from './retaliation.ts'

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
  'referred': ['acknowledged', 'assessed', 'accepted', 'concluded'],
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

/** Which of them this report may go to: none is concluded over an open objection. */
export function nextStatesOf({ state, events }: Pick<Docket, 'state' | 'events'>): readonly OfficeState[] {
  return openObjection(events) === null ? nextStates(state) : nextStates(state).filter((next) => next !== 'concluded')
}

/** What a signed header may change of the clear columns. Only these members; each is optional. */
export interface DocketChange {
  readonly state?: State
  readonly urgent?: boolean
  readonly team?: string
  readonly channel?: string
  /** In entry 0: the rule packs by which this report's clocks run. Without it, the pack of an office that chose none. */
  readonly packs?: readonly string[]
  /** In entry 0: the day on which the office had it, where that was earlier than it was entered. Clocks run from then. */
  readonly received?: Day
  readonly clock?: ClockChange
  /** That the reporter says they are being punished for the report, and what the office did about it. */
  readonly retaliation?: RetaliationStep
  /** That the reporter objects to where the report was referred, or that the office stands by it. */
  readonly objection?: ObjectionStep
}

/** What somebody may do to a clock. Nothing of it is a date: what it does to one is derived. */
export const CLOCK_DEEDS = ['start', 'done', 'pause', 'restart', 'ask', 'extend', 'waive'] as const
export type ClockDeed = (typeof CLOCK_DEEDS)[number]

export interface ClockChange {
  /** The pack's id and the rule's: `eu-authority/feedback`. */
  readonly rule: string
  readonly deed: ClockDeed
  /** Of `ask` and `extend`: how much longer, in the unit of the rule's extension. */
  readonly amount?: number
  /** Of `pause`: what for, as far as the rule must know it. All other reasons are sealed. */
  readonly cause?: string
}

/** A signed day that clocks are derived from: a change of state, a step of an alert of retaliation or of an objection, or a deed to one clock. */
export type ClockEvent = { readonly day: Day; readonly state: State } | { readonly day: Day; readonly retaliation: RetaliationStep } | { readonly day: Day; readonly objection: ObjectionStep } | ({ readonly day: Day; readonly by: string } & ClockChange)

/** By which the clocks of a report run whose office chose no other. */
export const DEFAULT_PACKS: readonly string[] = ['eu-internal@1']

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
  readonly packs: readonly string[]
  /** In the order of the log, behind the receipt. */
  readonly events: readonly ClockEvent[]
}

export interface DocketEvent {
  readonly day: Day
  /** Signing key of the author; who asks for an extension may not be who grants it. */
  readonly author?: string
  readonly from: 'reporter' | 'office'
  readonly change: DocketChange | null
  /** True for an entry that changes who reads and says nothing to the other side: whoever spoke last stays so. */
  readonly silent?: boolean
}

/** Entry 0 of a report. @throws Refusal `malformed` unless it names channel and team and begins at `received`. */
export function openDocket(event: DocketEvent): Docket {
  const { state, channel, team, urgent, packs = DEFAULT_PACKS, received = event.day } = event.change ?? {}
  if (state !== 'received' || channel === undefined || team === undefined) throw new Refusal('malformed')
  return {
    state, channel, team, urgent: urgent ?? false, receivedDay: received, acknowledgedDay: null,
    entries: 1, lastFrom: event.from, lastDay: event.day, packs, events: [],
  }
}

/**
 * One more entry on a report.
 * @throws Refusal `transition-not-allowed` for a state that may not follow, `not-allowed` if a reporter moves more than `urgent`, but for withdrawing and
 * saying that retaliation has begun, and objecting; `no-open-alert` where the office answers or closes what nobody said or what is closed; `cannot-object`
 * where the reporter objects to no referral, or a second time to one; `no-open-objection` where the office answers what nobody raised; `objection-open` where
 * it would conclude before it answered. Until which day a reporter may object is asked elsewhere, by whoever has the rules (`checkObjectionInTime`);
 * `too-large` behind more changes by the office than a docket holds. Whether the law lets a clock be moved so is asked elsewhere, by whoever has
 * the rules (`checkClockDeed`): here a deed is kept, and one that the law does not know moves nothing.
 */
export function moveDocket(current: Docket, event: DocketEvent): Docket {
  const { state, channel, team, urgent, packs, received, clock, retaliation, objection } = event.change ?? {}
  if (packs !== undefined || received !== undefined || channel !== undefined || team !== undefined) throw new Refusal('not-allowed')
  const reporter = event.from === 'reporter'
  if (reporter && (clock !== undefined || (state !== undefined && state !== 'withdrawn'))) throw new Refusal('not-allowed')
  if (retaliation !== undefined && reporter !== (retaliation === 'alleged')) throw new Refusal('not-allowed')
  const alert = openAlert(current.events)
  if (retaliation !== undefined && !reporter && alert === null) throw new Refusal('no-open-alert')
  checkObjection(current, event)
  if (!reporter && (clock ?? state ?? retaliation ?? objection) !== undefined && current.events.length >= LIMITS.clockEventsMax) throw new Refusal('too-large', { eventsMax: LIMITS.clockEventsMax })
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
    events: [
      ...current.events, ...(state === undefined ? [] : [{ day: event.day, state }]),
      // What is said again while an alert is open begins no other one: a reporter cannot fill the docket.
      ...(retaliation === undefined || (retaliation === 'alleged' && alert !== null) ? [] : [{ day: event.day, retaliation }]),
      ...(objection === undefined ? [] : [{ day: event.day, objection }]),
      ...(clock === undefined ? [] : [{ day: event.day, by: event.author ?? '', ...clock }]),
    ],
  }
}

/** @throws Refusal `not-allowed`, `cannot-object`, `no-open-objection`, `objection-open` */
function checkObjection({ events }: Docket, { from, change }: DocketEvent): void {
  const { state, objection } = change ?? {}
  if (objection !== undefined && (from === 'reporter') !== (objection === 'raised')) throw new Refusal('not-allowed')
  if (objection === 'raised') {
    const last = referralsOf(events).at(-1)
    if (last?.stands !== true) throw new Refusal('cannot-object', { why: 'not-referred' })
    if (last.objection !== null) throw new Refusal('cannot-object', { why: 'objected' })
  }
  const isOpen = openObjection(events) !== null
  if (objection === 'upheld' && !isOpen) throw new Refusal('no-open-objection')
  if (state === 'concluded' && isOpen) throw new Refusal('objection-open')
}
