import { latin, type Bytes } from '#base/bytes.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import { NotReadable, type Finding } from './findings.ts'
import { patched, type CleanedSource, type Patch } from './patches.ts'

/** The largest index of a film that is read into memory: ten hours of it are some megabytes. */
const INDEX_BYTES_MAX = 96 * 1024 * 1024
const BOXES_MAX = 100_000
const CHUNKS_MAX = 4_000_000

/** What plays a film. Everything else becomes free space of the same size, so that no sample moves. */
const MEDIA = new Set(['ftyp', 'styp', 'mdat', 'mfra', 'sidx', 'ssix', 'wide'])
const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts', 'dinf', 'mvex', 'moof', 'traf', 'gmhd'])
const KEPT = new Set([
  'mvhd', 'tkhd', 'mdhd', 'hdlr', 'vmhd', 'smhd', 'nmhd', 'hmhd', 'gmin', 'dref', 'stsd', 'stts', 'ctts', 'cslg', 'stss', 'stps', 'sdtp', 'stsc', 'stsz', 'stz2', 'stco', 'co64', 'sbgp', 'sgpd', 'subs', 'saiz', 'saio',
  'elst', 'trex', 'mehd', 'mfhd', 'tfhd', 'tfdt', 'trun', 'senc', 'tapt', 'clef', 'prof', 'enof', 'pssh',
])
/** Tracks of anything else (places, sensors, timecodes, captions that drones write places into) go with their samples. */
const PLAYED = new Set(['vide', 'soun'])

export interface Box {
  readonly type: string
  /** From its head on. */
  readonly at: number
  readonly body: number
  readonly end: number
}

interface Work {
  readonly patches: Patch[]
  readonly findings: Set<Finding>
  boxes: number
}

/**
 * An MP4, M4A or QuickTime film without places, devices, dates, names of programs and tracks of sensors.
 * @throws NotReadable @see ISO/IEC 14496-12; QuickTime File Format
 */
export async function cleanBoxes(source: FileSource): Promise<CleanedSource> {
  const work: Work = { patches: [], findings: new Set(), boxes: 0 }
  let [hasFilm, hasFragments, hasDropped] = [false, false, false]
  for (let at = 0; at < source.sizeBytes;) {
    const head = await source.read(at, Math.min(source.sizeBytes, at + 16))
    const box = boxAt(head, 0, source.sizeBytes - at)
    const [body, end] = [at + box.body, at + box.end]
    if (box.type === 'moov' || box.type === 'moof') {
      if (box.end > INDEX_BYTES_MAX) throw new NotReadable()
      const index = new Index(await source.read(at, end), at, work)
      const dropped = index.clean()
      ;[hasFilm, hasFragments, hasDropped] = [hasFilm || box.type === 'moov', hasFragments || box.type === 'moof', hasDropped || dropped]
    } else if (!MEDIA.has(box.type)) await wipe(source, { type: box.type, at, body, end }, work)
    at = end
  }
  // Samples of a dropped track in fragments are told apart by no index.
  if (!hasFilm || (hasFragments && hasDropped)) throw new NotReadable()
  return { source: work.patches.length === 0 ? source : patched(source, work.patches), findings: work.findings }
}

async function wipe(source: FileSource, { type, at, body, end }: Box, work: Work): Promise<void> {
  const content = await source.read(body, Math.min(end, body + INDEX_BYTES_MAX))
  const isFree = type === 'free' || type === 'skip'
  if (isFree && content.every((byte) => byte === 0) && end - body === content.length) return
  tell(content, work.findings)
  if (!isFree) work.patches.push({ at: at + 4, bytes: latinBytes('free') })
  work.patches.push({ at: body, bytes: end - body })
}

export function boxAt(bytes: Uint8Array, at: number, sizeBytes: number): Box {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (at + 8 > bytes.length) throw new NotReadable()
  const type = latin(bytes.subarray(at + 4, at + 8))
  const short = view.getUint32(at)
  if (short === 1 && at + 16 > bytes.length) throw new NotReadable()
  const [head, size] = short === 1 ? [16, Number(view.getBigUint64(at + 8))] : [8, short === 0 ? sizeBytes - at : short]
  if (size < head || at + size > sizeBytes || !/^[\x20-\x7e\xa9]{4}$/.test(type)) throw new NotReadable()
  return { type, at, body: at + head, end: at + size }
}

/** The index of a film in memory; its patches are told by their place in the file. */
class Index {
  readonly #bytes: Bytes
  readonly #view: DataView
  readonly #offset: number
  readonly #work: Work

