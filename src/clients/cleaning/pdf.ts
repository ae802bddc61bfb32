import { PDFArray, PDFContext, PDFDict, PDFHexString, PDFName, PDFNull, PDFRawStream, PDFRef, PDFStream, PDFStreamWriter, PDFString, PDFWriter, type PDFObject } from '@cantoo/pdf-lib'
import { NotReadable, type Cleaned, type Finding } from './findings.ts'
import { readPdf, type PdfFile } from './pdf-file.ts'
import { FILTERS, KEPT, KEPT_DEEDS, NAMING, NAMING_OF_LOOKS, OTHER_FILES, OTHER_REMARKS, PHOTO_FILTERS, TELLING, TOLD, type Role } from './pdf-lists.ts'
import { isRemark, isUnseen, leadsSomewhere, look, nameIn, valueOf, type Seen } from './pdf-pages.ts'
import { cleanDrawing } from './pdf-drawing.ts'
import { keepBookmarks, keepElements, keepLabels } from './pdf-parts.ts'
import { cleanProfile } from './pdf-profile.ts'
import { packAnew, unpack, type Unpacking } from './pdf-streams.ts'

const OBJECTS_PER_STREAM = 100
const OBJECTS_PACKED_MAX = 10_000

interface Cleaning {
  readonly file: PdfFile
  readonly seen: Seen
  readonly findings: Set<Finding>
  readonly cleanJpeg: (bytes: Uint8Array<ArrayBuffer>) => Cleaned
  /** What is reached from the document's first object: the rest are earlier versions and leavings. */
  readonly reached: Map<PDFRef, PDFObject>
  /** Known from where a dictionary hangs. Those that only give names have none of their own keys. */
  readonly roles: Map<PDFObject, Role | 'naming' | 'looks'>
  /** Streams that draw, and colour profiles: known from where they hang. */
  readonly streams: Map<PDFObject, 'drawing' | 'profile'>
  readonly unpacking: Unpacking
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
    // Of trees that are deeper than the stack nothing is known.
    if (error instanceof NotReadable || error instanceof RangeError) return null
    throw error
  }
}

async function cleaned(bytes: Uint8Array<ArrayBuffer>, cleanJpeg: Cleaning['cleanJpeg']): Promise<Cleaned> {
  const file = await readPdf(bytes)
  const { context, root } = file
  const { Info, ID } = context.trailerInfo
  const findings = new Set<Finding>()
  if (ID !== undefined) findings.add('more')
  if (Info !== undefined) lookIntoInfo(context.lookup(Info), findings)
  if (versionsIn(bytes) > 1) findings.add('changes')
  const catalog = file.get(root)
  if (!(catalog instanceof PDFDict)) throw new NotReadable()
  const seen = look(context, catalog, findings)
  keepBookmarks(seen)
  keepElements(seen)
  keepLabels(seen)
  const cleaning: Cleaning = { file, seen, findings, cleanJpeg, reached: new Map(), roles: rolesIn(seen), streams: new Map(), unpacking: { unpackedBytes: 0 } }
  reach(cleaning, root)
  const written = PDFContext.create()
  for (const [ref, object] of cleaning.reached) written.assign(ref, object)
  written.largestObjectNumber = [...cleaning.reached.keys()].reduce((largest, { objectNumber }) => Math.max(largest, objectNumber), 0)
  written.trailerInfo = { Root: root }
  // Small objects are packed together, as most programs do: by themselves they can double a document. Of very many the list alone would take minutes.
  const writer = cleaning.reached.size > OBJECTS_PACKED_MAX ? PDFWriter.forContext(written, Infinity) : PDFStreamWriter.forContext(written, Infinity, true, OBJECTS_PER_STREAM)
  return { bytes: await writer.serializeToBuffer(), findings }
}

function lookIntoInfo(info: PDFObject | undefined, findings: Set<Finding>): void {
  if (!(info instanceof PDFDict)) return
  for (const name of namesOf(info)) findings.add(INFO[name] ?? 'more')
}

