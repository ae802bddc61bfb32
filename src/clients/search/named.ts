import { fold } from './folding.ts'

/**
 * Whether a name stands in a text, in any spelling of its characters. A name in letters stands there as words of its own: `Chen Mo` is not in `Chen Mole`.
 * Nobody is found by a first letter or a single character, which stand in every text.
 */
export function standsIn(text: string, name: string): boolean {
  const [within, wanted] = [fold(text), fold(name).trim()]
  if ([...wanted].length < NAME_CHARACTERS_MIN || (!HAN.test(wanted) && [...wanted].length < WORD_CHARACTERS_MIN)) return false
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + 1)) {
    if (!joins(within.slice(0, at), wanted) && !joins(wanted, within.slice(at + wanted.length))) return true
  }
  return false
}

const NAME_CHARACTERS_MIN = 2
const WORD_CHARACTERS_MIN = 3
const ENDS = /[\p{L}\p{M}\p{N}]$/u
const BEGINS = /^[\p{L}\p{M}\p{N}]/u
const HAN = /\p{Script=Han}/u
const HAN_ENDS = /\p{Script=Han}$/u
const HAN_BEGINS = /^\p{Script=Han}/u

/** Whether what ends and what begins are one word: beside a Chinese character a word may end anywhere. */
function joins(before: string, after: string): boolean {
  return ENDS.test(before) && BEGINS.test(after) && !HAN_ENDS.test(before) && !HAN_BEGINS.test(after)
}
