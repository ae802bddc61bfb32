import { fold } from './folding.ts'

/**
 * Whether a name stands in a text, in any spelling of its characters. A name in letters stands there as words of its own: `Chen Mo` is not in `Chen Mole`.
 * Names of a single character, and names in letters of one or two, are not looked for: they stand in every text.
 */
export function standsIn(text: string, name: string): boolean {
  const [within, wanted] = [fold(text), fold(name).trim()]
  if ([...wanted].length < NAME_CHARACTERS_MIN || (!HAN.test(wanted) && [...wanted].length < WORD_CHARACTERS_MIN)) return false
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + 1)) {
    const end = at + wanted.length
    // Nothing but the characters beside it is looked at, however long the text is.
    if (!joins(lastOf(within.slice(Math.max(0, at - CHARACTER_UNITS), at)), wanted) && !joins(lastOf(wanted.slice(-CHARACTER_UNITS)), within.slice(end, end + CHARACTER_UNITS))) return true
  }
  return false
}

const NAME_CHARACTERS_MIN = 2
const WORD_CHARACTERS_MIN = 3
/** A character above U+FFFF takes two code units. */
const CHARACTER_UNITS = 2
const BEGINS = /^[\p{L}\p{M}\p{N}]/u
const HAN = /\p{Script=Han}/u
const HAN_BEGINS = /^\p{Script=Han}/u

/** Not by a pattern that ends in `$`: V8 does not find a character above U+FFFF with one. */
function lastOf(text: string): string {
  return [...text].at(-1) ?? ''
}

/** Whether a character and what begins behind it are one word: beside a Chinese character a word may end anywhere. */
function joins(character: string, after: string): boolean {
  return BEGINS.test(character) && BEGINS.test(after) && !HAN_BEGINS.test(character) && !HAN_BEGINS.test(after)
}