const INFO: Readonly<Record<string, Finding>> = { Author: 'author', Creator: 'software', Producer: 'software', CreationDate: 'time', ModDate: 'time', Title: 'text', Subject: 'text', Keywords: 'text' }

const latin1 = new TextDecoder('latin1')

/** A document that was changed keeps what it was before, up to an earlier end. One that is made for the web has two ends from the beginning. */
function versionsIn(bytes: Uint8Array): number {
  let ends = 0
  for (let at = bytes.indexOf(0x25); at >= 0; at = bytes.indexOf(0x25, at + 1)) {
    if (bytes[at + 1] === 0x25 && bytes[at + 2] === 0x45 && bytes[at + 3] === 0x4f && bytes[at + 4] === 0x46) ends += 1
  }
  const head = latin1.decode(bytes.subarray(0, 1024))
  return head.includes('/Linearized') ? ends - 1 : ends
}

function rolesIn({ catalog, pages, remarks, fields }: Seen): Cleaning['roles'] {
  const roles: Cleaning['roles'] = new Map()
  for (const field of fields) roles.set(field, 'field')
  for (const remark of remarks) roles.set(remark, remark instanceof PDFDict && nameIn(remark, 'Subtype') === 'Widget' ? 'widget' : 'remark')
  for (const page of pages) roles.set(page, 'page')
  for (const [key, role] of [['Names', 'names'], ['ViewerPreferences', 'preferences']] as const) {
    const value = valueOf(catalog, key)
    if (value !== undefined) roles.set(value, role)
  }
  return roles.set(catalog, 'catalog')
}

/** Objects nest, and a document's nesting is its maker's choice: a list is walked, and not the stack. */
function reach(cleaning: Cleaning, root: PDFRef): void {
  const waiting: PDFObject[] = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next instanceof PDFRef) {
      const object = cleaning.reached.has(next) ? undefined : cleaning.file.get(next)
      if (object === undefined) continue
      cleaning.reached.set(next, object)
      waiting.push(object)
    } else if (next instanceof PDFArray) {
      dropUnseen(cleaning, next)
      if (next.size() > 1 && next.lookup(0) === PDFName.of('ICCBased')) giveStream(cleaning, next.lookup(1), 'profile')
      // A list may be longer than what a call takes.
      for (const item of next.asArray()) waiting.push(item)
    } else if (next instanceof PDFDict) {
      cleanDictionary(cleaning, next)
      for (const value of next.values()) waiting.push(value)
    } else if (next instanceof PDFStream) {
      cleanStream(cleaning, next)
      for (const value of next.dict.values()) waiting.push(value)
    }
  }
}

/** Where a list has numbered places, the others stay where they are. */
function dropUnseen({ seen, findings }: Cleaning, list: PDFArray): void {
  for (let at = 0; at < list.size(); at++) {
    const finding = isUnseen(seen, list.lookup(at))
    if (finding === null) continue
    list.set(at, PDFNull)
    findings.add(finding)
  }
}

function namesOf(dictionary: PDFDict): string[] {
  return dictionary.keys().map((key) => key.decodeText())
}

function cleanDictionary(cleaning: Cleaning, dictionary: PDFDict): void {
  const role = cleaning.roles.get(dictionary)
  findDrawings(cleaning, dictionary)
  if (isRemark(dictionary) && OTHER_REMARKS.has(nameIn(dictionary, 'Subtype') ?? '')) throw new NotReadable()
  if (nameIn(dictionary, 'FT') === 'Sig' && dictionary.has(PDFName.of('V'))) throw new NotReadable()
  for (const key of dictionary.keys()) {
    const name = key.decodeText()
    const value = dictionary.lookup(key)
    const finding = isUnseen(cleaning.seen, value) ?? (role === 'naming' ? null : wrongWith(cleaning, { dictionary, name, value }))
    if (finding === null) {
      if (role !== 'naming') giveRole(cleaning, { dictionary, name, value })
      continue
    }
    dictionary.delete(key)
    cleaning.findings.add(finding)
  }
}

