import { createContext } from 'svelte'

export const LOCK_MINUTES = [5, 10, 30] as const
export type LockMinutes = (typeof LOCK_MINUTES)[number]

const KEY = 'postern-lock-minutes'
const MS_PER_MINUTE = 60_000

/**
 * After how long a pause the desk locks. A choice of the device, not of the member, so it is kept here: the one thing that the desk
 * keeps on a device.
 */
export class IdleLock {
  #minutes = $state<LockMinutes>(kept())
  readonly #fixedMs: number | null

  /** @param fixedMs - what a test waits instead. */
  constructor(fixedMs: number | null = null) {
    this.#fixedMs = fixedMs
  }

  get minutes(): LockMinutes { return this.#minutes }
  get afterMs(): number { return this.#fixedMs ?? this.#minutes * MS_PER_MINUTE }

  choose(minutes: LockMinutes): void {
    this.#minutes = minutes
    try {
      localStorage.setItem(KEY, String(minutes))
    } catch {
      // Where nothing may be kept, the choice holds as long as this page does.
    }
  }
}

function kept(): LockMinutes {
  try {
    return LOCK_MINUTES.find((minutes) => String(minutes) === localStorage.getItem(KEY)) ?? 10
  } catch {
    return 10
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
