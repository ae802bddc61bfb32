import { LIMITS } from '#base/limits.ts'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Clock } from '../line/clock.ts'
import type { PreparedSpeech } from './prepare.ts'

/** What mends itself, or by whoever runs the server. Everything else would be refused again. */
const PASSING: readonly RefusalCode[] = ['unreachable', 'busy', 'disk-full', 'uploads-full', 'slow-down', 'wrong-server', 'stale-head', 'wrong-day']
const AGAIN_SECONDS = [2, 5, 15, 60] as const

/** Sealed speech that a server did not take yet. It is in memory alone: it ends with this process, and the callers were told. */
export class WaitingRoom {
  readonly #api: Api
  readonly #clock: Clock
  readonly #lost: (code: RefusalCode) => void
  readonly #waiting = new Set<PreparedSpeech>()
  #bytes = 0

  /** @param lost - told when a server refuses speech for good. */
  constructor(api: Api, clock: Clock, lost: (code: RefusalCode) => void) {
    this.#api = api
    this.#clock = clock
    this.#lost = lost
  }

  get size(): number {
    return this.#waiting.size
  }

  /** Then no call is answered: nothing more could be promised to it. */
  get isFull(): boolean {
    return this.#bytes >= LIMITS.callsWaitingBytesMax
  }

  /** Sends, now if that can be. @returns whether the server has it; false while it waits. @throws Refusal where the server refuses it for good */
  async send(speech: PreparedSpeech): Promise<boolean> {
    this.#waiting.add(speech)
    this.#bytes += speech.keptBytes
    return this.#attempt(speech, 0)
  }

  /** One more attempt for all that waits, before this process ends. @returns how much is lost with it */
  async lastAttempt(): Promise<number> {
    for (const speech of this.#waiting) await this.#attempt(speech, AGAIN_SECONDS.length).catch(() => false)
    return this.#waiting.size
  }

  async #attempt(speech: PreparedSpeech, failed: number): Promise<boolean> {
    try {
      await speech.send(this.#api)
      this.#drop(speech)
      return true
    } catch (error) {
      if (error instanceof Refusal && PASSING.includes(error.code)) {
        this.#clock.after(AGAIN_SECONDS[Math.min(failed, AGAIN_SECONDS.length - 1)] ?? 60, () => void this.#again(speech, failed + 1))
        return false
      }
      this.#drop(speech)
      throw error
    }
  }

  async #again(speech: PreparedSpeech, failed: number): Promise<void> {
    if (!this.#waiting.has(speech)) return
    try {
      await this.#attempt(speech, failed)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#lost(error.code)
    }
  }

  #drop(speech: PreparedSpeech): void {
    if (this.#waiting.delete(speech)) this.#bytes -= speech.keptBytes
  }
}
