import type { FileSource } from '#clients/transport/upload.ts'
import { NotReadable, type Finding } from './findings.ts'
import { patched, type CleanedSource, type Patch } from './patches.ts'

const HEAD_BYTES_MAX = 12
/** What describes a film and is read into memory. */
const DESCRIPTION_BYTES_MAX = 16 * 1024 * 1024
const ELEMENTS_MAX = 5_000_000

const [EBML, SEGMENT, CLUSTER, INFO, TRACKS, TRACK, VOID, CHECKSUM] = [0x1a45dfa3, 0x18538067, 0x1f43b675, 0x1549a966, 0x1654ae6b, 0xae, 0xec, 0xbf]
const [SEEK_HEAD, CUES, TAGS, ATTACHMENTS, CHAPTERS] = [0x114d9b74, 0x1c53bb6b, 0x1254c367, 0x1941a469, 0x1043a770]
const TOP = new Set<number>([SEEK_HEAD, CUES, TAGS, ATTACHMENTS, CHAPTERS, INFO, TRACKS, CLUSTER])
/** Of a film's description: how time is counted and how long it is. The two names of programs must be there, and say nothing. */
const KEPT_INFO = new Set<number>([0x2ad7b1, 0x4489])
const PROGRAMS = new Set<number>([0x4d80, 0x5741])
const TOLD_INFO: Readonly<Record<number, Finding>> = { 0x4461: 'time', 0x7ba9: 'text', 0x7384: 'author' }
const TRACK_NAMES = new Set<number>([0x536e, 0x258688])

interface Element {
  readonly id: number
  readonly at: number
  readonly body: number
  /** Infinity where a live recorder could not know it. */
  readonly end: number
}

/**
 * A WebM or Matroska film without titles, dates, programs, tags and attachments; no block moves.
 * @throws NotReadable @see RFC 9559; RFC 8794
 */
export async function cleanWebm(source: FileSource): Promise<CleanedSource> {
  const work: Work = { patches: [], findings: new Set() }
  const head = await elementAt(source, 0)
  if (head.id !== EBML || !Number.isFinite(head.end)) throw new NotReadable()
  const segment = await elementAt(source, head.end)
  if (segment.id !== SEGMENT) throw new NotReadable()
  const end = Math.min(segment.end, source.sizeBytes)
  for (let at = segment.body, elements = 0; at < end; elements++) {
    if (elements > ELEMENTS_MAX) throw new NotReadable()
    const element = await elementAt(source, at)
    at = element.id === CLUSTER && !Number.isFinite(element.end) ? await endOfCluster(source, element.body, end) : element.end
    if (at > end) throw new NotReadable()
    await cleanTop(source, element, work)
  }
  if (end < source.sizeBytes) {
    work.findings.add('more')
    work.patches.push({ at: end, bytes: voidOf(source.sizeBytes - end) ?? source.sizeBytes - end })
  }
  return { source: work.patches.length === 0 ? source : patched(source, work.patches), findings: work.findings }
}

interface Work {
  readonly patches: Patch[]
  readonly findings: Set<Finding>
}

async function cleanTop(source: FileSource, element: Element, work: Work): Promise<void> {
  const { id, at, end, body } = element
  if (id === CLUSTER || id === CUES || id === SEEK_HEAD || id === CHAPTERS) return
  if (id === INFO || id === TRACKS) {
    if (end - body > DESCRIPTION_BYTES_MAX) throw new NotReadable()
    return describe(await source.read(at, end), element, work)
  }
  if (id === VOID) {
    if ((await source.read(body, Math.min(end, body + DESCRIPTION_BYTES_MAX))).some((byte) => byte !== 0)) {
      work.findings.add('more')
      work.patches.push({ at: body, bytes: end - body })
    }
    return
  }
  work.findings.add(id === TAGS ? 'text' : id === ATTACHMENTS ? 'thumbnail' : 'more')
  blank(work, at, end)
}

