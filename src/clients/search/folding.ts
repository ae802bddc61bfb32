import pairs from 'opencc-js/dict/TSCharacters'

/**
 * [Note: Folding] Two spellings of one word are found by each other: what is searched and what is typed are folded alike, character by character. Width
 * and compatibility forms go (NFKC), case goes, accents on Latin, Greek and Cyrillic letters go, traditional characters become simplified ones,
 * typographic quotes and dashes plain ones. What cannot be seen goes, white space is one space, and beside a Chinese character none: lines break there
 * anywhere. Phrases are not converted, so a place in the folded text always has its place in the text.
 */

/** Stands between texts in the index: a noncharacter, which folding takes out of every text. */
export const SEPARATOR = '\uffff'

const SIMPLIFIED: ReadonlyMap<string, string> = new Map(pairs.split('|').map((pair) => {
  const [traditional = '', simplified = ''] = pair.split(' ')
  return [traditional, simplified]
}))
const PLAIN: ReadonlyMap<string, string> = new Map([
  ...[...'‘’‚‛′'].map((quote) => [quote, '\''] as const), ...[...'“”„‟″「」『』'].map((quote) => [quote, '"'] as const), ...[...'‐‑‒–—―−'].map((dash) => [dash, '-'] as const),
])
const UNSEEN = /^[\p{Cc}\p{Cf}\p{Cn}\p{Default_Ignorable_Code_Point}]$/u
const HAN = /^[\p{Script=Han}\u3000-\u303f]$/u
/** Marks that Latin, Greek and Cyrillic letters carry; those of other scripts are letters of their own. */
const ACCENTS = /[\u0300-\u036f]/gu

const SPACE = ' '
const NOTHING = 0
/** In the table: not folded into one unit, ask the slow way. */
const SLOW = 0xffff

interface Tables {
  /** By code unit: what it is folded to, `NOTHING`, or `SLOW`. */
  readonly units: Uint16Array
  /** By code unit: 1 for Chinese characters and their punctuation. */
  readonly han: Uint8Array
}

/** Made once, at the first use: some tens of milliseconds. */
let tables: Tables | null = null

function makeTables(): Tables {
  const units = new Uint16Array(0x10000)
  const han = new Uint8Array(0x10000)
  for (let unit = 0; unit < 0x10000; unit++) {
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff
    const folded = isSurrogate ? '' : foldedCharacter(String.fromCharCode(unit))
    units[unit] = isSurrogate || folded.length > 1 ? SLOW : folded.length === 0 ? NOTHING : folded.charCodeAt(0)
    han[unit] = !isSurrogate && HAN.test(String.fromCharCode(unit)) ? 1 : 0
  }
  return { units, han }
}

function foldedCharacter(character: string): string {
  if (/^\s$/u.test(character)) return SPACE
  const folded = [...character].map((each) => (UNSEEN.test(each) ? '' : once(each))).join('')
  // What a compatibility form stands for may be folded itself.
  return folded === character ? folded : [...folded].map((each) => (each === SPACE || each === character ? each : foldedCharacter(each))).join('')
}

function once(character: string): string {
  const plain = PLAIN.get(character) ?? character.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFD').replace(ACCENTS, '').normalize('NFC')
  return [...plain].map((each) => SIMPLIFIED.get(each) ?? each).join('')
}

/** What is searched, and for each of its units the place in the text that it came from. */
export interface Folded {
  readonly text: string
  /** One more than there are units: the last is the text's length. */
  readonly places: Uint32Array
}

export function fold(text: string): string {
  return foldInto(new Sink(false), text).text()
}

export function foldWithPlaces(text: string): Folded {
  const sink = foldInto(new Sink(true), text)
  return { text: sink.text(), places: Uint32Array.from([...sink.places, text.length]) }
}

const CHUNK_UNITS = 1 << 14
/** One for all: a text is folded in one go, and its string is taken before the next one begins. */
const chunk = new Uint16Array(CHUNK_UNITS)
const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true })

/** Takes folded units, and remembers where they came from if that is wanted. */
class Sink {
  readonly places: number[] = []
  readonly #withPlaces: boolean
  #filled = 0
  #before = ''

  constructor(withPlaces: boolean) {
    this.#withPlaces = withPlaces
  }

  push(unit: number, place: number): void {
    if (this.#filled === CHUNK_UNITS) {
      this.#before = this.text()
      this.#filled = 0
    }
    chunk[this.#filled++] = unit
    if (this.#withPlaces) this.places.push(place)
  }

  text(): string {
    return this.#before + utf16.decode(chunk.subarray(0, this.#filled))
  }
}

function foldInto(sink: Sink, text: string): Sink {
  const { units, han } = tables ??= makeTables()
  let last = NOTHING
  let space = -1
  const push = (unit: number, place: number): void => {
    if (space >= 0 && last !== NOTHING && last !== 0x20 && han[last] === 0 && han[unit] === 0) sink.push(0x20, space)
    space = -1
    sink.push(unit, place)
    last = unit
  }
  for (let place = 0; place < text.length; place++) {
    const unit = units[text.charCodeAt(place)] ?? SLOW
    if (unit === NOTHING) continue
    if (unit === 0x20) {
      if (space < 0) space = place
    } else if (unit !== SLOW) {
      push(unit, place)
    } else {
      const character = String.fromCodePoint(text.codePointAt(place) ?? 0)
      for (const each of slowly(character)) push(each, place)
      place += character.length - 1
    }
  }
  return sink
}

/** Beyond the table: what folds into several units, and characters above U+FFFF. Half of a pair is nothing. */
const slow = new Map<string, readonly number[]>()

function slowly(character: string): readonly number[] {
  const known = slow.get(character)
  if (known !== undefined) return known
  const folded = character.isWellFormed() ? foldedCharacter(character) : ''
  const made = Array.from({ length: folded.length }, (_, at) => folded.charCodeAt(at)).filter((unit) => unit !== 0x20)
  slow.set(character, made)
  return made
}
