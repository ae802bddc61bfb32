import { fromUtf8, latin, type Bytes } from '#base/bytes.ts'
import { boxAt, latinBytes, type Box } from './boxes.ts'
import { readExif } from './exif.ts'
import { NotReadable, type Cleaned, type Finding } from './findings.ts'

/** Kinds of items that are drawn, or tell how others are put together. Everything else is about the picture, and goes. */
const DRAWN = new Set(['hvc1', 'av01', 'avc1', 'jpeg', 'j2k1', 'grid', 'iden', 'iovl', 'tmap'])
/** What an item is, and how it is drawn. */
const PROPERTIES = new Set(['hvcC', 'av1C', 'avcC', 'lhvC', 'ispe', 'pixi', 'colr', 'pasp', 'irot', 'imir', 'clap', 'auxC', 'rloc', 'lsel', 'a1op', 'a1lx', 'clli', 'mdcv', 'amve', 'cclv', 'oinf', 'tols', 'free'])
const ITEMS_MAX = 10_000

interface Item {
  readonly id: number
  readonly type: string
  /** The box that names it. */
  readonly entry: Box
  /** Where its type stands in the file. */
  readonly typeAt: number
}

interface Extent { readonly from: number; readonly to: number }

/**
 * A HEIC or AVIF picture: what it is drawn from stays where it lies; what tells of it, its previews, and every byte that no picture is made of
 * become zeros. @throws NotReadable for sequences, encrypted or broken ones @see ISO/IEC 23008-12; 14496-12, 8.11
 */
export function cleanHeif(bytes: Uint8Array<ArrayBuffer>): Cleaned {
  return new Heif(bytes.slice()).clean()
}

class Heif {
  readonly #bytes: Bytes
  readonly #view: DataView
  readonly #findings = new Set<Finding>()

