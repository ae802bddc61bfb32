// Where a document's own table says that its objects lie. The library reads objects in the order of the file and never looks: what it holds may be
// another document than the one that its sender saw. So this only checks, and draws nothing from what it reads.
import { decodePDFRawStream, PDFArray, PDFContext, PDFDict, PDFName, PDFNumber, PDFObjectParser, type PDFRawStream } from '@cantoo/pdf-lib'
import { NotReadable } from './findings.ts'

export interface Entry {
  readonly free: boolean
  /** Where it begins in the file, or the number of the stream in which it is packed. */
  readonly at: number
  readonly generation: number
  /** Its place in that stream; null for one that lies in the file itself. */
  readonly index: number | null
}

type Entries = Map<number, Entry>

export interface Table {
  readonly entries: ReadonlyMap<number, Entry>
  /** Of the newest section. */
  readonly trailer: PDFDict
}

interface Section {
  readonly entries: Entries
  readonly trailer: PDFDict
}

export interface TableSource {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Tables that are streams, by where the object's value begins. */
  readonly streams: ReadonlyMap<number, PDFRawStream>
}

const latin1 = new TextDecoder('latin1')

/**
 * Newer sections come first, and what they say holds.
 * @throws NotReadable where the table is broken: each program mends it in its own way, and shows another document
 * @see ISO 32000-2:2020, 7.5.4 (table), 7.5.6 (updates), 7.5.8 (streams, and files that have both)
 */
export function readTable(source: TableSource): Table {
  const entries: Entries = new Map()
  const seen = new Set<number>()
  let trailer: PDFDict | null = null
  for (let at: number | null = startIn(source.bytes); at !== null;) {
    if (seen.has(at)) throw new NotReadable()
    seen.add(at)
    const section = sectionAt(source, at)
    trailer ??= section.trailer
    for (const [number, entry] of section.entries) if (!entries.has(number)) entries.set(number, entry)
    at = numberIn(section.trailer, 'Prev')
  }
  if (trailer === null) throw new NotReadable()
  return { entries, trailer }
}

function startIn(bytes: Uint8Array): number {
  const end = lastIndexOf(bytes, 'startxref')
  const [, start] = /^startxref\s+(\d+)\s/.exec(latin1.decode(bytes.subarray(end, end + 64))) ?? []
  // Some programs count from the head, others from the first byte: both is the same only here.
  if (start === undefined || !latin1.decode(bytes.subarray(0, 5)).startsWith('%PDF-')) throw new NotReadable()
  return Number(start)
}

function lastIndexOf(bytes: Uint8Array, word: string): number {
  for (let at = bytes.lastIndexOf(word.charCodeAt(0)); at > 0; at = bytes.lastIndexOf(word.charCodeAt(0), at - 1)) if (isAt(bytes, word, at)) return at
  throw new NotReadable()
}

function indexOf(bytes: Uint8Array, word: string, from: number): number {
  for (let at = bytes.indexOf(word.charCodeAt(0), from); at >= 0; at = bytes.indexOf(word.charCodeAt(0), at + 1)) if (isAt(bytes, word, at)) return at
  throw new NotReadable()
}

function isAt(bytes: Uint8Array, word: string, at: number): boolean {
  return bytes[at + 1] === word.charCodeAt(1) && latin1.decode(bytes.subarray(at, at + word.length)) === word
}

function numberIn(dictionary: PDFDict, key: string): number | null {
  const value = dictionary.get(PDFName.of(key))
  if (value === undefined) return null
  if (!(value instanceof PDFNumber)) throw new NotReadable()
  return value.asNumber()
}

function sectionAt(source: TableSource, at: number): Section {
  const { bytes } = source
  if (!/^[\0\t\n\f\r ]*xref\s/.test(latin1.decode(bytes.subarray(at, at + 32)))) return streamSectionAt(source, at)
  const end = indexOf(bytes, 'trailer', at)
  const entries = writtenEntries(latin1.decode(bytes.subarray(at, end)))
  const trailer = PDFObjectParser.forBytes(bytes.subarray(end + 'trailer'.length), PDFContext.create()).parseObject()
  if (!(trailer instanceof PDFDict)) throw new NotReadable()
  const hidden = numberIn(trailer, 'XRefStm')
  // Objects that old programs do not know are free in the table, and stand in the stream beside it.
  if (hidden !== null) for (const [number, entry] of streamSectionAt(source, hidden).entries) if (entries.get(number)?.free !== false) entries.set(number, entry)
  return { entries, trailer }
}

function writtenEntries(text: string): Entries {
  const entries: Entries = new Map()
  const [head, line] = [/[\s\0]*(\d{1,10})[ \t]+(\d{1,10})[\s\0]+/y, /(\d{1,10}) +(\d{1,5}) +([nf])[\s\0]*/y]
  let at = text.indexOf('xref') + 'xref'.length
  while (text.slice(at, at + 16).trim() !== '') {
    head.lastIndex = at
    const [all = '', first = '', count = ''] = head.exec(text) ?? []
    if (all === '') throw new NotReadable()
    at += all.length
    for (let number = Number(first); number < Number(first) + Number(count); number++) {
      line.lastIndex = at
      const [whole = '', place = '', generation = '', kind = ''] = line.exec(text) ?? []
      if (whole === '') throw new NotReadable()
      at += whole.length
      put(entries, number, { free: kind === 'f', at: Number(place), generation: Number(generation), index: null })
    }
  }
  return entries
}

