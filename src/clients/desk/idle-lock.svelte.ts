import { createContext } from 'svelte'
import { keepChoice, keptChoice } from './device-choice.ts'

export const LOCK_MINUTES = [5, 10, 30] as const
export type LockMinutes = (typeof LOCK_MINUTES)[number]

const KEY = 'postern-lock-minutes'
const MS_PER_MINUTE = 60_000

/** After how long a pause the desk locks: a choice of the device, not of the member, so it is kept there. */
export class IdleLock {
  #minutes = $state<LockMinutes>(keptChoice(KEY, LOCK_MINUTES) ?? 10)
  readonly #fixedMs: number | null

  /** @param fixedMs - what a test waits instead. */
  constructor(fixedMs: number | null = null) {
    this.#fixedMs = fixedMs
  }

  get minutes(): LockMinutes { return this.#minutes }
  get afterMs(): number { return this.#fixedMs ?? this.#minutes * MS_PER_MINUTE }

  choose(minutes: LockMinutes): void {
    this.#minutes = minutes
    keepChoice(KEY, minutes)
  }
}

/** How long nobody touched the desk. Two clocks: the one stands still while a machine sleeps, and the other can be set. */
export class Pause {
  #tickMs = performance.now()
  #clockMs = Date.now()

  touch(): void {
    this.#tickMs = performance.now()
    this.#clockMs = Date.now()
  }

  get ms(): number {
    return Math.max(performance.now() - this.#tickMs, Date.now() - this.#clockMs)
  }
}

export const [useIdleLock, setIdleLock] = createContext<IdleLock>()
