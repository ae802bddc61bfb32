// One word for one thing, in both languages, and the words we never use for it.
import type { Locale } from './area.ts'

/** A word that must not appear, and what stands in its place. */
export interface WrongWord { readonly locale: Locale; readonly word: string; readonly instead: string }
export interface Term { readonly en: string; readonly zh: string }
export interface Glossary { readonly terms: readonly Term[]; readonly never: readonly WrongWord[] }

export function wrongWords(locale: Locale, sentence: string, wrong: readonly WrongWord[]): string[] {
  return wrong.filter((each) => each.locale === locale && contains(sentence, each)).map((each) => `not “${each.word}” but “${each.instead}”`)
}

/** English words are looked for whole and in any case; Chinese ones as they are. */
function contains(sentence: string, { locale, word }: WrongWord): boolean {
  if (locale === 'zh') return sentence.includes(word)
  const literal = word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(String.raw`(?<!\w)${literal}(?!\w)`, 'i').test(sentence)
}