/** One section that names an object twice is read in two ways. */
function put(entries: Entries, number: number, entry: Entry): void {
  if (entries.has(number)) throw new NotReadable()
  entries.set(number, entry)
}

function streamSectionAt({ bytes, streams }: TableSource, at: number): Section {
  const stream = streams.get(valueAt(bytes, at)?.at ?? -1)
  if (stream === undefined) throw new NotReadable()
  const widths = numbersOf(stream.dict.get(PDFName.of('W')))
  const [kindWidth = -1, atWidth = -1, lastWidth = -1] = widths
  const size = numberIn(stream.dict, 'Size')
  if (widths.length !== 3 || size === null || widths.some((width) => width < 0 || width > 7)) throw new NotReadable()
  const index = stream.dict.has(PDFName.of('Index')) ? numbersOf(stream.dict.get(PDFName.of('Index'))) : [0, size]
  const rows = unpredicted(stream)
  const entries: Entries = new Map()
  let from = 0
  const take = (width: number): number => rows.subarray(from, from += width).reduce((value, byte) => value * 256 + byte, 0)
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const [first = 0, count = 0] = index.slice(pair, pair + 2)
    for (let number = first; number < first + count; number++) {
      if (from + kindWidth + atWidth + lastWidth > rows.length) throw new NotReadable()
      const kind = kindWidth === 0 ? 1 : take(kindWidth)
      const [place, last] = [take(atWidth), take(lastWidth)]
      put(entries, number, { free: kind !== 1 && kind !== 2, at: place, generation: kind === 2 ? 0 : last, index: kind === 2 ? last : null })
    }
  }
  return { entries, trailer: stream.dict }
}

function numbersOf(array: unknown): number[] {
  if (!(array instanceof PDFArray)) throw new NotReadable()
  return array.asArray().map((each) => {
    if (!(each instanceof PDFNumber)) throw new NotReadable()
    return each.asNumber()
  })
}

/** The library unpacks, and leaves each row as its difference from the one above. */
function unpredicted(stream: PDFRawStream): Uint8Array {
  const packed = decodePDFRawStream(stream).decode()
  const given = stream.dict.lookup(PDFName.of('DecodeParms'))
  const parameters = given instanceof PDFArray ? given.lookup(0) : given
  if (!(parameters instanceof PDFDict) || (numberIn(parameters, 'Predictor') ?? 1) === 1) return packed
  const [predictor, columns] = [numberIn(parameters, 'Predictor') ?? 1, numberIn(parameters, 'Columns') ?? 1]
  if (predictor < 10 || columns < 1 || columns > 32 || (numberIn(parameters, 'Colors') ?? 1) !== 1 || (numberIn(parameters, 'BitsPerComponent') ?? 8) !== 8) throw new NotReadable()
  const rows = new Uint8Array(Math.floor(packed.length / (columns + 1)) * columns)
  for (let from = 0, into = 0; into < rows.length; from += columns + 1) {
    for (let column = 0; column < columns; column++, into++) {
      const [left, above, corner] = [column > 0 ? rows[into - 1] ?? 0 : 0, rows[into - columns] ?? 0, column > 0 ? rows[into - columns - 1] ?? 0 : 0]
      rows[into] = (packed[from + 1 + column] ?? 0) + foreseen(packed[from] ?? 0, { left, above, corner })
    }
  }
  return rows
}

/** @see the PNG specification, 9.2 */
function foreseen(kind: number, { left, above, corner }: { readonly left: number; readonly above: number; readonly corner: number }): number {
  switch (kind) {
    case 0: return 0
    case 1: return left
    case 2: return above
    case 3: return Math.floor((left + above) / 2)
    case 4: {
      const [byLeft, byAbove, byCorner] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)]
      return byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner
    }
    default: throw new NotReadable()
  }
}

/** The object that begins here, and where its value begins. */
export function valueAt(bytes: Uint8Array, at: number): { readonly number: number; readonly generation: number; readonly at: number } | null {
  const [head, number, generation] = /^[\0\t\n\f\r ]*(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj/.exec(latin1.decode(bytes.subarray(at, at + 64))) ?? []
  if (head === undefined) return null
  let value = at + head.length
  for (let isComment = false; value < bytes.length; value++) {
    const byte = bytes[value] ?? 0
    isComment = byte === 0x25 || (isComment && byte !== 0x0a && byte !== 0x0d)
    if (!isComment && !SPACES.has(byte)) break
  }
  return { number: Number(number), generation: Number(generation), at: value }
}

const SPACES: ReadonlySet<number> = new Set([0, 9, 10, 12, 13, 32])
