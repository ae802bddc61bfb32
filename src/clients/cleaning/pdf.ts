import { PDFArray, PDFContext, PDFDict, PDFName, PDFNumber, PDFParser, PDFRawStream, PDFRef, PDFStream, PDFStreamWriter, PDFWriter, type PDFObject } from '@cantoo/pdf-lib'
import { NotReadable, type Cleaned, type Finding } from './findings.ts'

/** What a document's first object and its pages may say: what draws them and leads through them. Everything else there goes. */
const KEPT_OF_CATALOG = new Set(['Type', 'Version', 'Pages', 'PageLabels', 'Names', 'Dests', 'ViewerPreferences', 'PageLayout', 'PageMode', 'Outlines', 'OpenAction', 'AcroForm', 'StructTreeRoot', 'MarkInfo', 'Lang', 'OCProperties'])
const KEPT_OF_PAGE = new Set(['Type', 'Parent', 'Resources', 'MediaBox', 'CropBox', 'BleedBox', 'TrimBox', 'ArtBox', 'Contents', 'Rotate', 'Group', 'Annots', 'StructParents', 'Tabs', 'UserUnit', 'Trans', 'Dur'])

/** What tells of people, machines and times wherever it stands. */
const TELLING: Readonly<Record<string, Finding>> = {
  Metadata: 'more', PieceInfo: 'more', LastModified: 'time', Thumb: 'thumbnail', AA: 'more', CreatorInfo: 'software', CreationDate: 'time', ModDate: 'time', XFA: 'more', JavaScript: 'more', JS: 'more', OPI: 'more', SpiderInfo: 'more',
}
/** In a remark: who made it, when, and its mark. Its words are seen, and stay. */
const TELLING_OF_REMARK: Readonly<Record<string, Finding>> = { T: 'author', M: 'time', NM: 'more', RC: 'author' }

/** Files inside, films and figures, each with makers of their own: nothing here looks into them. */
const OTHER_FILES = new Set(['EmbeddedFiles', 'Collection', 'AF', 'EF', 'RichMediaContent', 'Renditions', '3DD'])
const OTHER_REMARKS = new Set(['FileAttachment', 'Sound', 'Movie', 'Screen', 'RichMedia', '3D'])
/** Deeds that need nobody else's file, program or server. A link stays a link. */
const KEPT_ACTIONS = new Set(['GoTo', 'Named', 'URI', 'SetOCGState'])

const OBJECTS_PER_STREAM = 100
const OBJECTS_PACKED_MAX = 10_000

interface Cleaning {
  readonly context: PDFContext
  readonly catalog: PDFObject | undefined
  readonly findings: Set<Finding>
  readonly cleanJpeg: (bytes: Uint8Array<ArrayBuffer>) => Cleaned
  /** What is reached from the document's first object: the rest are earlier versions and leavings. */
  readonly reached: Map<PDFRef, PDFObject>
}

/**
 * A document that is written anew from what its pages draw: without its information, its XMP, earlier versions, whoever made remarks, scripts,
 * and what programs keep in it for themselves. Photos in it are cleaned.
 *
 * @returns null where it is encrypted, signed, broken, or holds other files: an error of this module is not one of the page that fetched it
 * @throws what `cleanJpeg` throws
 * @see ISO 32000-2:2020, 7.5 (file structure), 7.7 (document structure), 12.5 (annotations), 14.3 (metadata)
 */
export async function cleanPdf(bytes: Uint8Array<ArrayBuffer>, cleanJpeg: Cleaning['cleanJpeg']): Promise<Cleaned | null> {
  try {
    return await cleaned(bytes, cleanJpeg)
  } catch (error) {
    if (error instanceof NotReadable) return null
    throw error
  }
}

