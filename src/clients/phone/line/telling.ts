import { fromBase64url } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import type { LineReport } from '#domain/line-report.ts'
import { Secret } from '#sealing/plain/secret.ts'
import { signingKeyFrom, type SigningKey } from '#sealing/plain/signing-key.ts'
import { signLineReport } from '#sealing/seal/line-report.ts'
import type { Clock } from './clock.ts'
import type { CallCount, LineHealth } from './health.ts'

export interface TellingOptions {
  readonly api: Api
  readonly office: string
  readonly key: SigningKey
  readonly clock: Clock
  readonly nowMs: () => number
  readonly health: () => LineHealth
  readonly count: CallCount
  readonly speaks: boolean
  readonly tell: (event: { readonly event: 'trouble'; readonly code: RefusalCode }) => void
}

const EVERY_SECONDS = 60

/** Tells the office's administrators once a minute how the line stands, by way of the server and signed. */
export class Telling {
  readonly #options: TellingOptions
  readonly #since: number
  #refused: RefusalCode | null = null
  #stop: () => void = () => {}

  constructor(options: TellingOptions) {
    this.#options = options
    this.#since = Math.floor(options.nowMs() / 1000)
  }

  async tell(): Promise<void> {
    const { api, office, key, clock, tell } = this.#options
    this.#stop = clock.after(EVERY_SECONDS, () => void this.tell())
    try {
      const report = this.#report()
      await api.call({ route: 'tell-line', parameters: { office }, body: { report, signature: await signLineReport(key, report) } })
      this.#refused = null
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // A key that the office does not know is told once, and not each minute.
      if (error.code !== 'unreachable' && error.code !== 'busy' && error.code !== this.#refused) tell({ event: 'trouble', code: error.code })
      this.#refused = error.code
    }
  }

  stop(): void {
    this.#stop()
  }

  #report(): LineReport {
    const { office, nowMs, health, count, speaks } = this.#options
    const { callsNow, lastTrouble, lines, prompts } = health()
    return {
      office, at: Math.floor(nowMs() / 1000), since: this.#since, calls: count.pastCalls(),
      room: callsNow >= LIMITS.callsAtOnceMax ? 'full' : callsNow * 2 >= LIMITS.callsAtOnceMax ? 'half' : 'free',
      trouble: lastTrouble, lines: [...lines], speaks, prompts: { ...prompts, faults: [...prompts.faults] },
    }
  }
}

/** @returns null for a text that is no key */
export async function lineKeyFrom(text: string): Promise<SigningKey | null> {
  const seed = fromBase64url(text.trim())
  return seed?.length === 32 ? signingKeyFrom(new Secret('sign-seed', seed)) : null
}