  constructor(bytes: Bytes) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }

  clean(): Cleaned {
    const top = this.#boxes(0, this.#bytes.length)
    const [meta, ...others] = top.filter(({ type }) => type === 'meta')
    if (meta === undefined || others.length > 0 || top[0]?.type !== 'ftyp') throw new NotReadable()
    const media = top.filter(({ type }) => type === 'mdat')
    for (const box of top) {
      // A film beside the picture, or a picture that moves.
      if (box.type === 'moov' || box.type === 'moof') throw new NotReadable()
      if (!['ftyp', 'meta', 'mdat'].includes(box.type)) this.#free(box)
    }
    this.#cleanMeta(meta, media)
    return { bytes: this.#bytes, findings: this.#findings }
  }

  #cleanMeta(meta: Box, media: readonly Box[]): void {
    const inside = this.#boxes(meta.body + 4, meta.end)
    const of = (type: string): Box | undefined => inside.find((box) => box.type === type)
    const [info, places, references, data] = [of('iinf'), of('iloc'), of('iref'), of('idat')]
    if (info === undefined || places === undefined) throw new NotReadable()
    const items = this.#items(info)
    const previews = new Set(references === undefined ? [] : this.#previewsIn(references))
    const kept = items.filter(({ id, type }) => DRAWN.has(type) && !previews.has(id))
    const extents = this.#extents(places, data)
    for (const item of items) if (!kept.includes(item)) this.#drop(item, extents.get(item.id) ?? [], previews.has(item.id))
    this.#keepOnly([...media, ...(data === undefined ? [] : [data])], kept.flatMap(({ id }) => extents.get(id) ?? []))
    for (const box of inside) {
      if (box.type === 'hdlr') this.#zero(box.body + 24, box.end, 'software')
      else if (box.type === 'iprp') this.#cleanProperties(box)
      else if (!['pitm', 'iinf', 'iloc', 'iref', 'idat', 'dinf', 'grpl'].includes(box.type)) this.#free(box)
    }
  }

  #boxes(from: number, to: number): Box[] {
    const boxes: Box[] = []
    for (let at = from; at < to;) {
      const box = boxAt(this.#bytes, at, to)
      // `boxAt` measures what is left from the place on.
      if (box.end > to || boxes.push(box) > ITEMS_MAX) throw new NotReadable()
      at = box.end
    }
    return boxes
  }

  #items(info: Box): Item[] {
    const isLong = this.#byte(info.body) > 0
    const count = isLong ? this.#u32(info.body + 4, info) : this.#u16(info.body + 4, info)
    const entries = this.#boxes(info.body + (isLong ? 8 : 6), info.end)
    if (entries.length !== count) throw new NotReadable()
    return entries.map((entry) => {
      const version = this.#byte(entry.body)
      if (entry.type !== 'infe' || version < 2) throw new NotReadable()
      const idBytes = version === 2 ? 2 : 4
      const id = version === 2 ? this.#u16(entry.body + 4, entry) : this.#u32(entry.body + 4, entry)
      if (this.#u16(entry.body + 4 + idBytes, entry) !== 0) throw new NotReadable()
      const typeAt = entry.body + 6 + idBytes
      this.#u32(typeAt, entry)
      const type = latin(this.#bytes.subarray(typeAt, typeAt + 4))
      // Behind the type stands a name, which nothing is drawn by.
      if (DRAWN.has(type)) this.#zero(typeAt + 4, entry.end, 'text')
      return { id, type, entry, typeAt }
    })
  }

  /** Items that are smaller pictures of another one: they may show what was cut off. */
  #previewsIn(references: Box): number[] {
    const idBytes = this.#byte(references.body) === 0 ? 2 : 4
    return this.#boxes(references.body + 4, references.end).filter(({ type }) => type === 'thmb').map((box) => (idBytes === 2 ? this.#u16(box.body, box) : this.#u32(box.body, box)))
  }

  /** Where each item's bytes lie. */
  #extents(places: Box, data: Box | undefined): ReadonlyMap<number, readonly Extent[]> {
    const version = this.#byte(places.body)
    const [first, second] = [this.#byte(places.body + 4), this.#byte(places.body + 5)]
    const sizes = { offset: first >> 4, length: first & 15, base: second >> 4, index: version === 0 ? 0 : second & 15 }
    if (version > 2 || Object.values(sizes).some((size) => ![0, 4, 8].includes(size))) throw new NotReadable()
    let at = places.body + 6
    const next = (size: number): number => {
      at += size
      if (at > places.end) throw new NotReadable()
      const start = at - size
      return size === 0 ? 0 : size === 2 ? this.#view.getUint16(start) : size === 4 ? this.#view.getUint32(start) : Number(this.#view.getBigUint64(start))
    }
    const found = new Map<number, readonly Extent[]>()
    const count = next(version < 2 ? 2 : 4)
    for (let item = 0; item < Math.min(count, ITEMS_MAX + 1); item++) {
      const id = next(version < 2 ? 2 : 4)
      const method = version === 0 ? 0 : next(2) & 15
      // Bytes in another file, or made of another item's.
      if (next(2) !== 0 || method > 1 || item === ITEMS_MAX || found.has(id)) throw new NotReadable()
      const base = next(sizes.base) + (method === 1 ? data?.body ?? Number.NaN : 0)
      const extents: Extent[] = []
      for (let left = next(2); left > 0; left--) {
        next(sizes.index)
        const from = base + next(sizes.offset)
        const to = from + next(sizes.length)
        if (!(from < to && to <= this.#bytes.length)) throw new NotReadable()
        extents.push({ from, to })
      }
      found.set(id, extents)
    }
    return found
  }

  #drop({ type, entry, typeAt }: Item, extents: readonly Extent[], isPreview: boolean): void {
    for (const { from, to } of extents) {
      const words = this.#bytes.subarray(from, to)
      if (words.every((byte) => byte === 0)) continue
      if (isPreview) this.#findings.add('thumbnail')
      else for (const each of told(type, words)) this.#findings.add(each)
      words.fill(0)
    }
    // A reader passes over what it does not know, and does not list what is hidden.
    this.#bytes.set(latinBytes('free'), typeAt)
    this.#bytes.fill(0, typeAt + 4, entry.end)
    this.#bytes[entry.body + 3] = this.#byte(entry.body + 3) | 1
  }

  /** Every byte of these boxes that is no item's becomes zero. */
  #keepOnly(boxes: readonly Box[], extents: readonly Extent[]): void {
    const sorted = extents.toSorted((one, other) => one.from - other.from)
    const isInside = ({ from, to }: Extent): boolean => boxes.some((box) => box.body <= from && to <= box.end)
    if (!sorted.every(isInside)) throw new NotReadable()
    for (const { body, end } of boxes) {
      let at = body
      for (const { from, to } of sorted.filter((extent) => extent.from < end && extent.to > body)) {
        if (from > at) this.#zero(at, from, 'more')
        at = Math.max(at, to)
      }
      if (at < end) this.#zero(at, end, 'more')
    }
  }

  #cleanProperties(properties: Box): void {
    for (const container of this.#boxes(properties.body, properties.end).filter(({ type }) => type === 'ipco')) {
      for (const box of this.#boxes(container.body, container.end)) if (!PROPERTIES.has(box.type)) this.#free(box)
    }
  }

  #free({ type, at, body, end }: Box): void {
    const isFree = type === 'free' || type === 'skip'
    const content = this.#bytes.subarray(body, end)
    if (isFree && content.every((byte) => byte === 0)) return
    this.#findings.add('more')
    if (!isFree) this.#bytes.set(latinBytes('free'), at + 4)
    content.fill(0)
  }

  #zero(at: number, end: number, finding: Finding): void {
    const part = this.#bytes.subarray(at, Math.max(at, end))
    if (part.every((byte) => byte === 0)) return
    this.#findings.add(finding)
    part.fill(0)
  }

  #byte(at: number): number {
    const byte = this.#bytes[at]
    if (byte === undefined) throw new NotReadable()
    return byte
  }

  #u16(at: number, { end }: Box): number {
    if (at + 2 > end) throw new NotReadable()
    return this.#view.getUint16(at)
  }

  #u32(at: number, { end }: Box): number {
    if (at + 4 > end) throw new NotReadable()
    return this.#view.getUint32(at)
  }
}

const SIGNS: readonly (readonly [RegExp, Finding])[] = [[/creator|author|rights|owner/i, 'author'], [/GPS|location|City/, 'place'], [/CreatorTool|software/i, 'software'], [/Date/, 'time'], [/Model|Lens|Serial/, 'device']]

/** What an item that is not drawn tells: Exif behind the place where it begins, else words. */
function told(type: string, words: Uint8Array): readonly Finding[] {
  if (type === 'Exif' && words.length > 8) {
    const begins = 4 + new DataView(words.buffer, words.byteOffset).getUint32(0)
    const found = [...readExif(words.slice(Math.min(begins, words.length))).findings]
    return found.length === 0 ? ['more'] : found
  }
  const text = textOf(words)
  const found = SIGNS.filter(([sign]) => sign.test(text)).map(([, finding]) => finding)
  return found.length === 0 ? ['more'] : found
}

function textOf(words: Uint8Array): string {
  try {
    return fromUtf8(new Uint8Array(words))
  } catch {
    return latin(words)
  }
}
