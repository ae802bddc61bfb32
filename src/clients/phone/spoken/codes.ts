import { LIMITS } from '#base/limits.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import type { Clock } from '../line/clock.ts'
import { codeOf } from './prepare.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** A call under a code, as far as another one under the same code is concerned. */
export interface Holder {
  /** Ends it, keeping what was said. Resolves once that is with the server, or waits for it. */
  giveWay(): Promise<void>
}

/**
 * Which calls of this line are under which code. Whoever calls back while an earlier call still holds speech (its carrier did not notice that it broke off), or
 * while sealed speech waits for the server, would be offered the parts of it that arrived, and say twice what was said once.
 */
export class Codes {
  readonly #waiting: WaitingRoom
  readonly #clock: Clock
  readonly #holders = new Map<string, Holder>()

  constructor(waiting: WaitingRoom, clock: Clock) {
    this.#waiting = waiting
    this.#clock = clock
  }

  /** A call under this code and no other any more. */
  hold(keys: ReporterKeys, holder: Holder): void {
    this.leave(holder)
    this.#holders.set(codeOf(keys), holder)
  }

  leave(holder: Holder): void {
    for (const [code, each] of this.#holders) if (each === holder) this.#holders.delete(code)
  }

  /** Ends an earlier call under this code and sends what waits under it. @returns whether nothing of it is left here; then the code is this call's */
  async takeOver(keys: ReporterKeys, holder: Holder): Promise<boolean> {
    const earlier = this.#holders.get(codeOf(keys))
    if (earlier !== undefined && earlier !== holder && !await this.#inTime(earlier.giveWay())) return false
    if (!await this.#waiting.sendUnder(codeOf(keys))) return false
    this.hold(keys, holder)
    return true
  }

  /** Two calls that wait for each other would wait for ever. */
  #inTime(done: Promise<void>): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = this.#clock.after(LIMITS.lineAnswerSeconds, () => resolve(false))
      const end = (): void => { stop(); resolve(true) }
      void done.then(end, end)
    })
  }
}
