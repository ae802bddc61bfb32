import type { Day } from '#base/day.ts'
import { isSettled, type ClockEvent, type State } from './docket.ts'

/** Whether a change of state takes up again what the office was done with. */
export function isReopening(from: State, to: State): boolean {
  return isSettled(from) && !isSettled(to)
}

/** The day on which the office took it up again; null where it never was done with it, or is so again. */
export function reopenedOn(events: readonly ClockEvent[]): Day | null {
  let [state, day]: [State, Day | null] = ['received', null]
  for (const event of events) {
    if (!('state' in event)) continue
    day = isSettled(event.state) ? null : isReopening(state, event.state) ? event.day : day
    state = event.state
  }
  return day
}
