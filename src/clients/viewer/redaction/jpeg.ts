import type { Bytes } from '#base/bytes.ts'
import { joined } from './png.ts'

/** Start, tables, frame, scan: what draws. @see ITU-T T.81, table B.1 */
const DRAWING = new Set([0xc0, 0xc1, 0xc2, 0xc4, 0xdb, 0xdd])
const JFIF = 'JFIF\0'

/**
 * What a browser's own encoder wrote, with nothing in it but what draws: no comment, no profile, no program's name.
 * @throws Error for anything that is built otherwise
 */
export function bareJpeg(bytes: Uint8Array): Bytes {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint16(0) !== 0xffd8) throw new Error('no JPEG')
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) throw new Error('no marker')
    const marker = view.getUint8(at + 1)
    const end = at + 2 + view.getUint16(at + 2)
    if (marker === 0xda) return joined([...kept, scanOf(bytes, at)])
    const isJfif = marker === 0xe0 && String.fromCharCode(...bytes.subarray(at + 4, at + 9)) === JFIF
    if (DRAWING.has(marker) || isJfif) kept.push(bytes.subarray(at, end))
    at = end
  }
  throw new Error('no scan')
}

/** From its first scan to its end, and not a byte behind. */
function scanOf(bytes: Uint8Array, from: number): Uint8Array {
  for (let at = from + 2; at + 1 < bytes.length; at++) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return bytes.subarray(from, at + 2)
  throw new Error('no end')
}
