import type { Piece } from './excerpt.ts'
import { foldWithPlaces } from './folding.ts'
import { runsOf, shinglesOf, wordsIn } from './shingles.ts'

/**
 * A text in pieces, with the words marked that stand in none of the others: those that belong to no run of words (shingles.ts) that another has too. It takes one pass
 * over each text, and a paragraph that stands at another place is not new.
 * @param others - folded.
 */
export function newWords(text: string, others: readonly string[]): readonly Piece[] {
  const known = new Set(others.flatMap((each) => [...shinglesOf(each)]))
  const { text: folded, places } = foldWithPlaces(text)
  const words = wordsIn(folded)
  const isKnown = new Uint8Array(words.length)
  for (const [at, { hash, length }] of runsOf(words).entries()) if (known.has(hash)) isKnown.fill(1, at, at + length)
  const pieces: Piece[] = []
  let done = 0
  for (let at = 0; at < words.length; at++) {
    if (isKnown[at] === 1) continue
    const first = at
    while (at + 1 < words.length && isKnown[at + 1] === 0) at++
    const [start, end] = [places[words[first]?.start ?? 0] ?? 0, places[words[at]?.end ?? 0] ?? text.length]
    if (start > done) pieces.push({ text: text.slice(done, start), isHit: false })
    pieces.push({ text: text.slice(start, end), isHit: true })
    done = end
  }
  if (done < text.length) pieces.push({ text: text.slice(done), isHit: false })
  return pieces
}
