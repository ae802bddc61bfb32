// A telephone line in this process, over a server in this process, with time in the test's hand.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Clock } from '#clients/phone/line/clock.ts'
import { startLine, type LineEvent, type LineOptions, type RunningLine } from '#clients/phone/line/line.ts'
import { loadVoice, type OwnVoice } from '#clients/phone/prompts/voice.ts'
import { encode } from '#clients/telephony/sound/g711.ts'
import type { Bytes } from '#base/bytes.ts'
import type { Api } from '#clients/transport/api.ts'
import { writePrompts } from './test-phone.ts'

export interface LineScene {
  readonly line: RunningLine
  readonly events: LineEvent[]
  readonly clock: HandClock
}

export class HandClock implements Clock {
  #nowSeconds = 0
  readonly #timers = new Map<() => void, number>()

  after(seconds: number, act: () => void): () => void {
    const run = (): void => act()
    this.#timers.set(run, this.#nowSeconds + seconds)
    return () => this.#timers.delete(run)
  }

  /** Lets time go by; what was due happens in its order. */
  pass(seconds: number): void {
    this.#nowSeconds += seconds
    for (;;) {
      const [due] = [...this.#timers].filter(([, at]) => at <= this.#nowSeconds).sort((one, other) => one[1] - other[1])
      if (due === undefined) return
      this.#timers.delete(due[0])
      due[0]()
    }
  }
}

/** A folder of prompts that tell which they are; it goes with the file. */
export function keyedPrompts(): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-prompts-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return writePrompts(folder)
}

export async function keyedVoice(): Promise<OwnVoice> {
  return loadVoice({ prompts: keyedPrompts(), program: null })
}

/** It ends with the file. */
export async function openLine(api: Api, office: string, options: Partial<LineOptions> = {}): Promise<LineScene> {
  const [events, clock]: [LineEvent[], HandClock] = [[], new HandClock()]
  const line = await startLine({
    api, office, channel: null, voice: await keyedVoice(), person: null, host: '127.0.0.1', port: 0, secret: null, twilio: null, clock, tell: (event) => events.push(event), ...options,
  })
  after(() => line.close())
  return { line, events, clock }
}

/** Something like a voice, another one for each seed. */
export function voiceLike(seconds: number, seed = 1): Bytes {
  return encode('ulaw', Int16Array.from({ length: seconds * 8000 }, (_, at) => 5000 * Math.sin((at * (100 + seed)) / 4000) * Math.sin(at / (900 + seed)) + 2000 * Math.sin(at / 3)))
}
