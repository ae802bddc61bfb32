import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'

/**
 * Sealing for people without scripts costs a key derivation each. They are admitted in turn, a few at a time, so that a flood of
 * them neither starves the rest nor is refused: it waits.
 */
export class Admission {
  readonly #atOnce: number
  readonly #waiting: (() => void)[] = []
  #inside = 0

  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  /**
   * @param signal - says that the person has left. A report whose code nobody would see is not filed.
   * @throws Refusal `busy` if more are waiting than the limit.
   */
  async run<T>(signal: AbortSignal, deed: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#atOnce) await this.#turn()
    else this.#inside += 1
    try {
      signal.throwIfAborted()
      return await deed()
    } finally {
      const next = this.#waiting.shift()
      // The place is handed on, not given up: nobody who comes later gets in between.
      if (next === undefined) this.#inside -= 1
      else next()
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= LIMITS.noScriptQueueMax) throw new Refusal('busy')
    return new Promise((resolve) => { this.#waiting.push(resolve) })
  }
}

/** Room for bodies that are being read, handed out in turn: many long forms at once wait instead of filling the memory. */
export class ByteRoom {
  #free: number
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = []

  constructor(bytes: number) {
    this.#free = bytes
  }

  async hold<T>(bytes: number, deed: () => Promise<T>): Promise<T> {
    if (this.#waiting.length > 0 || this.#free < bytes) await new Promise<void>((enter) => { this.#waiting.push({ bytes, enter }) })
    else this.#free -= bytes
    try {
      return await deed()
    } finally {
      this.#free += bytes
      this.#admit()
    }
  }

  #admit(): void {
    for (let first = this.#waiting[0]; first !== undefined && first.bytes <= this.#free; first = this.#waiting[0]) {
      this.#waiting.shift()
      this.#free -= first.bytes
      first.enter()
    }
  }
}
