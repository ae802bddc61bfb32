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
  readonly #attempts = new Map<PreparedSpeech, Promise<boolean>>()
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
    const isSent = await this.#attempt(speech)
    if (!isSent) this.#later(speech, 0)
    return isSent
  }

  /** Sends at once what waits under a code. @returns whether nothing waits under it any more */
  async sendUnder(code: string): Promise<boolean> {
    for (const speech of [...this.#waiting].filter((each) => each.code === code)) if (!await this.#attemptOrTell(speech)) return false
    return true
  }

  /** One more attempt for all that waits, before this process ends. @returns how much is lost with it */
  async lastAttempt(): Promise<number> {
    for (const speech of this.#waiting) await this.#attemptOrTell(speech)
    return this.#waiting.size
  }

  /** One at a time for each: who asks during one waits for it. @throws Refusal where the server refuses it for good */
  #attempt(speech: PreparedSpeech): Promise<boolean> {
    const running = this.#attempts.get(speech) ?? this.#try(speech).finally(() => this.#attempts.delete(speech))
    this.#attempts.set(speech, running)
    return running
  }

  async #try(speech: PreparedSpeech): Promise<boolean> {
    try {
      await speech.send(this.#api)
      this.#drop(speech)
      return true
    } catch (error) {
      if (error instanceof Refusal && PASSING.includes(error.code)) return false
      this.#drop(speech)
      throw error
    }
  }

  #later(speech: PreparedSpeech, failed: number): void {
    this.#clock.after(AGAIN_SECONDS[Math.min(failed, AGAIN_SECONDS.length - 1)] ?? 60, () => void this.#again(speech, failed + 1))
  }

  async #again(speech: PreparedSpeech, failed: number): Promise<void> {
    if (this.#waiting.has(speech) && !await this.#attemptOrTell(speech)) this.#later(speech, failed)
  }

  /** @returns whether it waits no more. */
  async #attemptOrTell(speech: PreparedSpeech): Promise<boolean> {
    try {
      return await this.#attempt(speech)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#lost(error.code)
      return true
    }
  }

  #drop(speech: PreparedSpeech): void {
    if (this.#waiting.delete(speech)) this.#bytes -= speech.keptBytes
  }
}
