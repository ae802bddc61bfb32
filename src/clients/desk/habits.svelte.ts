import { createContext } from 'svelte'
import { keepChoice, keptChoice } from './device-choice.ts'

/** For how many seconds words can be taken back before they are sealed and sent. */
export const HOLD_SECONDS = [0, 8, 20] as const
export type HoldSeconds = (typeof HOLD_SECONDS)[number]

/** What stands open after a decision. */
export const AFTER_DECIDING = ['next', 'stay'] as const
export type AfterDeciding = (typeof AFTER_DECIDING)[number]

const HOLD_KEY = 'postern-hold'
const AFTER_KEY = 'postern-after-deciding'

/** How somebody likes to work: a choice of the device, as that of `IdleLock` is. */
export class Habits {
  #hold = $state<HoldSeconds>(keptChoice(HOLD_KEY, HOLD_SECONDS) ?? 8)
  #after = $state<AfterDeciding>(keptChoice(AFTER_KEY, AFTER_DECIDING) ?? 'next')

  get holdSeconds(): HoldSeconds { return this.#hold }
  set holdSeconds(seconds: HoldSeconds) {
    this.#hold = seconds
    keepChoice(HOLD_KEY, seconds)
  }

  get afterDeciding(): AfterDeciding { return this.#after }
  set afterDeciding(after: AfterDeciding) {
    this.#after = after
    keepChoice(AFTER_KEY, after)
  }
}

export const [useHabits, setHabits] = createContext<Habits>()