interface Member {
  readonly dictionary: PDFDict
  readonly name: string
  readonly value: PDFObject | undefined
}

/** @returns what a member of a dictionary tells, if it has to go */
function wrongWith(cleaning: Cleaning, { dictionary, name, value }: Member): Finding | null {
  const role = cleaning.roles.get(dictionary)
  // What nothing stands in is not worth a word to anybody.
  if (OTHER_FILES.has(name) && isFilled(value, name)) throw new NotReadable()
  const telling = Object.hasOwn(TELLING, name) ? TELLING[name] : undefined
  if (telling !== undefined) return telling
  if (role !== undefined && role !== 'naming' && role !== 'looks' && !KEPT[role].has(name)) return (Object.hasOwn(TOLD, name) ? TOLD[name] : undefined) ?? 'more'
  // Programs mark with their own name what they keep for themselves.
  if (/[.:]/.test(name)) return (Object.hasOwn(TOLD, name) ? TOLD[name] : undefined) ?? 'more'
  if (name === 'P' && nameIn(dictionary, 'O') === 'UserProperties') return 'more'
  if ((name === 'E' && isWords(value)) || (name === 'T' && cleaning.seen.elements.has(dictionary))) return 'text'
  if (name === 'Dest') return leadsSomewhere(cleaning.seen, value) ? null : 'changes'
  return DEEDS.has(name) && !keepsDeeds(cleaning, value, name) ? 'more' : null
}

function isWords(value: PDFObject | undefined): boolean {
  return value instanceof PDFString || value instanceof PDFHexString
}

/** What draws a page, a form, a tile and a glyph. */
function findDrawings(cleaning: Cleaning, dictionary: PDFDict): void {
  const drawn = [cleaning.roles.get(dictionary) === 'page' ? valueOf(dictionary, 'Contents') : undefined, valueOf(dictionary, 'CharProcs')]
  for (const each of drawn) {
    if (each instanceof PDFArray) for (let at = 0; at < each.size(); at++) giveStream(cleaning, each.lookup(at), 'drawing')
    else if (each instanceof PDFDict) for (const glyph of each.keys()) giveStream(cleaning, each.lookup(glyph), 'drawing')
    else giveStream(cleaning, each, 'drawing')
  }
}

function giveStream({ streams }: Cleaning, stream: PDFObject | undefined, use: 'drawing' | 'profile'): void {
  if (stream instanceof PDFStream && !streams.has(stream)) streams.set(stream, use)
}

function isFilled(value: PDFObject | undefined, name: string): boolean {
  if (!(value instanceof PDFDict)) return true
  const names = valueOf(value, 'Names')
  return name !== 'EmbeddedFiles' || !(names instanceof PDFArray) || names.size() > 0 || value.has(PDFName.of('Kids'))
}

function giveRole({ roles }: Cleaning, { dictionary, name, value }: Member): void {
  if (!(value instanceof PDFDict) || roles.has(value)) return
  if (NAMING.has(name) || (NAMING_OF_LOOKS.has(name) && roles.get(dictionary) === 'looks')) roles.set(value, 'naming')
  else if (name === 'AP') roles.set(value, 'looks')
  else if (name === 'Usage') roles.set(value, 'usage')
  else if (DEEDS.has(name) && nameIn(value, 'S') !== null) roles.set(value, 'deed')
}

const DEEDS: ReadonlySet<string> = new Set(['A', 'PA', 'OpenAction', 'Next'])

