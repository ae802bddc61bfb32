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

/**
 * Room for forms from their first byte to their answer. Bytes count when they come, not when they are announced: a few connections
 * that announce much and send nothing would else keep everybody out. Where the room is full, the largest form that is still coming
 * gives way, so that a flood of large ones costs no short one.
 */
export class ByteRoom {
  #free: number
  readonly #coming = new Set<Place>()

  constructor(bytes: number) {
    this.#free = bytes
  }

  async hold<T>(deed: (place: FormPlace) => Promise<T>): Promise<T> {
    const place: Place = { bytes: 0, giveWay: () => {} }
    try {
      return await deed({
        take: (bytes, giveWay) => { this.#take(Object.assign(place, { giveWay }), bytes) },
        settle: () => { this.#coming.delete(place) },
      })
    } finally {
      this.#leave(place)
    }
  }

  #take(place: Place, bytes: number): void {
    this.#coming.add(place)
    while (this.#free < bytes) {
      const after = place.bytes + bytes
      const largest = [...this.#coming].reduce((most, each) => (each.bytes > (most === place ? after : most.bytes) ? each : most), place)
      this.#leave(largest)
      largest.giveWay(new Refusal('busy'))
      if (largest === place) return
    }
    this.#free -= bytes
    place.bytes += bytes
  }

  #leave(place: Place): void {
    this.#coming.delete(place)
    this.#free += place.bytes
    place.bytes = 0
  }
}

export interface FormPlace {
  /** More of the form came. `giveWay` is called, now or until it is settled, if there is no room for it. */
  take(bytes: number, giveWay: (refusal: Refusal) => void): void
  /** All of it came: from here on it gives way to nobody. */
  settle(): void
}

interface Place {
  bytes: number
  giveWay: (refusal: Refusal) => void
}
