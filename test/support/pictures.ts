// Tiny pictures with everything in them that cameras and programs leave there, and the same without. Made by code: each byte has a reason.
import { deflateSync, crc32 } from 'node:zlib'
import { concat, utf8, type Bytes } from '#base/bytes.ts'

/** Stands in every place where something about a person may stand. */
export const HIDDEN = 'LIN WANQING 30.2741N'

export interface Made {
  readonly orientation: number
  readonly hidden: boolean
}

const u16 = (value: number): number[] => [value >> 8, value & 255]
const u32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const latin = (text: string): Bytes => Uint8Array.from(text, (character) => character.charCodeAt(0))

type Entry = readonly [tag: number, type: number, count: number, value: readonly number[]]

/** Exif as a camera writes it: two directories, one inside, one for places, one for a thumbnail. */
export function exif(orientation: number): Bytes {
  const text = [...utf8(`${HIDDEN}\0`)]
  const at = 8 + 2 + 7 * 12 + 4
  const inner = at + text.length
  const gps = inner + 2 + 3 * 12 + 4
  const thumbnail = gps + 2 + 12 + 4
  const textAt = u32(at)
  const directory = (entries: readonly Entry[], next: number): number[] => [
    ...u16(entries.length), ...entries.flatMap(([tag, type, count, value]) => [...u16(tag), ...u16(type), ...u32(count), ...value]), ...u32(next),
  ]
  return Uint8Array.from([
    0x4d, 0x4d, 0, 42, ...u32(8),
    ...directory([
      [0x010e, 2, text.length, textAt], [0x0110, 2, text.length, textAt], [0x0112, 3, 1, [...u16(orientation), 0, 0]], [0x0131, 2, text.length, textAt],
      [0x013b, 2, text.length, textAt], [0x8769, 4, 1, u32(inner)], [0x8825, 4, 1, u32(gps)],
    ], thumbnail),
    ...text,
    ...directory([[0x9003, 2, text.length, textAt], [0x927c, 7, text.length, textAt], [0xa431, 2, text.length, textAt]], 0),
    ...directory([[0x0002, 5, 3, textAt]], 0),
    ...directory([[0x0201, 4, 1, textAt]], 0),
  ])
}

/** A grey picture of 8 × 8 pixels: baseline, one component. */
export function jpeg({ orientation, hidden }: Made): Bytes {
  const segment = (marker: number, body: Uint8Array): Bytes => concat(Uint8Array.of(0xff, marker, ...u16(body.length + 2)), body)
  const density = [1, 2, 1, 0, 72, 0, 72]
  const told = hidden ? [
    segment(0xe1, concat(latin('Exif\0\0'), exif(orientation))), segment(0xe1, latin(`http://ns.adobe.com/xap/1.0/\0<x>${HIDDEN}</x>`)),
    segment(0xed, latin(`Photoshop 3.0\0${HIDDEN}`)), segment(0xe2, latin(`MPF\0${HIDDEN}`)), segment(0xe5, latin(HIDDEN)), segment(0xfe, latin(HIDDEN)),
  ] : []
  const thumbnail = hidden ? [0, 1, ...utf8(HIDDEN.slice(0, 3))] : [0, 0]
  return concat(
    Uint8Array.of(0xff, 0xd8), segment(0xe0, concat(latin('JFIF\0'), Uint8Array.from([...density, ...thumbnail]))), ...told,
    segment(0xe2, latin('ICC_PROFILE\0\x01\x01profile')), segment(0xdb, concat(Uint8Array.of(0), new Uint8Array(64).fill(1))),
    segment(0xc0, Uint8Array.of(8, 0, 8, 0, 8, 1, 1, 0x11, 0)), segment(0xc4, concat(Uint8Array.of(0x00, 1), new Uint8Array(15), Uint8Array.of(0))),
    segment(0xc4, concat(Uint8Array.of(0x10, 1), new Uint8Array(15), Uint8Array.of(0))), segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)),
    // Scan data with a stuffed byte and a restart mark, which end nothing.
    Uint8Array.of(0x2a, 0xff, 0x00, 0x2a, 0xff, 0xd0, 0x3f), Uint8Array.of(0xff, 0xd9), ...(hidden ? [latin(`behind ${HIDDEN}`)] : []),
  )
}

/** One white pixel. */
export function png({ orientation, hidden }: Made): Bytes {
  const chunk = (type: string, body: Uint8Array): Bytes => {
    const named = concat(latin(type), body)
    return concat(Uint8Array.from(u32(body.length)), named, Uint8Array.from(u32(crc32(named))))
  }
  return concat(
    latin('\x89PNG\r\n\x1a\n'), chunk('IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0)), chunk('gAMA', Uint8Array.from(u32(45_455))),
    ...(hidden ? [
      chunk('eXIf', exif(orientation)), chunk('tEXt', latin(`Author\0${HIDDEN}`)), chunk('tEXt', latin(`Software\0${HIDDEN}`)), chunk('iTXt', latin(`XML:com.adobe.xmp\0\0\0\0\0${HIDDEN}`)),
      chunk('tIME', Uint8Array.of(7, 234, 11, 25, 12, 0, 0)), chunk('prVt', latin(HIDDEN)), chunk('caBX', latin(HIDDEN)),
    ] : []),
    chunk('IDAT', new Uint8Array(deflateSync(Uint8Array.of(0, 255)))), chunk('IEND', new Uint8Array(0)), ...(hidden ? [latin(HIDDEN)] : []),
  )
}

/** One pixel, lossless, in the extended format. */
export function webp({ orientation, hidden }: Made): Bytes {
  const chunk = (type: string, body: Uint8Array): Bytes => {
    const size = Uint8Array.of(body.length & 255, body.length >> 8, 0, 0)
    return concat(latin(type), size, body, new Uint8Array(body.length & 1))
  }
  const chunks = concat(
    chunk('VP8X', Uint8Array.of(hidden ? 0x0c : 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)), chunk('VP8L', Uint8Array.from([0x2f, 0, 0, 0, 0, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07, 0])),
    ...(hidden ? [chunk('EXIF', exif(orientation)), chunk('XMP ', latin(`<x>${HIDDEN}</x>`)), chunk('ABCD', latin(HIDDEN))] : []),
  )
  const length = chunks.length + 4
  return concat(latin('RIFF'), Uint8Array.of(length & 255, length >> 8, 0, 0), latin('WEBP'), chunks, ...(hidden ? [latin(HIDDEN)] : []))
}

/** One pixel that blinks for ever. */
export function gif({ hidden }: Made): Bytes {
  const blocks = (...parts: readonly Uint8Array[]): Bytes => concat(...parts.map((part) => concat(Uint8Array.of(part.length), part)), Uint8Array.of(0))
  const extension = (label: number, ...parts: readonly Uint8Array[]): Bytes => concat(Uint8Array.of(0x21, label), blocks(...parts))
  return concat(
    latin('GIF89a'), Uint8Array.of(1, 0, 1, 0, 0x80, 0, 0, 255, 255, 255, 0, 0, 0), extension(0xff, latin('NETSCAPE2.0'), Uint8Array.of(1, 0, 0)),
    ...(hidden ? [extension(0xfe, latin(HIDDEN)), extension(0xff, latin('XMP DataXMP'), latin(HIDDEN)), extension(0x01, new Uint8Array(12), latin(HIDDEN))] : []),
    extension(0xf9, Uint8Array.of(0, 10, 0, 0)), Uint8Array.of(0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2), blocks(Uint8Array.of(0x44, 0x01)), Uint8Array.of(0x3b), ...(hidden ? [latin(HIDDEN)] : []),
  )
}
