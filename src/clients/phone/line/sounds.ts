import type { Attachment, Language } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import type { Codec } from '#domain/telephone.ts'
import type { Sound } from '#clients/telephony/call/state.ts'
import type { LineNow } from './lines.ts'
import type { Prompt } from '#clients/telephony/prompts/prompt.ts'
import type { Voice } from '../prompts/voice.ts'
import { decode } from '#clients/telephony/sound/g711.ts'
import { silence, startTone } from '#clients/telephony/sound/tones.ts'

export interface Saying {
  readonly voice: Voice
  /** Number of somebody who can be asked for, as digits; null for none. */
  readonly person: string | null
  readonly language: Language
  /** What the line is in the office log; null where nothing stands there of it. */
  readonly line: LineNow | null
  readonly own: { readonly codec: Codec; readonly samples: Uint8Array } | null
  readonly replies: readonly Turn[]
  /** What was written down of the reporter's words. */
  readonly minutes: Turn | null
  /** A recording that came with an answer; null for what the line cannot play. */
  readonly listen: (file: Attachment) => Promise<Int16Array | null>
}

const [BETWEEN_DIGITS_SECONDS, PAUSE_SECONDS] = [0.15, 0.8]

/** What is said, as one sound. */
export async function soundsOf(sounds: readonly Sound[], saying: Saying): Promise<Int16Array> {
  const parts: Int16Array[] = []
  for (const sound of sounds) parts.push(...await soundOf(sound, saying))
  return joined(parts)
}

async function soundOf(sound: Sound, saying: Saying): Promise<readonly Int16Array[]> {
  const { voice, language, person, own } = saying
  if ('prompt' in sound) return [voice.prompt(sound.language ?? language, sound.prompt)]
  if ('digits' in sound) return digits(sound.digits, saying)
  if ('greeting' in sound) return greeting(saying)
  if ('closed' in sound) return closed(saying)
  if ('person' in sound) return saying.line?.isOpen === false ? closed(saying) : person === null ? [voice.prompt(language, 'person-none')] : [voice.prompt(language, 'person'), ...digits(person, saying)]
  if ('own' in sound) return own === null ? [] : [decode(own.codec, own.samples)]
  if ('reply' in sound) return aloud(saying.replies[sound.reply] ?? null, saying)
  if ('minutes' in sound) return aloud(saying.minutes, saying)
  return ['tone' in sound ? startTone() : silence(PAUSE_SECONDS)]
}

/** Words of an office that this machine cannot speak are left out: the menu comes after them all the same. */
async function greeting({ line, voice }: Saying): Promise<readonly Int16Array[]> {
  if (line === null || line.greeting === null) return []
  const said = await Promise.all(line.languages.map((language) => voice.speak(language, line.greeting?.[language] ?? '')))
  return said.flatMap((each) => (each === null ? [] : [each, silence(PAUSE_SECONDS)]))
}

/** That nobody answers, and when somebody does: month, day and hour. A recording can be left at any hour. */
function closed(saying: Saying): readonly Int16Array[] {
  const { line, voice, language } = saying
  if (line === null || line.isOpen) return []
  const { opens } = line
  if (opens === null) return [voice.prompt(language, 'closed')]
  const [, month = '', day = ''] = opens.day.split('-')
  return [
    voice.prompt(language, 'closed'), voice.prompt(language, 'opens-month'), ...digits(month, saying), voice.prompt(language, 'next-day'), ...digits(day, saying),
    voice.prompt(language, 'opens-time'), ...digits(opens.time.replace(':', ''), saying),
  ]
}

/** Digit by digit, of one prompt each: no sound of a whole code is ever made by another program. */
function digits(text: string, { voice, language }: Saying): readonly Int16Array[] {
  return [...text].flatMap((digit) => [voice.prompt(language, `digit-${digit}` as Prompt), silence(BETWEEN_DIGITS_SECONDS)])
}

async function aloud(turn: Turn | null, { voice, language, listen }: Saying): Promise<readonly Int16Array[]> {
  if (turn === null) return []
  const spoken = turn.text === '' ? null : await voice.speak(turn.language, turn.text)
  const heard = await Promise.all((turn.files ?? []).map(listen))
  return [
    ...(turn.text === '' ? [] : [spoken ?? voice.prompt(language, 'reply-written')]),
    ...heard.flatMap((sound) => (sound === null ? [] : [sound])),
    ...(heard.includes(null) ? [voice.prompt(language, 'reply-files')] : []),
  ]
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