async function cleaned(bytes: Uint8Array<ArrayBuffer>, cleanJpeg: Cleaning['cleanJpeg']): Promise<Cleaned> {
  const context = await parsed(bytes)
  const { Root, Info, Encrypt, ID } = context.trailerInfo
  if (Encrypt !== undefined || !(Root instanceof PDFRef)) throw new NotReadable()
  const findings = new Set<Finding>()
  if (ID !== undefined) findings.add('more')
  if (Info !== undefined) lookIntoInfo(context.lookup(Info), findings)
  if (versionsIn(bytes) > 1) findings.add('changes')
  const cleaning: Cleaning = { context, catalog: context.lookup(Root), findings, cleanJpeg, reached: new Map() }
  reach(cleaning, Root)
  const written = PDFContext.create()
  for (const [ref, object] of cleaning.reached) written.assign(ref, object)
  written.largestObjectNumber = Math.max(...[...cleaning.reached.keys()].map(({ objectNumber }) => objectNumber))
  written.trailerInfo = { Root }
  // Small objects are packed together, as most programs do: by themselves they can double a document. Of very many the list alone would take minutes.
  const writer = cleaning.reached.size > OBJECTS_PACKED_MAX ? PDFWriter.forContext(written, Infinity) : PDFStreamWriter.forContext(written, Infinity, true, OBJECTS_PER_STREAM)
  return { bytes: await writer.serializeToBuffer(), findings }
}

async function parsed(bytes: Uint8Array<ArrayBuffer>): Promise<PDFContext> {
  const lent = new Lent(bytes.buffer, bytes.byteOffset, bytes.length)
  try {
    const context = await PDFParser.forBytesWithOptions(lent, Infinity, true).parseDocument()
    for (const [, object] of context.enumerateIndirectObjects()) if (object instanceof PDFRawStream) giveBack(object, context, bytes)
    return context
  } catch {
    throw new NotReadable()
  }
}

/** Pieces of it are views, not copies: where one lies is known afterwards. */
class Lent extends Uint8Array<ArrayBuffer> {
  override slice(from?: number, to?: number): Uint8Array<ArrayBuffer> { return new Uint8Array(this.buffer, this.byteOffset + (from ?? 0), (to ?? this.length) - (from ?? 0)) }
}

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
  if (end > from + stream.contents.length && /^[\r\n]*endstream/.test(latin1.decode(bytes.subarray(end, end + 12)))) stream.updateContents(bytes.slice(from, end))
}

const latin1 = new TextDecoder('latin1')

function lookIntoInfo(info: PDFObject | undefined, findings: Set<Finding>): void {
  if (!(info instanceof PDFDict)) return
  for (const name of namesOf(info)) findings.add(INFO[name] ?? 'more')
}

const INFO: Readonly<Record<string, Finding>> = { Author: 'author', Creator: 'software', Producer: 'software', CreationDate: 'time', ModDate: 'time', Title: 'text', Subject: 'text', Keywords: 'text' }

/** A document that was changed keeps what it was before, up to an earlier end. One that is made for the web has two ends from the beginning. */
function versionsIn(bytes: Uint8Array): number {
  let ends = 0
  for (let at = bytes.indexOf(0x25); at >= 0; at = bytes.indexOf(0x25, at + 1)) {
    if (bytes[at + 1] === 0x25 && bytes[at + 2] === 0x45 && bytes[at + 3] === 0x4f && bytes[at + 4] === 0x46) ends += 1
  }
  const head = latin1.decode(bytes.subarray(0, 1024))
  return head.includes('/Linearized') ? ends - 1 : ends
}

/** Objects nest, and a document's nesting is its maker's choice: a list is walked, and not the stack. */
function reach(cleaning: Cleaning, root: PDFRef): void {
  const waiting: PDFObject[] = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next instanceof PDFRef) {
      const object = cleaning.context.lookup(next)
      if (object === undefined || cleaning.reached.has(next)) continue
      cleaning.reached.set(next, object)
      waiting.push(object)
    } else if (next instanceof PDFArray) {
      dropActions(cleaning, next)
      waiting.push(...next.asArray())
    } else if (next instanceof PDFDict) {
      cleanDictionary(cleaning, next)
      waiting.push(...next.values())
    } else if (next instanceof PDFStream) {
      cleanStream(cleaning, next)
      waiting.push(...next.dict.values())
    }
  }
}

function namesOf(dictionary: PDFDict): string[] {
  return dictionary.keys().map((key) => key.decodeText())
}

function nameIn(dictionary: PDFDict, key: string): string | null {
  const value = dictionary.lookup(PDFName.of(key))
  return value instanceof PDFName ? value.decodeText() : null
}

