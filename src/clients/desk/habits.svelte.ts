import { createContext } from 'svelte'

/** For how many seconds words can be taken back before they are sealed and sent. */
export const HOLD_SECONDS = [0, 8, 20] as const
export type HoldSeconds = (typeof HOLD_SECONDS)[number]

/** What stands open after a decision. */
export const AFTER_DECIDING = ['next', 'stay'] as const
export type AfterDeciding = (typeof AFTER_DECIDING)[number]

const HOLD_KEY = 'postern-hold'
const AFTER_KEY = 'postern-after-deciding'

/** How somebody likes to work. A choice of the device, kept on it as `IdleLock` keeps its own. */
export class Habits {
  #hold = $state<HoldSeconds>(HOLD_SECONDS.find((each) => String(each) === kept(HOLD_KEY)) ?? 8)
  #after = $state<AfterDeciding>(AFTER_DECIDING.find((each) => each === kept(AFTER_KEY)) ?? 'next')

  get holdSeconds(): HoldSeconds { return this.#hold }
  set holdSeconds(seconds: HoldSeconds) {
    this.#hold = seconds
    keep(HOLD_KEY, String(seconds))
  }

  get afterDeciding(): AfterDeciding { return this.#after }
  set afterDeciding(after: AfterDeciding) {
    this.#after = after
    keep(AFTER_KEY, after)
  }
}

function kept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Where nothing may be kept, the choice holds as long as this page does.
  }
}

export const [useHabits, setHabits] = createContext<Habits>()
