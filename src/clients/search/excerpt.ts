import { foldWithPlaces } from './folding.ts'
import type { Query } from './query.ts'

/** A part of a text as it was written, and whether it is what was looked for. */
export interface Piece {
  readonly text: string
  readonly isHit: boolean
}

interface Span {
  readonly start: number
  readonly end: number
}

/** A text in pieces, with every place marked that a wanted word has in it. */
export function markHits(text: string, query: Pick<Query, 'wanted'>): readonly Piece[] {
  return piecesOf(text, hitsIn(text, query), { start: 0, end: text.length })
}

/**
 * A few words around the first place where a wanted word stands, or the text's beginning, in one line.
 * @param charactersMax - of the text, about; cut between characters, with … where something was left out.
 */
export function excerptOf(text: string, query: Pick<Query, 'wanted'>, charactersMax: number): readonly Piece[] {
  const line = text.replace(/\s+/gu, ' ').trim()
  const hits = hitsIn(line, query)
  const before = Math.floor(charactersMax / 3)
  const start = wholeCharacter(line, Math.max(0, (hits[0]?.start ?? 0) - before))
  const end = wholeCharacter(line, Math.min(line.length, start + charactersMax))
  const cut = (isCut: boolean): readonly Piece[] => (isCut ? [{ text: '…', isHit: false }] : [])
  return [...cut(start > 0), ...piecesOf(line, hits, { start, end }), ...cut(end < line.length)]
}

/** Where wanted words stand, in order, without overlaps. */
function hitsIn(text: string, { wanted }: Pick<Query, 'wanted'>): readonly Span[] {
  const folded = foldWithPlaces(text)
  const spans = wanted.flatMap((word) => [...spansOf(folded.text, word)]).toSorted((a, b) => a.start - b.start || b.end - a.end)
  const merged: Span[] = []
  for (const { start, end } of spans) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    else merged.push({ start, end })
  }
  const placeOf = (at: number): number => folded.places[at] ?? text.length
  return merged.map(({ start, end }) => ({ start: placeOf(start), end: endOf(text, placeOf(end - 1)) }))
}

function* spansOf(folded: string, word: string): Generator<Span> {
  for (let start = folded.indexOf(word); start >= 0 && word !== ''; start = folded.indexOf(word, start + word.length)) yield { start, end: start + word.length }
}

/** The end of the character at a place, with the marks that belong to it. */
function endOf(text: string, place: number): number {
  const character = String.fromCodePoint(text.codePointAt(place) ?? 0)
  const end = place + character.length
  const [marks = ''] = /^(?:\p{M}|\u200d|\ufe0f)*/u.exec(text.slice(end, end + 8)) ?? []
  return end + marks.length
}

/** Not in the middle of a surrogate pair. */
function wholeCharacter(text: string, place: number): number {
  const unit = text.charCodeAt(place)
  return unit >= 0xdc00 && unit <= 0xdfff ? place - 1 : place
}

function piecesOf(text: string, hits: readonly Span[], within: Span): readonly Piece[] {
  const pieces: Piece[] = []
  let done = within.start
  for (const hit of hits) {
    const [start, end] = [Math.max(hit.start, done), Math.min(hit.end, within.end)]
    if (start >= end) continue
    if (start > done) pieces.push({ text: text.slice(done, start), isHit: false })
    pieces.push({ text: text.slice(start, end), isHit: true })
    done = end
  }
  if (done < within.end) pieces.push({ text: text.slice(done, within.end), isHit: false })
  return pieces
}
