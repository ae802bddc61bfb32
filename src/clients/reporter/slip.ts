import type { Language } from '#domain/bodies.ts'
import { groupsOf } from '#sealing/plain/receipt.ts'
import { en } from '#words/slip/generated/en.ts'
import type { Words } from '#words/slip/generated/words.ts'
import { zh } from '#words/slip/generated/zh.ts'

/** What somebody who hands a code on says with it, in the language of whoever receives it, which need not be that of the desk. */
export const SLIP_WORDS: Readonly<Record<Language, Words>> = { en, zh }

/** Each group of a code as it is read out: in Chinese 1 is 幺, so that nobody hears 七. */
export function aloud(receipt: string, language: Language): readonly string[] {
  const words = SLIP_WORDS[language]
  const digit = (each: string): string => words[`digit-${each as '0'}`]
  return groupsOf(receipt).map((group) => [...group].map(digit).join(language === 'zh' ? '' : ' '))
}
