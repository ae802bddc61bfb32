import type { Language } from '#domain/bodies.ts'
import { en } from '#words/late/generated/en.ts'
import type { Words } from '#words/late/generated/words.ts'
import { zh } from '#words/late/generated/zh.ts'

/** Sentences that few reporters ever need: they come with the code that opens a conversation, in both languages, and not with the page. */
export const LATE_WORDS: Readonly<Record<Language, Words>> = { en, zh }