function cleanDictionary(cleaning: Cleaning, dictionary: PDFDict): void {
  const { findings } = cleaning
  const drop = (name: string, finding: Finding): void => {
    dictionary.delete(PDFName.of(name))
    findings.add(finding)
  }
  const [type, subtype] = [nameIn(dictionary, 'Type'), nameIn(dictionary, 'Subtype')]
  const isRemark = dictionary.has(PDFName.of('Rect')) && subtype !== null
  if (isRemark && OTHER_REMARKS.has(subtype)) throw new NotReadable()
  if (nameIn(dictionary, 'FT') === 'Sig' && dictionary.has(PDFName.of('V'))) throw new NotReadable()
  const kept = dictionary === cleaning.catalog ? KEPT_OF_CATALOG : type === 'Page' ? KEPT_OF_PAGE : null
  for (const name of namesOf(dictionary)) {
    // What nothing stands in is not worth a word to anybody.
    if (OTHER_FILES.has(name) && isFilled(dictionary, name)) throw new NotReadable()
    const telling = Object.hasOwn(TELLING, name) ? TELLING[name] : undefined
    const remark = isRemark && subtype !== 'Widget' && Object.hasOwn(TELLING_OF_REMARK, name) ? TELLING_OF_REMARK[name] : undefined
    if (telling !== undefined) drop(name, telling)
    else if (remark !== undefined) drop(name, remark)
    else if (kept !== null && !kept.has(name)) drop(name, 'more')
    else if (isAction(dictionary, name) && !isKeptAction(dictionary.lookup(PDFName.of(name)))) drop(name, 'more')
  }
}

function isFilled(dictionary: PDFDict, name: string): boolean {
  const value = dictionary.lookup(PDFName.of(name))
  if (!(value instanceof PDFDict)) return true
  const names = value.lookup(PDFName.of('Names'))
  return name !== 'EmbeddedFiles' || !(names instanceof PDFArray) || names.size() > 0 || value.has(PDFName.of('Kids'))
}

function isAction(dictionary: PDFDict, name: string): boolean {
  const value = dictionary.lookup(PDFName.of(name))
  return (name === 'A' || name === 'OpenAction' || name === 'Next') && value instanceof PDFDict && value.has(PDFName.of('S'))
}

/** A path on somebody's disk leads nowhere, and says whose disk it was. */
function isKeptAction(action: PDFObject | undefined): boolean {
  if (!(action instanceof PDFDict) || !KEPT_ACTIONS.has(nameIn(action, 'S') ?? '')) return false
  return nameIn(action, 'S') !== 'URI' || !/^\(?(?:file:|\\\\|[A-Za-z]:[\\/])/i.test(String(action.lookup(PDFName.of('URI'))))
}

/** `Next` may be a list of deeds. */
function dropActions({ findings }: Cleaning, list: PDFArray): void {
  for (let at = list.size() - 1; at >= 0; at--) {
    const item = list.lookup(at)
    if (!(item instanceof PDFDict) || item.has(PDFName.of('Rect')) || !['JavaScript', 'Launch', 'SubmitForm', 'ImportData', 'GoToR', 'GoToE', 'Rendition'].includes(nameIn(item, 'S') ?? '')) continue
    list.remove(at)
    findings.add('more')
  }
}

function cleanStream(cleaning: Cleaning, stream: PDFStream): void {
  cleanDictionary(cleaning, stream.dict)
  // It is written anew, as a number.
  stream.dict.delete(PDFName.of('Length'))
  // The words of this stream are in a file beside it.
  if (stream.dict.has(PDFName.of('F'))) throw new NotReadable()
  if (!(stream instanceof PDFRawStream)) return
  const filter = stream.dict.lookup(PDFName.of('Filter'))
  const filters = filter instanceof PDFArray ? filter.asArray().map(String) : [String(filter ?? '')]
  if (filters.at(-1) === '/JPXDecode') throw new NotReadable()
  if (filters.at(-1) !== '/DCTDecode') return
  // A photo that is packed once more is unpacked by nobody here.
  if (filters.length > 1) throw new NotReadable()
  const { bytes, findings } = cleaning.cleanJpeg(new Uint8Array(stream.contents))
  for (const each of findings) cleaning.findings.add(each)
  stream.updateContents(bytes)
}
