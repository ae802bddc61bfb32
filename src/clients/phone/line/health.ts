import type { IncomingMessage, ServerResponse } from 'node:http'
import { equalBytes, utf8 } from '#base/bytes.ts'
import { dayAt, daysBetween, type Day } from '#base/day.ts'
import type { RefusalCode } from '#base/refusal.ts'
import type { LineReport } from '#domain/line-report.ts'
import type { SpokenPrompts } from '../prompts/office-voice.ts'

/** How a line stands: counts of a day, and never the time of a call. A quiet line would tell by its counts who called, so whoever asks must have the line's secret. */
export interface LineHealth {
  /** The day by the office's clock that `callsToday` counts. */
  readonly day: Day
  readonly callsNow: number
  readonly callsToday: number
  /** Recordings that are sealed and wait for the server. */
  readonly waiting: number
  /** The last code that was told to whoever runs the line; null for none since it was started. */
  readonly lastTrouble: RefusalCode | 'defect' | null
  /** Lines in the office log. */
  readonly lines: readonly string[]
  /** What it says: sentences that are said by no recording of the office's, and why. */
  readonly prompts: SpokenPrompts
}

const WEEK_DAYS = 7

export class CallCount {
  readonly #nowMs: () => number
  readonly #timeZone: () => string
  #now = 0
  #today = 0
  #day: Day | null = null
  /** The last day on which there was a call, of those that are over. */
  #lastDay: Day | null = null
  #lastTrouble: LineHealth['lastTrouble'] = null

  constructor(nowMs: () => number, timeZone: () => string) {
    this.#nowMs = nowMs
    this.#timeZone = timeZone
  }

  began(): void {
    this.#turn()
    this.#now += 1
    this.#today += 1
  }

  ended(): void {
    this.#now -= 1
  }

  trouble(code: NonNullable<LineHealth['lastTrouble']>): void {
    this.#lastTrouble = code
  }

  health(): Pick<LineHealth, 'day' | 'callsNow' | 'callsToday' | 'lastTrouble'> {
    const day = this.#turn()
    return { day, callsNow: this.#now, callsToday: this.#today, lastTrouble: this.#lastTrouble }
  }

  /** Calls of days that are over, so that nobody sees one come. */
  pastCalls(): LineReport['calls'] {
    const day = this.#turn()
    return this.#lastDay === null ? 'none' : daysBetween(this.#lastDay, day) <= WEEK_DAYS ? 'week' : 'longer'
  }

  /** A new day begins at none. */
  #turn(): Day {
    const day = dayAt(this.#nowMs(), this.#timeZone())
    if (day !== this.#day && this.#today > 0) this.#lastDay = this.#day
    if (day !== this.#day) this.#today = 0
    this.#day = day
    return day
  }
}

export interface HealthOptions {
  readonly secret: string | null
  readonly twilio: object | null
  readonly health: () => LineHealth
}

/**
 * `GET /health` to whoever has the line's secret; nothing else is answered. Without a secret it is told to whoever reaches the port, unless a proxy hands on what a
 * carrier sends: strangers would reach it then.
 */
export function answerHealth({ method, url, headers }: IncomingMessage, response: ServerResponse, { secret, twilio, health }: HealthOptions): void {
  const isTheirs = secret === null ? twilio === null : equalBytes(utf8(`Bearer ${secret}`), utf8(headers.authorization ?? ''))
  // A page in a browser on this machine is no asker: it would name its origin.
  if (method !== 'GET' || url !== '/health' || !isTheirs || headers.origin !== undefined) response.writeHead(404).end()
  else response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(health()))
}
