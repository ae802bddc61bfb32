import { createReadStream } from 'node:fs'
import { concat, fromUtf8 } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { Language } from '#domain/bodies.ts'
import { identitySealer } from '#clients/reporter/identity.ts'
import type { IdentitySealer, TrustedOffice } from '#clients/reporter/reporter.ts'
import { UsageError } from './command.ts'
import type { Io } from './io.ts'

/** The ways to give a text. Spread into a command's options. */
export const TEXT_OPTIONS = {
  'text': { type: 'text', value: 'T', help: 'option-text' },
  'text-file': { type: 'text', value: 'F', help: 'option-text-file' },
} as const

/** How the ways to give a text are shown in the help. */
export const TEXT_WORDS = { shown: '(--text T | --text-file F | -)', min: 0, max: 1 } as const

export interface TextGiven {
  readonly 'text': string | undefined
  readonly 'text-file': string | undefined
}

/**
 * The one text that a command was given.
 * @returns null if none was.
 * @throws UsageError for two at once, Refusal `bad-text` for what is no UTF-8, `too-large` long before memory is.
 */
export async function readText(given: TextGiven, io: Io, words: readonly string[]): Promise<string | null> {
  const [word] = words
  if (word !== undefined && word !== '-') throw new UsageError((say) => say['usage-surplus-text']({ word }))
  const file = given['text-file']
  const ways = [given.text, file, word].filter((way) => way !== undefined)
  if (ways.length > 1) throw new UsageError((say) => say['usage-one-text'])
  if (given.text !== undefined) return typed(given.text)
  if (file !== undefined) return decoded(await limited(createReadStream(file)))
  return word === undefined ? null : decoded(await limited(io.input))
}

/** As `readText`. @throws UsageError besides, if none was given. */
export async function requireText(given: TextGiven, io: Io, words: readonly string[]): Promise<string> {
  const text = await readText(given, io, words)
  if (text === null) throw new UsageError((say) => say['usage-missing']({ option: TEXT_WORDS.shown }))
  return text
}

/** A text that may be left away where files come along. @throws as `requireText`, Refusal `empty-text` without either */
export async function textBeside(attached: readonly string[], given: TextGiven, { io, words }: { readonly io: Io; readonly words: readonly string[] }): Promise<string> {
  return attached.length > 0 ? await readText(given, io, words) ?? '' : requiredText(await requireText(given, io, words))
}

/** The runtime puts U+FFFD where an argument was no UTF-8: what stood there is lost, so the text is not what was meant. */
export function typed(text: string): string {
  if (text.includes('\ufffd')) throw new Refusal('bad-text')
  return text
}

/** A file ends with a line feed that nobody wrote as part of the text, and may begin with a byte order mark. */
function decoded(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes).replace(/^\ufeff/, '').replace(/(?:\r?\n)+$/, '')
  } catch {
    throw new Refusal('bad-text')
  }
}

async function limited(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of source) {
    size += part.length
    if (size > LIMITS.requestBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.bodyBytesMax })
    parts.push(part)
  }
  return concat(...parts)
}

/** The language that a text is marked with unless the caller says another: there are two, and their scripts differ. */
export function languageOfText(asked: Language | null, text: string): Language {
  if (asked !== null) return asked
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
}

/** A secret that stands in a file as its only line. */
export async function readSecretLine(file: string): Promise<string> {
  return decoded(await limited(createReadStream(file))).trim()
}

/** Who a reporter is: the name in a file's first line, how to reach them in the others. Never on the command line, which others can see. */
export const IDENTITY_OPTIONS = { 'identity-file': { type: 'text', value: 'F', help: 'option-identity-file' } } as const

/** @returns null if none was given. @throws Refusal `identity-not-offered`, `empty-text`, `bad-text`, `too-large` */
export async function readIdentity(office: TrustedOffice, file: string | undefined): Promise<IdentitySealer | null> {
  if (file === undefined) return null
  const [name = '', ...contact] = decoded(await limited(createReadStream(file))).split('\n')
  return identitySealer(office, { name, contact: contact.join('\n') })
}
