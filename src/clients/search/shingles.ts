/**
 * [Note: Shingles] What two texts have in common is counted in short runs of words that stand side by side: four Chinese characters, or three words of other scripts.
 * Folded texts are cut, so that script, width, case and line breaks make no difference, and what is neither a letter nor a digit counts for nothing. A text is then a set of
 * numbers of 32 bits, and how alike two are is the share of the runs of both that both have (Jaccard). Nothing of how somebody writes is looked at: two people who sign the same page are as alike as their pages.
 *
 * @see A. Broder, On the resemblance and containment of documents (1997)
 */

const HAN_RUN = 4
const WORD_RUN = 3

/** One Chinese character, or one word of another script. */
const WORD = /\p{Script=Han}|[\p{L}\p{N}\p{M}]+?(?=\p{Script=Han}|[^\p{L}\p{N}\p{M}]|$)/gu
const HAN = /^\p{Script=Han}/u

/** A word of a folded text. `end` is behind its last unit. */
export interface Word {
  readonly start: number
  readonly end: number
  readonly hash: number
  readonly isHan: boolean
}

export function wordsIn(folded: string): readonly Word[] {
  return [...folded.matchAll(WORD)].map(({ 0: word, index }) => ({ start: index, end: index + word.length, hash: hashOf(word), isHan: HAN.test(word) }))
}

/** The run that begins at each word that has enough behind it. @returns hash and number of words, in the text's order */
export function runsOf(words: readonly Word[]): readonly { readonly hash: number; readonly length: number }[] {
  const runs: { readonly hash: number; readonly length: number }[] = []
  for (const [at, word] of words.entries()) {
    const length = word.isHan ? HAN_RUN : WORD_RUN
    if (at + length > words.length) continue
    let hash = length
    for (let each = at; each < at + length; each++) hash = mix(hash ^ (words[each]?.hash ?? 0))
    runs.push({ hash: hash >>> 0, length })
  }
  return runs
}

/** The runs of a folded text: each once, ascending. */
export function shinglesOf(folded: string): Uint32Array {
  const sorted = Uint32Array.from(runsOf(wordsIn(folded)), ({ hash }) => hash).sort()
  let kept = 0
  for (const [at, hash] of sorted.entries()) if (at === 0 || hash !== sorted[at - 1]) sorted[kept++] = hash
  return sorted.slice(0, kept)
}

/** The share of the runs of both that both have: 0 to 1. */
export function likeness(a: Uint32Array, b: Uint32Array): number {
  let [here, there, both] = [0, 0, 0]
  while (here < a.length && there < b.length) {
    const [one = 0, other = 0] = [a[here], b[there]]
    if (one === other) both++
    if (one <= other) here++
    if (other <= one) there++
  }
  const all = a.length + b.length - both
  return all === 0 ? 0 : both / all
}

/** FNV-1a over code units. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** The finish of MurmurHash3: every bit of what comes in changes about half of what goes out. */
export function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (Math.imul(mixed ^ (mixed >>> 16), 0x9e3779b1) + 0x7f4a7c15) | 0
}
