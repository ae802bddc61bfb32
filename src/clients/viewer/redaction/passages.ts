import { UNSEEN } from '../words/unseen.ts'
import { History } from './history.ts'

/** Words of a text that are covered, and what stands there instead. */

/** From `from` (inclusive) to `to` (exclusive), in UTF-16 units of the text. */
export interface Range {
  readonly from: number
  readonly to: number
}

export interface Passage extends Range {
  /** As “person A”; empty for blocks. */
  readonly label: string
}

/** The same for one letter and for a page: its length says nothing. */
const BLOCKS = '█████'

/** A text as it is shown and kept: one kind of line's end, and of what a reader does not see a mark, since words can be hidden in it. */
export function readable(text: string): string {
  const plain = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n').replaceAll('\r', '\n')
  return plain.replaceAll(new RegExp(UNSEEN, 'gu'), (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`)
}

interface Piece {
  readonly text: string
  /** What it is of the text. */
  readonly range: Range
  readonly isCovered: boolean
}

/** The passages as they are now, and the way back. */
export class Passages {
  readonly text: string
  readonly #history = new History<Passage>()

  /** @param text - as `readable` gives it. */
  constructor(text: string) {
    this.text = text
  }

  get count(): number { return this.#history.now.length }
  get canUndo(): boolean { return this.#history.canUndo }
  get canRedo(): boolean { return this.#history.canRedo }

  /** Covers these; what touches one that is covered becomes one with it. */
  cover(ranges: readonly Range[], label: string): void {
    const added = ranges.map(({ from, to }) => ({ ...this.#whole(from, to), label })).filter(({ from, to }) => to > from)
    if (added.length > 0) this.#history.step(merged([...this.#history.now, ...added]))
  }

  /** Shows again whatever these touch. */
  uncover({ from, to }: Range): void {
    const left = this.#history.now.filter((passage) => passage.to <= from || passage.from >= to)
    if (left.length < this.#history.now.length) this.#history.step(left)
  }

  undo(): void { this.#history.undo() }
  redo(): void { this.#history.redo() }

  /** The text as it is kept: of what is covered there is nothing in it. */
  get redacted(): string {
    return this.#pieces().map(({ text }) => text).join('')
  }

  /** What a part of the redacted text is of the text: whole passages, where it touches them. */
  sourceOf({ from, to }: Range): Range {
    let [at, first, last] = [0, this.text.length, 0]
    for (const { text, range, isCovered } of this.#pieces()) {
      const [start, end] = [at, at + text.length]
      at = end
      if (end < from || start > to || (from < to && (end === from || start === to))) continue
      first = Math.min(first, isCovered ? range.from : range.from + Math.max(0, from - start))
      last = Math.max(last, isCovered ? range.to : range.from + Math.min(text.length, to - start))
    }
    return { from: Math.min(first, last), to: last }
  }

  #pieces(): readonly Piece[] {
    const pieces: Piece[] = []
    let at = 0
    for (const { from, to, label } of this.#history.now) {
      pieces.push({ text: this.text.slice(at, from), range: { from: at, to: from }, isCovered: false }, { text: label === '' ? BLOCKS : `[${label}]`, range: { from, to }, isCovered: true })
      at = to
    }
    return [...pieces, { text: this.text.slice(at), range: { from: at, to: this.text.length }, isCovered: false }]
  }

  /** Not half of a character outside of the first plane. */
  #whole(from: number, to: number): Range {
    const isInside = (at: number): boolean => isOf(this.text.charCodeAt(at), 0xdc00) && isOf(this.text.charCodeAt(at - 1), 0xd800)
    return { from: isInside(from) ? from - 1 : from, to: isInside(to) ? to + 1 : to }
  }
}

/** In order, none touching another; of two that meet the later one's label stands. */
function merged(passages: readonly Passage[]): readonly Passage[] {
  const newest = passages.map((passage, age) => ({ ...passage, age })).sort((one, other) => one.from - other.from)
  const kept: (Passage & { readonly age: number })[] = []
  for (const passage of newest) {
    const last = kept.at(-1)
    if (last === undefined || passage.from > last.to) kept.push(passage)
    else kept[kept.length - 1] = { from: last.from, to: Math.max(last.to, passage.to), label: passage.age > last.age ? passage.label : last.label, age: Math.max(passage.age, last.age) }
  }
  return kept.map(({ from, to, label }) => ({ from, to, label }))
}

/** Whether a unit is one of the two halves that begin there. */
function isOf(unit: number, half: number): boolean {
  return (unit & 0xfc00) === half
}

const HAN = /\p{Script=Han}/u
/** Joiners and selectors, which stay in a text and are not seen in it. */
const IGNORED = /^\p{Default_Ignorable_Code_Point}$/u

interface Folded {
  readonly text: string
  /** Where in the text each unit comes from, and where that character ends. */
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/**
 * A text without what one name is written with and another without: capitals, full width, a space or a line's end between Chinese characters, and
 * more than one space between words.
 */
function folded(text: string): Folded {
  const [units, from, to]: [string[], number[], number[]] = [[], [], []]
  let [at, last] = [0, '']
  const put = (unit: string, end: number): void => {
    units.push(unit)
    from.push(at)
    to.push(end)
  }
  for (const character of text) {
    const end = at + character.length
    const plain = character.normalize('NFKC').toLowerCase()
    if (plain.trim() === '') {
      if (units.at(-1) !== ' ') put(' ', end)
    } else if (!IGNORED.test(plain)) {
      if (units.at(-1) === ' ' && (HAN.test(plain) || HAN.test(last))) for (const list of [units, from, to]) list.pop()
      for (const unit of plain.split('')) put(unit, end)
      last = plain
    }
    at = end
  }
  return { text: units.join(''), from, to }
}

/** All places of a word, however it is written there: `ＡＢ 公司` is `ab公司`, and `张 三` is `张三`. */
export function placesOf(text: string, word: string): readonly Range[] {
  const wanted = folded(word.trim()).text.trim()
  if (wanted === '') return []
  const whole = folded(text)
  const places: Range[] = []
  for (let at = whole.text.indexOf(wanted); at >= 0; at = whole.text.indexOf(wanted, at + wanted.length)) {
    places.push({ from: whole.from[at] ?? 0, to: whole.to[at + wanted.length - 1] ?? 0 })
  }
  return places
}
