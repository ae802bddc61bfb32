import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Language } from '#domain/bodies.ts'
import { readWav } from '#clients/telephony/sound/read-wav.ts'
import { EVERY_PROMPT, PHONE_WORDS, type Prompt } from '#clients/telephony/prompts/prompt.ts'

/** Everything that the line can say, in memory from its start on: what a caller hears is read from no file at that moment, and written to none. */
export interface Voice {
  prompt(language: Language, prompt: Prompt): Int16Array
  /** Whether it can say words that are no prompt. */
  readonly canSpeak: boolean
  /** Words of an office, spoken; null where this machine cannot. */
  speak(language: Language, text: string): Promise<Int16Array | null>
}

/** What this machine can say by itself. */
export interface OwnVoice extends Voice {
  /** Sentences that it cannot say, as `en/menu`. */
  readonly missing: readonly string[]
}

/** The line cannot speak: these sentences have no recording, and there is no program to speak them. */
export class NoVoice extends Error {
  readonly missing: readonly string[]

  constructor(missing: readonly string[]) {
    super(`no recording and no espeak-ng for ${missing.length} prompts`)
    this.name = 'NoVoice'
    this.missing = missing
  }
}

export interface VoiceOptions {
  /** Recordings, as `en/menu.wav`. */
  readonly prompts?: string
  /** The program that speaks; null for none. */
  readonly program: string | null
}

const ESPEAK_VOICES: Readonly<Record<Language, string>> = { en: 'en-gb', zh: 'cmn' }
/** Words a minute: slower than it speaks by itself, for people with a pen. */
const ESPEAK_SPEED = '150'
const SPEAK_WITHIN_MS = 60_000
const AT_ONCE = 4

export async function loadVoice({ prompts, program }: VoiceOptions): Promise<OwnVoice> {
  const speaks = program !== null && (await spoken(program, 'en', '1')) !== null
  const sounds = new Map<string, Int16Array>()
  const missing: string[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let each = EVERY_PROMPT[next++]; each !== undefined; each = EVERY_PROMPT[next++]) {
      const { language, prompt, name } = each
      const sound = await recorded(prompts, name) ?? (speaks ? await spoken(program, language, PHONE_WORDS[language][prompt]) : null)
      if (sound === null) missing.push(name)
      else sounds.set(name, sound)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return {
    missing,
    canSpeak: speaks,
    prompt: (language, prompt) => sounds.get(`${language}/${prompt}`) ?? new Int16Array(0),
    speak: async (language, text) => (speaks ? spoken(program, language, text) : null),
  }
}

/** A recording that cannot be read counts as missing: the line says which. */
async function recorded(folder: string | undefined, name: string): Promise<Int16Array | null> {
  if (folder === undefined) return null
  const bytes = await readFile(join(folder, `${name}.wav`)).catch(() => null)
  return bytes === null ? null : readWav(bytes)
}

/** The words go in and the sound comes out through pipes: neither stands in a file or a list of processes. */
function spoken(program: string, language: Language, text: string): Promise<Int16Array | null> {
  return new Promise((resolve) => {
    const child = spawn(program, ['-v', ESPEAK_VOICES[language], '-s', ESPEAK_SPEED, '--stdin', '--stdout'], { stdio: ['pipe', 'pipe', 'ignore'], timeout: SPEAK_WITHIN_MS, env: {} })
    const pieces: Buffer[] = []
    child.on('error', () => resolve(null))
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
    child.on('close', (code) => resolve(code === 0 ? readWav(Buffer.concat(pieces)) : null))
    child.stdin.on('error', () => {})
    child.stdin.end(text)
  })
}
