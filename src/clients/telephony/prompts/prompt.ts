import { LANGUAGES, type Language } from '#domain/bodies.ts'
import { en } from '#words/phone/generated/en.ts'
import type { Words } from '#words/phone/generated/words.ts'
import { zh } from '#words/phone/generated/zh.ts'

/** A sentence that the line says; a file of this name takes its place. */
export type Prompt = Exclude<keyof Words, WrittenOnly>
/** What the line writes into a report. */
type WrittenOnly = 'text-spoken' | 'text-file'

export const PHONE_WORDS: Readonly<Record<Language, Words>> = { en, zh }
export const PROMPTS = (Object.keys(en) as readonly (keyof Words)[]).filter((name): name is Prompt => !name.startsWith('text-'))
/** In each language, by the name under which a folder has it. */
export const EVERY_PROMPT = LANGUAGES.flatMap((language) => PROMPTS.map((prompt) => ({ language, prompt, name: `${language}/${prompt}` })))