function describe(bytes: Uint8Array, { id, at: offset, body, end }: Element, work: Work): void {
  for (const child of childrenOf(bytes, { from: body - offset, to: end - offset })) {
    const [at, to] = [offset + child.at, offset + child.end]
    if (id === INFO && PROGRAMS.has(child.id)) {
      if (bytes.subarray(child.body, child.end).some((byte) => byte !== 0)) {
        work.findings.add('software')
        work.patches.push({ at: offset + child.body, bytes: child.end - child.body })
      }
    } else if (id === TRACKS && child.id === TRACK) {
      for (const part of childrenOf(bytes, { from: child.body, to: child.end })) if (TRACK_NAMES.has(part.id) || part.id === CHECKSUM) {
        if (part.id !== CHECKSUM) work.findings.add('text')
        blank(work, offset + part.at, offset + part.end)
      }
    } else if (child.id === CHECKSUM) blank(work, at, to)
    else if (id === INFO && child.id !== VOID && !KEPT_INFO.has(child.id)) {
      work.findings.add(TOLD_INFO[child.id] ?? 'more')
      blank(work, at, to)
    }
  }
}

function* childrenOf(bytes: Uint8Array, { from, to }: { readonly from: number; readonly to: number }): Generator<Element> {
  for (let at = from; at < to;) {
    const element = parse(bytes, at)
    if (element.end > to) throw new NotReadable()
    yield element
    at = element.end
  }
}

/** Makes an element one that every player passes over, of the same size. */
function blank(work: Work, at: number, end: number): void {
  const made = voidOf(end - at)
  if (made === null) throw new NotReadable()
  work.patches.push({ at, bytes: made }, { at: at + made.length, bytes: end - at - made.length })
}

/** The head of a Void element of so many bytes in all. @see RFC 8794 11.3.2 */
function voidOf(bytes: number): Uint8Array | null {
  if (bytes < 2) return null
  if (bytes < 10) return Uint8Array.of(VOID, 0x80 | (bytes - 2))
  const head = new Uint8Array(9)
  head[0] = VOID
  new DataView(head.buffer).setBigUint64(1, (1n << 56n) | BigInt(bytes - 9))
  return head
}

/** A cluster of a live recorder ends where something begins that is in none. */
async function endOfCluster(source: FileSource, from: number, end: number): Promise<number> {
  let at = from
  for (let elements = 0; at < end; elements++) {
    if (elements > ELEMENTS_MAX) throw new NotReadable()
    const element = await elementAt(source, at)
    if (TOP.has(element.id)) return at
    if (!Number.isFinite(element.end)) throw new NotReadable()
    // The last block of a recorder that was cut off.
    at = Math.min(end, element.end)
  }
  return at
}

async function elementAt(source: FileSource, at: number): Promise<Element> {
  const { id, body, end } = parse(await source.read(at, Math.min(source.sizeBytes, at + HEAD_BYTES_MAX)), 0)
  return { id, at, body: at + body, end: at + end }
}

/** @see RFC 8794 4 (variable-size integers) and 5 (identifiers) */
function parse(bytes: Uint8Array, at: number): Element {
  const idLength = Math.clz32((bytes[at] ?? 0) << 24) + 1
  if (idLength > 4 || at + idLength >= bytes.length) throw new NotReadable()
  let id = 0
  for (let each = 0; each < idLength; each++) id = id * 256 + (bytes[at + each] ?? 0)
  const first = bytes[at + idLength] ?? 0
  const sizeLength = Math.clz32(first << 24) + 1
  if (sizeLength > 8 || at + idLength + sizeLength > bytes.length) throw new NotReadable()
  let size = first & ((1 << (8 - sizeLength)) - 1)
  let isUnknown = size === (1 << (8 - sizeLength)) - 1
  for (let each = 1; each < sizeLength; each++) {
    const byte = bytes[at + idLength + each] ?? 0
    size = size * 256 + byte
    isUnknown = isUnknown && byte === 0xff
  }
  const body = at + idLength + sizeLength
  if (!isUnknown && !Number.isSafeInteger(body + size)) throw new NotReadable()
  return { id, at, body, end: isUnknown ? Number.POSITIVE_INFINITY : body + size }
}
