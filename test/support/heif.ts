// For tests: HEIC pictures put together box by box. What is "drawn" is a sentence: no decoder reads it, and it must stay where it is.
import { concat, utf8, type Bytes } from '#base/bytes.ts'
import { exif, HIDDEN } from './pictures.ts'

export const DRAWN = 'THE PICTURE ITSELF'
export const DEPTH = 'HOW DEEP IT IS'

const u16 = (value: number): Bytes => Uint8Array.of(value >> 8, value & 255)
const u32 = (value: number): Bytes => Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)

export function box(type: string, ...parts: readonly Uint8Array[]): Bytes {
  const body = concat(...parts)
  return concat(u32(body.length + 8), utf8(type), body)
}

function full(type: string, version: number, ...parts: readonly Uint8Array[]): Bytes {
  return box(type, Uint8Array.of(version, 0, 0, 0), ...parts)
}

interface Part {
  readonly id: number
  readonly type: string
  readonly words: Uint8Array
  readonly named?: string
}

const XMP = `<x:xmpmeta><dc:creator>${HIDDEN}</dc:creator></x:xmpmeta>`
const PARTS: readonly Part[] = [
  { id: 1, type: 'hvc1', words: utf8(DRAWN), named: HIDDEN }, { id: 2, type: 'hvc1', words: utf8(`preview ${HIDDEN}`) }, { id: 3, type: 'hvc1', words: utf8(DEPTH) },
  { id: 4, type: 'Exif', words: concat(u32(0), exif(6)) }, { id: 5, type: 'mime', words: utf8(XMP), named: `\0application/rdf+xml` }, { id: 6, type: 'abcd', words: utf8(HIDDEN) },
]

export interface HeifOptions {
  /** Boxes beside the three that a picture needs. */
  readonly more?: readonly Uint8Array[]
  readonly parts?: readonly Part[]
  /** How the places are written: iloc's version. */
  readonly version?: 0 | 1 | 2
  /** A place outside the picture's own data. */
  readonly astray?: boolean
}

export function heif({ more = [], parts = PARTS, version = 1, astray = false }: HeifOptions = {}): Bytes {
  const start = box('ftyp', utf8('heic'), u32(0), utf8('mif1heic'))
  // The places are as many bytes whatever they say, so the index is made twice.
  const index = (dataAt: number): Bytes => indexOf(parts, { version, dataAt: astray ? 0 : dataAt })
  const data = concat(...parts.map(({ words }) => words), utf8(`left over: ${HIDDEN}`))
  const dataAt = start.length + index(0).length + more.reduce((sum, each) => sum + each.length, 0) + 8
  return concat(start, index(dataAt), ...more, box('mdat', data))
}

function indexOf(parts: readonly Part[], { version, dataAt }: { readonly version: number; readonly dataAt: number }): Bytes {
  const id = version === 2 ? u32 : u16
  let at = dataAt
  const places = parts.map(({ id: item, words }) => {
    const place = concat(id(item), ...(version === 0 ? [] : [u16(0)]), u16(0), u16(1), u32(at), u32(words.length))
    at += words.length
    return place
  })
  return full('meta', 0,
    full('hdlr', 0, u32(0), utf8('pict'), new Uint8Array(12), utf8(`${HIDDEN}\0`)), full('pitm', 0, u16(1)),
    full('iinf', 0, u16(parts.length), ...parts.map((part) => full('infe', 2, u16(part.id), u16(0), utf8(part.type), utf8(`${part.named ?? ''}\0`)))),
    full('iloc', version, Uint8Array.of(0x44, 0), id(parts.length), ...places),
    full('iref', 0, box('thmb', u16(2), u16(1), u16(1)), box('auxl', u16(3), u16(1), u16(1)), box('cdsc', u16(4), u16(1), u16(1))),
    box('iprp', box('ipco', full('ispe', 0, u32(8), u32(8)), box('irot', Uint8Array.of(1)), box('udes', utf8(HIDDEN))), full('ipma', 0, u32(1), u16(1), Uint8Array.of(2, 1, 2))),
    box('uuid', utf8(HIDDEN)))
}
