// A document as the library reads it, held against what its own table says.
import { PDFName, PDFNumber, PDFParser, PDFRawStream, PDFRef, type PDFContext, type PDFDict, type PDFObject } from '@cantoo/pdf-lib'
import { NotReadable } from './findings.ts'
import { readTable, valueAt, type Entry } from './pdf-table.ts'

export interface PdfFile {
  readonly context: PDFContext
  readonly root: PDFRef
  /**
   * The object that its readers see, or undefined where there is none.
   * @throws NotReadable where the library holds another one than the newest table names
   */
  get(ref: PDFRef): PDFObject | undefined
}

/** Where an object was found: its value in the file, or that of the stream in which it is packed, and its place there. */
interface Place {
  readonly at: number
  readonly index: number | null
}

/** @throws NotReadable where it is broken or encrypted */
export async function readPdf(bytes: Uint8Array<ArrayBuffer>): Promise<PdfFile> {
  try {
    return await read(bytes)
  } catch {
    // An error of the library is not one of the page that fetched it.
    throw new NotReadable()
  }
}

async function read(bytes: Uint8Array<ArrayBuffer>): Promise<PdfFile> {
  const parser = new Following(new Lent(bytes.buffer, bytes.byteOffset, bytes.length))
  const context = await parser.parseDocument()
  for (const [dictionary, length] of parser.lengths) dictionary.set(PDFName.of('Length'), length)
  for (const [, object] of context.enumerateIndirectObjects()) if (object instanceof PDFRawStream) giveBack(object, context, bytes)
  const { entries, trailer } = readTable({ bytes, streams: parser.tables })
  const root = trailer.get(PDFName.of('Root'))
  if (context.trailerInfo.Encrypt !== undefined || !(root instanceof PDFRef) || root !== context.trailerInfo.Root) throw new NotReadable()
  const get = (ref: PDFRef): PDFObject | undefined => {
    const [entry, place] = [entries.get(ref.objectNumber), parser.places.get(ref)]
    const isNamed = entry !== undefined && !entry.free && entry.generation === ref.generationNumber
    if (isNamed !== (place !== undefined)) throw new NotReadable()
    if (!isNamed || place === undefined) return undefined
    const lies = entry.index === null ? { entry, ref } : containerOf(entry, entries)
    const found = valueAt(bytes, lies.entry.at)
    if (entry.index !== place.index || found?.at !== place.at || found.number !== lies.ref.objectNumber || found.generation !== lies.ref.generationNumber) throw new NotReadable()
    return context.lookup(ref)
  }
  return { context, root, get }
}

function containerOf(packed: Entry, entries: ReadonlyMap<number, Entry>): { readonly entry: Entry; readonly ref: PDFRef } {
  const entry = entries.get(packed.at)
  if (entry === undefined || entry.free || entry.index !== null) throw new NotReadable()
  return { entry, ref: PDFRef.of(packed.at, entry.generation) }
}

/** Remembers where each object was read, which the library forgets. The last one of a number is the one that it holds. */
class Following extends PDFParser {
  readonly places = new Map<PDFRef, Place>()
  readonly tables = new Map<number, PDFRawStream>()
  /** Where a stream's length stood in an object of its own: a number stands in its place while it is read. */
  readonly lengths = new Map<PDFDict, PDFRef>()
  private numbers: ReadonlyMap<string, readonly number[]> | null = null
  private readonly whole: Uint8Array
  private depth = 0
  private at = 0
  private current: PDFRef | undefined
  private packed = 0

  constructor(bytes: Uint8Array) {
    super(bytes, Infinity, true)
    this.whole = bytes
    const assign = this.context.assign.bind(this.context)
    this.context.assign = (ref, object) => {
      this.places.set(ref, { at: this.at, index: ref === this.current ? null : this.packed++ })
      if (ref === this.current && object instanceof PDFRawStream && object.dict.get(PDFName.of('Type')) === PDFName.of('XRef')) this.tables.set(this.at, object)
      assign(ref, object)
    }
  }

  /**
   * The library reads a stream whose length stands elsewhere up to an `endstream`, and counts each `stream` within: unpacked fonts and letters hold such
   * words. So the length is looked up, wherever it stands, where what it says ends at an `endstream`; that it is the one that the table names is checked later.
   */
  protected override parseDict(ref?: PDFRef): PDFDict {
    const dictionary = super.parseDict(ref)
    const length = dictionary.get(PDFName.of('Length'))
    if (!(length instanceof PDFRef)) return dictionary
    const at = this.bytes.offset()
    const [head] = STREAM.exec(latin1.decode(this.whole.subarray(at, at + HEAD_BYTES))) ?? []
    if (head === undefined) return dictionary
    this.numbers ??= numbersIn(this.whole)
    const start = at + head.length
    const said = this.numbers.get(`${length.objectNumber} ${length.generationNumber}`)?.find((each) => endsAt(this.whole, start + each))
    if (said === undefined) return dictionary
    this.lengths.set(dictionary, length)
    dictionary.set(PDFName.of('Length'), PDFNumber.of(said))
    return dictionary
  }

  override parseObject(ref?: PDFRef): PDFObject {
    if (this.depth === 0) {
      this.at = this.bytes.offset()
      this.current = ref
      this.packed = 0
    }
    this.depth += 1
    try {
      return super.parseObject(ref)
    } finally {
      this.depth -= 1
    }
  }
}

const STREAM = /^(?:[\0\t\n\f\r ]|%[^\r\n]{0,200}[\r\n])*stream\r?\n/
const NUMBER = /(\d{1,10})[\0\t\n\f\r ]{1,9}(\d{1,5})[\0\t\n\f\r ]{1,9}obj[\0\t\n\f\r ]{1,9}(\d{1,10})[\0\t\n\f\r ]{1,9}endobj/g
const HEAD_BYTES = 1024

/** Objects that are one number, as they stand anywhere in the file: which of them holds is not known while it is read. */
function numbersIn(bytes: Uint8Array): ReadonlyMap<string, readonly number[]> {
  const numbers = new Map<string, number[]>()
  for (const [, number = '', generation = '', value = ''] of latin1.decode(bytes).matchAll(NUMBER)) {
    const name = `${Number(number)} ${Number(generation)}`
    numbers.set(name, [...numbers.get(name) ?? [], Number(value)])
  }
  return numbers
}

/** Pieces of it are views, not copies: where one lies is known afterwards. */
class Lent extends Uint8Array<ArrayBuffer> {
  override slice(from?: number, to?: number): Uint8Array<ArrayBuffer> { return new Uint8Array(this.buffer, this.byteOffset + (from ?? 0), (to ?? this.length) - (from ?? 0)) }
}

const latin1 = new TextDecoder('latin1')

/**
 * A stream whose length stands in an object behind it is read up to its `endstream`, and a last byte that looks like the end of a line is taken for
 * one. By then the length is known.
 */
function giveBack(stream: PDFRawStream, context: PDFContext, bytes: Uint8Array): void {
  const length = stream.dict.get(PDFName.of('Length'))
  const said = length instanceof PDFRef ? context.lookup(length) : null
  const from = stream.contents.byteOffset - bytes.byteOffset
  if (!(said instanceof PDFNumber) || stream.contents.buffer !== bytes.buffer) return
  const end = from + said.asNumber()
  if (end !== from + stream.contents.length && endsAt(bytes, end)) stream.updateContents(bytes.slice(from, end))
}

function endsAt(bytes: Uint8Array, at: number): boolean {
  return /^[\r\n]*endstream/.test(latin1.decode(bytes.subarray(at, at + 12)))
}
