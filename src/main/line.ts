// The telephone line's process: it holds what callers say until it is sealed, and has no store.
import { realClock } from '#clients/phone/line/clock.ts'
import { startLine, type LineOptions } from '#clients/phone/line/line.ts'
import { lineKeyFrom } from '#clients/phone/line/telling.ts'
import { loadVoice, NoVoice } from '#clients/phone/prompts/voice.ts'
import { httpApi } from '#clients/transport/api.ts'
import { addressTrouble } from './address-trouble.ts'
import { runChild } from './child.ts'
import { Trouble } from './trouble.ts'

export interface LineProcessOptions extends Omit<LineOptions, 'api' | 'voice' | 'key' | 'clock' | 'tell'> {
  /** Where the API is. */
  readonly to: string
  readonly prompts: string | null
  /** As an administrator was shown it. */
  readonly lineKey: string | null
}

export interface LineReady {
  readonly url: string
  /** Of the process that holds what is said. */
  readonly pid: number
}

const SPEAKING_PROGRAM = 'espeak-ng'
const NAMED_MAX = 5

runChild<LineProcessOptions, LineReady>(async ({ to, prompts, lineKey, ...options }) => {
  try {
    const voice = await loadVoice({ program: SPEAKING_PROGRAM, ...(prompts === null ? {} : { prompts }) })
    const key = lineKey === null ? null : await lineKeyFrom(lineKey)
    const line = await startLine({ ...options, voice, ...(key === null ? {} : { key }), api: httpApi(to), clock: realClock, tell: (event) => console.error(JSON.stringify(event)) })
    return {
      ready: { url: line.url, pid: process.pid },
      async stop() {
        const lost = await line.close()
        if (lost > 0) console.error(JSON.stringify({ event: 'lost', recordings: lost }))
      },
    }
  } catch (error) {
    if (error instanceof NoVoice) throw new Trouble('prompts-missing', { prompts: error.missing.slice(0, NAMED_MAX).join(' '), missing: String(error.missing.length) })
    throw addressTrouble(error, options)
  }
})