/** One deed, or a list of them. @returns whether anything may stay */
function keepsDeeds({ seen, findings, roles }: Cleaning, value: PDFObject | undefined, name: string): boolean {
  if (!(value instanceof PDFArray)) return !(value instanceof PDFDict) || isKeptDeed(seen, value)
  if (name === 'OpenAction') return leadsSomewhere(seen, value)
  for (let at = value.size() - 1; at >= 0; at--) {
    const deed = value.lookup(at)
    if (!(deed instanceof PDFDict) || nameIn(deed, 'S') === null) continue
    roles.set(deed, 'deed')
    if (isKeptDeed(seen, deed)) continue
    value.remove(at)
    findings.add('more')
  }
  return true
}

function isKeptDeed(seen: Seen, deed: PDFDict): boolean {
  const kind = nameIn(deed, 'S')
  // The same key leads to the next bookmark, and to how a part of a text is set.
  if (kind === null) return true
  if (!KEPT_DEEDS.has(kind)) return false
  if (kind === 'GoTo') return leadsSomewhere(seen, valueOf(deed, 'D'))
  const address = valueOf(deed, 'URI')
  return kind !== 'URI' || ((address instanceof PDFString || address instanceof PDFHexString) && !isOwnPath(address.decodeText()))
}

/** A path on somebody's disk or in somebody's network leads nowhere, and says whose it was. */
function isOwnPath(address: string): boolean {
  // Browsers leave out such characters before they look.
  return /^(?:file:|smb:|cifs:|nfs:|afp:|[\\/]{2}|[a-z]:[\\/])/i.test(address.replaceAll(/[\0-\x20\u00a0\ufeff]/g, ''))
}

function cleanStream(cleaning: Cleaning, stream: PDFStream): void {
  const { dict } = stream
  const subtype = nameIn(dict, 'Subtype')
  if (subtype === 'Form' || subtype === 'Image') cleaning.roles.set(dict, subtype === 'Form' ? 'form' : 'picture')
  // The words of this stream are in a file beside it.
  if (dict.has(PDFName.of('F'))) throw new NotReadable()
  const length = dict.get(PDFName.of('Length'))
  if (length instanceof PDFRef) cleaning.file.get(length)
  cleanDictionary(cleaning, dict)
  // It is written anew, as a number.
  dict.delete(PDFName.of('Length'))
  if (!(stream instanceof PDFRawStream)) return
  const filters = filtersOf(dict)
  if (filters.some((name) => !FILTERS.has(name))) throw new NotReadable()
  if (!filters.some((name) => PHOTO_FILTERS.has(name))) return cleanWithin(cleaning, stream, filters)
  // A photo that is packed once more is unpacked by nobody here.
  if (filters.length > 1) throw new NotReadable()
  const { bytes, findings } = cleaning.cleanJpeg(new Uint8Array(stream.contents))
  for (const each of findings) cleaning.findings.add(each)
  stream.updateContents(bytes)
}

/** What stands in a drawing or a profile beside what draws. A stream in which nothing does stays as it is packed. */
function cleanWithin({ streams, unpacking, findings, cleanJpeg }: Cleaning, stream: PDFRawStream, filters: readonly string[]): void {
  const isDrawing = streams.get(stream) === 'drawing' || nameIn(stream.dict, 'Subtype') === 'Form' || stream.dict.has(PDFName.of('PatternType'))
  if (isDrawing) {
    const drawing = cleanDrawing(unpack(unpacking, stream, filters), cleanJpeg)
    for (const each of drawing?.findings ?? []) findings.add(each)
    if (drawing !== null) packAnew(stream, drawing.bytes)
  } else if (streams.get(stream) === 'profile') {
    const profile = cleanProfile(unpack(unpacking, stream, filters))
    if (profile === null) return
    findings.add('more')
    packAnew(stream, profile)
  }
}

function filtersOf(dictionary: PDFDict): string[] {
  const filter = valueOf(dictionary, 'Filter')
  if (filter === undefined || filter === PDFNull) return []
  const filters = filter instanceof PDFArray ? filter.asArray().map((_, at) => filter.lookup(at)) : [filter]
  return filters.map((each) => {
    if (!(each instanceof PDFName)) throw new NotReadable()
    return each.decodeText()
  })
}
