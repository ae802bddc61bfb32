import { fold } from './folding.ts'

/** What somebody looks for: every wanted word stands somewhere in a text, no unwanted one does. All are folded. */
export interface Query {
  readonly wanted: readonly string[]
  readonly unwanted: readonly string[]
}

/** A word, or several in quotation marks as they stand; a dash before it: not this. */
const WORD = /(?<not>[-－—–]?)(?:["“”„«»「」『』](?<phrase>[^"“”„«»「」『』]*)["“”„«»「」『』]?|(?<word>[^\s"“”„«»「」『』]+))/gu

/** @returns no wanted and no unwanted words for a line that says nothing. */
export function parseQuery(line: string): Query {
  const found = [...line.matchAll(WORD)].map(({ groups }) => ({ not: groups?.['not'] !== '', text: fold(groups?.['phrase'] ?? groups?.['word'] ?? '') }))
  const texts = (not: boolean): readonly string[] => [...new Set(found.filter((each) => each.not === not && each.text !== '').map(({ text }) => text))]
  return { wanted: texts(false), unwanted: texts(true) }
}