  constructor(bytes: Bytes, offset: number, work: Work) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#offset = offset
    this.#work = work
  }

  /** @returns whether a track was dropped */
  clean(): boolean {
    return this.#inside(boxAt(this.#bytes, 0, this.#bytes.length))
  }

  #inside(parent: Box): boolean {
    let dropped = false
    for (const box of this.#children(parent)) {
      if (box.type === 'trak' && !PLAYED.has(this.#handlerOf(box))) {
        this.#dropTrack(box)
        dropped = true
      } else if (CONTAINERS.has(box.type)) dropped = this.#inside(box) || dropped
      else if (KEPT.has(box.type)) this.#scrub(box)
      else this.#free(box)
    }
    return dropped
  }

  * #children(parent: Box): Generator<Box> {
    for (let at = parent.body; at < parent.end;) {
      // QuickTime ends some lists with four zeros.
      if (parent.end - at < 8) return
      if (++this.#work.boxes > BOXES_MAX) throw new NotReadable()
      const box = boxAt(this.#bytes, at, parent.end)
      yield box
      at = box.end
    }
  }

  #find(parent: Box, path: readonly string[]): Box | null {
    const [type, ...rest] = path
    if (type === undefined) return parent
    for (const box of this.#children(parent)) if (box.type === type) return this.#find(box, rest)
    return null
  }

  #handlerOf(trak: Box): string {
    const box = this.#find(trak, ['mdia', 'hdlr'])
    if (box === null || box.end - box.body < 24) throw new NotReadable()
    return latin(this.#bytes.subarray(box.body + 8, box.body + 12))
  }

  #scrub(box: Box): void {
    const { type, body, end } = box
    if (type === 'mvhd' || type === 'tkhd' || type === 'mdhd') this.#zero(body + 4, Math.min(end, body + (this.#bytes[body] === 1 ? 20 : 12)), 'time')
    if (type === 'hdlr') this.#zero(body + 12, end, 'software')
    if (type === 'stsd') for (const entry of this.#children({ ...box, body: body + 8 })) this.#scrubEntry(entry)
    // A path on the disk where it was cut, beside the mark that says: in this file.
    if (type === 'dref') for (const entry of this.#children({ ...box, body: body + 8 })) this.#zero(entry.body + 4, entry.end, 'author')
  }

  /** Who made the encoder, and its name: fields that nothing plays by. */
  #scrubEntry({ type, body, end }: Box): void {
    this.#zero(body + 12, Math.min(end, body + 16), 'software')
    if (/^(?:avc[1-4]|hvc1|hev1|dvh[1e]|av01|vp0[89]|mp4v|apc[hnso]|ap4[hx]|jpeg|mjp[ab])$/.test(type)) this.#zero(body + 42, Math.min(end, body + 74), 'software')
  }

  #zero(at: number, end: number, finding: Finding): void {
    const part = this.#bytes.subarray(at, Math.max(at, end))
    if (part.every((byte) => byte === 0)) return
    this.#work.findings.add(finding)
    this.#work.patches.push({ at: this.#offset + at, bytes: part.length })
  }

  #free({ type, at, body, end }: Box): void {
    const content = this.#bytes.subarray(body, end)
    if ((type === 'free' || type === 'skip') && content.every((byte) => byte === 0)) return
    tell(this.#bytes.subarray(at, end), this.#work.findings)
    this.#work.patches.push({ at: this.#offset + at + 4, bytes: latinBytes('free') }, { at: this.#offset + body, bytes: end - body })
  }

  #dropTrack(trak: Box): void {
    for (const patch of this.#samplesOf(trak)) this.#work.patches.push(patch)
    this.#free(trak)
    this.#work.findings.add('more')
  }

  /** Where a track's samples lie: by chunks, each of so many samples, each of its size. @see ISO/IEC 14496-12 8.7 */
  * #samplesOf(trak: Box): Generator<Patch> {
    const table = this.#find(trak, ['mdia', 'minf', 'stbl'])
    const of = (type: string): Box | null => (table === null ? null : this.#find(table, [type]))
    const [offsets, large, perChunk, sizes] = [of('stco'), of('co64'), of('stsc'), of('stsz')]
    const places = offsets ?? large
    if (places === null || perChunk === null || sizes === null) throw new NotReadable()
    const chunks = this.#number(places, 4)
    const same = this.#number(sizes, 4)
    let [sample, run] = [0, -1]
    if (chunks > CHUNKS_MAX) throw new NotReadable()
    const runs = this.#number(perChunk, 4)
    for (let chunk = 0; chunk < chunks; chunk++) {
      while (run + 1 < runs && this.#number(perChunk, 8 + (run + 1) * 12) <= chunk + 1) run += 1
      const count = run < 0 ? 0 : this.#number(perChunk, 8 + run * 12 + 4)
      if (count > CHUNKS_MAX) throw new NotReadable()
      let bytes = 0
      for (let each = 0; each < count; each++, sample++) bytes += same === 0 ? this.#number(sizes, 12 + sample * 4) : same
      const at = offsets === null ? this.#number(places, 8 + chunk * 8) * 2 ** 32 + this.#number(places, 12 + chunk * 8) : this.#number(places, 8 + chunk * 4)
      if (bytes > 0) yield { at, bytes }
    }
  }

  /** A number in a box, by its place behind the head. */
  #number({ body, end }: Box, at: number): number {
    if (body + at + 4 > end) throw new NotReadable()
    return this.#view.getUint32(body + at)
  }
}

const SIGNS: readonly (readonly [RegExp, Finding])[] = [
  [/\xa9xyz|loci|location|GPS/, 'place'], [/\xa9m(?:ak|od)|make|model|SDLN|AMBA|FIRM|CAME/i, 'device'], [/\xa9(?:too|swr|enc)|software|encoder/i, 'software'], [/\xa9day|creationdate/, 'time'],
  [/\xa9(?:ART|aut|nam|wrt)|auth|author|perf/, 'author'], [/covr|thum|\xff\xd8\xff/, 'thumbnail'],
]
const LOOKED_AT_BYTES = 1024 * 1024

function tell(content: Uint8Array, findings: Set<Finding>): void {
  const text = latin(content.subarray(0, LOOKED_AT_BYTES))
  const told = SIGNS.filter(([sign]) => sign.test(text))
  for (const [, finding] of told) findings.add(finding)
  if (told.length === 0) findings.add('more')
}

export function latinBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
