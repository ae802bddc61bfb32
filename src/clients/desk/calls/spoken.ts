import type { Language } from '#domain/bodies.ts'
import { en } from '#words/call/generated/en.ts'
import type { Words } from '#words/call/generated/words.ts'
import { zh } from '#words/call/generated/zh.ts'

/** What is said to a caller, in the caller's language, which need not be that of the desk. */
export const CALL_WORDS: Readonly<Record<Language, Words>> = { en, zh }

/** The sentence that asks a question; null for one that nobody wrote a sentence for. */
export function askedAloud(question: string, language: Language): string | null {
  const all: Readonly<Record<string, unknown>> = { ...CALL_WORDS[language] }
  const sentence = all[`say-${question}`]
  return typeof sentence === 'string' ? sentence : null
}
