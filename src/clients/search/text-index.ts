import { fold, SEPARATOR } from './folding.ts'
import type { Query } from './query.ts'

/** So many units of text lie in one string. A whole block is looked through without a pause. */
const BLOCK_UNITS = 1 << 20

interface Block {
  readonly text: string
  /** Where each document begins, ascending; what was replaced since is `null` in `ids`. */
  readonly starts: readonly number[]
  readonly ids: (string | null)[]
}

interface Place {
  readonly block: Block
  readonly at: number
}

export interface Found {
  readonly id: string
  /** Whether every wanted word stands in the first line, which is the title. */
  readonly inTitle: boolean
}

/**
 * Texts that are searched by parts of words, in any language, with one pass over all of them. There is no index of words to build, to keep in step or to
 * explain: a hundred million characters are looked through in a tenth of a second (bench/searching.ts), and whatever stands in a text is found.
 */
export class TextIndex {
  #blocks: readonly Block[] = []
  #places = new Map<string, Place>()
  /** Documents that came since the last block was closed, folded. */
  #fresh = new Map<string, string>()
  #freshUnits = 0

  get size(): number { return this.#places.size + this.#fresh.size }

  /** Puts a document in the place of what it was before. @param text - its title, a line feed, and everything else. */
  put(id: string, text: string): void {
    this.remove(id)
    const line = text.indexOf('\n')
    // A line feed is white space, which folding takes for a space or for nothing: here it stays.
    const folded = line < 0 ? `${fold(text)}\n` : `${fold(text.slice(0, line))}\n${fold(text.slice(line + 1))}`
    this.#fresh.set(id, folded)
    this.#freshUnits += folded.length + SEPARATOR.length
    if (this.#freshUnits >= BLOCK_UNITS) this.#close()
  }

  remove(id: string): void {
    const fresh = this.#fresh.get(id)
    if (fresh !== undefined) {
      this.#fresh.delete(id)
      this.#freshUnits -= fresh.length + SEPARATOR.length
      return
    }
    const place = this.#places.get(id)
    if (place === undefined) return
    this.#places.delete(id)
    place.block.ids[place.at] = null
    // A block of nothing but what was replaced goes; what is mostly so is put together anew.
    const held = place.block.ids.filter((each) => each !== null).length
    if (held * 2 < place.block.ids.length) this.#clear(place.block)
  }

  /**
   * Looks through everything, a block for each step, so that whoever asks can pause between steps or stop.
   * @returns documents in no order; none for a query that wants nothing.
   */
  * find({ wanted, unwanted }: Query): Generator<readonly Found[]> {
    const [rarest, ...others] = wanted.toSorted((a, b) => b.length - a.length)
    if (rarest === undefined) return
    const judge = (id: string, text: string): Found | null => {
      if (!others.every((word) => text.includes(word)) || unwanted.some((word) => text.includes(word))) return null
      const title = text.slice(0, text.indexOf('\n'))
      return { id, inTitle: wanted.every((word) => title.includes(word)) }
    }
    yield [...this.#fresh].flatMap(([id, text]) => (text.includes(rarest) ? judge(id, text) ?? [] : []))
    for (const block of this.#blocks) yield [...holding(block, rarest)].flatMap((at) => {
      const id = block.ids[at] ?? null
      return id === null ? [] : judge(id, textAt(block, at)) ?? []
    })
  }

  /** A document's folded text. */
  textOf(id: string): string | null {
    const place = this.#places.get(id)
    return this.#fresh.get(id) ?? (place === undefined ? null : textAt(place.block, place.at))
  }

  #close(): void {
    const texts = [...this.#fresh]
    let end = 0
    const starts = texts.map(([, text]) => {
      const start = end
      end += text.length + SEPARATOR.length
      return start
    })
    const block: Block = { text: texts.map(([, text]) => text + SEPARATOR).join(''), starts, ids: texts.map(([id]) => id) }
    this.#blocks = [...this.#blocks, block]
    for (const [at, [id]] of texts.entries()) this.#places.set(id, { block, at })
    this.#fresh = new Map()
    this.#freshUnits = 0
  }

  #clear(block: Block): void {
    this.#blocks = this.#blocks.filter((each) => each !== block)
    for (const [at, id] of block.ids.entries()) {
      if (id === null) continue
      const text = textAt(block, at)
      this.#places.delete(id)
      this.#fresh.set(id, text)
      this.#freshUnits += text.length + SEPARATOR.length
    }
    if (this.#freshUnits >= BLOCK_UNITS) this.#close()
  }
}

/** The documents of a block in which a word stands, each once. */
function* holding({ text, starts }: Block, word: string): Generator<number> {
  for (let found = text.indexOf(word); found >= 0;) {
    const at = documentAt(starts, found)
    yield at
    const next = starts[at + 1]
    if (next === undefined) return
    found = text.indexOf(word, next)
  }
}

/** The last document that begins at or before a place. */
function documentAt(starts: readonly number[], place: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= place) low = middle
    else high = middle - 1
  }
  return low
}

function textAt({ text, starts }: Block, at: number): string {
  const end = starts[at + 1] ?? text.length
  return text.slice(starts[at], end - SEPARATOR.length)
}
