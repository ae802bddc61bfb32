import type { Language } from '#domain/bodies.ts'
import type { LineNow } from '#domain/line-now.ts'
import type { Prompt } from '../prompts/prompt.ts'
import type { Sound } from './state.ts'

/** One sound after the other, of which each is a recording, a pause, or what only whoever answers has. */
export type Piece =
  | { readonly is: 'prompt'; readonly language: Language; readonly prompt: Prompt }
  | { readonly is: 'pause'; readonly seconds: number }
  | { readonly is: 'tone' }
  /** Words of the office: a program reads them out, or they are left out. */
  | { readonly is: 'words'; readonly language: Language; readonly text: string }
  | { readonly is: 'own' }
  | { readonly is: 'reply'; readonly reply: number }
  | { readonly is: 'minutes' }

export interface Told {
  readonly language: Language
  /** Number of somebody who can be asked for, as digits; null for none. */
  readonly person: string | null
  /** What the line is in the office log; null where nothing stands there of it. */
  readonly line: LineNow | null
}

/** Pauses: within a group of digits, and everywhere else. */
export const [BETWEEN_DIGITS_SECONDS, PAUSE_SECONDS] = [0.15, 0.8]
const PAUSE: Piece = { is: 'pause', seconds: PAUSE_SECONDS }

/** What is said, piece by piece. */
export function piecesOf(sounds: readonly Sound[], told: Told): readonly Piece[] {
  return sounds.flatMap((sound) => piecesIn(sound, told))
}

function piecesIn(sound: Sound, told: Told): readonly Piece[] {
  const { language, person } = told
  if ('prompt' in sound) return [{ is: 'prompt', language: sound.language ?? language, prompt: sound.prompt }]
  if ('digits' in sound) return digits(sound.digits, told)
  if ('greeting' in sound) return greeting(told)
  if ('closed' in sound) return closed(told)
  if ('person' in sound) return told.line?.isOpen === false ? closed(told) : person === null ? [said('person-none', told)] : [said('person', told), ...digits(person, told)]
  if ('own' in sound) return [{ is: 'own' }]
  if ('reply' in sound) return [{ is: 'reply', reply: sound.reply }]
  if ('minutes' in sound) return [{ is: 'minutes' }]
  return ['tone' in sound ? { is: 'tone' } : PAUSE]
}

function said(prompt: Prompt, { language }: Told): Piece {
  return { is: 'prompt', language, prompt }
}

function greeting({ line }: Told): readonly Piece[] {
  const words = line?.greeting ?? null
  return line === null || words === null ? [] : line.languages.map((language) => ({ is: 'words', language, text: words[language] }))
}

/** That nobody answers, and when somebody does: month, day and hour. A recording can be left at any hour. */
function closed(told: Told): readonly Piece[] {
  const { line } = told
  if (line === null || line.isOpen) return []
  const { opens } = line
  if (opens === null) return [said('closed', told)]
  const [, month = '', day = ''] = opens.day.split('-')
  return [said('closed', told), said('opens-month', told), ...digits(month, told), said('next-day', told), ...digits(day, told), said('opens-time', told), ...digits(opens.time.replace(':', ''), told)]
}

/** Digit by digit, of one prompt each: no sound of a whole code is ever made by another program. */
function digits(text: string, told: Told): readonly Piece[] {
  return [...text].flatMap((digit) => [said(`digit-${digit}` as Prompt, told), { is: 'pause', seconds: BETWEEN_DIGITS_SECONDS } as const])
}
