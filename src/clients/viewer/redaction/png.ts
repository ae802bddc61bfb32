import type { Bytes } from '#base/bytes.ts'
import { isGray, type Pixels } from './pixels.ts'

/** A page without loss: filtered rows, packed. PNG and PDF keep it alike. */
export interface PackedRows {
  readonly width: number
  readonly height: number
  /** Bytes of a pixel: gray, or red, green and blue. */
  readonly colours: 1 | 3
  /** A zlib stream. */
  readonly data: Bytes
}

/** Rows that are given to the packer at once. */
const ROWS = 128
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

export async function packedRows(pixels: Pixels): Promise<PackedRows> {
  const { width, height } = pixels
  const colours = isGray(pixels) ? 1 : 3
  const packing = new CompressionStream('deflate')
  const packed = new Response(packing.readable).arrayBuffer()
  const writer = packing.writable.getWriter()
  let before: Bytes = new Uint8Array(width * colours)
  for (let top = 0; top < height; top += ROWS) {
    const count = Math.min(ROWS, height - top)
    const piece: Bytes = new Uint8Array(count * (1 + width * colours))
    for (let row = 0; row < count; row++) {
      const plain = plainRow(pixels, top + row, colours)
      filterInto(piece.subarray(row * (1 + plain.length), (row + 1) * (1 + plain.length)), { plain, before, colours })
      before = plain
    }
    await writer.write(piece)
  }
  await writer.close()
  return { width, height, colours, data: new Uint8Array(await packed) }
}

function plainRow({ width, bytes }: Pixels, row: number, colours: 1 | 3): Bytes {
  const plain: Bytes = new Uint8Array(width * colours)
  for (let x = 0, from = row * width * 4, to = 0; x < width; x++, from += 4, to += colours) {
    plain[to] = bytes[from] ?? 0
    if (colours === 1) continue
    plain[to + 1] = bytes[from + 1] ?? 0
    plain[to + 2] = bytes[from + 2] ?? 0
  }
  return plain
}

/** Of the filters “sub”, “up” and “Paeth” the one that leaves least. @see PNG (W3C) 9.2, 12.7 */
function filterInto(into: Bytes, { plain, before, colours }: { readonly plain: Bytes; readonly before: Bytes; readonly colours: number }): void {
  let least = Infinity
  const tried: Bytes = new Uint8Array(plain.length)
  for (const filter of [1, 2, 4]) {
    let sum = 0
    for (let at = 0; at < plain.length && sum < least; at++) {
      const left = plain[at - colours] ?? 0
      const up = before[at] ?? 0
      const guess = filter === 1 ? left : filter === 2 ? up : paeth(left, up, before[at - colours] ?? 0)
      const rest = ((plain[at] ?? 0) - guess) & 0xff
      tried[at] = rest
      sum += rest < 128 ? rest : 256 - rest
    }
    if (sum >= least) continue
    least = sum
    into[0] = filter
    into.set(tried, 1)
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

/** A PNG of three chunks: how large, the pixels, the end. @see PNG (W3C) 11.2 */
export function pngOf({ width, height, colours, data }: PackedRows): Bytes {
  const head: Bytes = new Uint8Array(13)
  const view = new DataView(head.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  head.set([8, colours === 1 ? 0 : 2], 8)
  return joined([SIGNATURE, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', new Uint8Array(0))])
}

function chunk(type: string, data: Uint8Array): Bytes {
  const whole: Bytes = new Uint8Array(12 + data.length)
  const view = new DataView(whole.buffer)
  view.setUint32(0, data.length)
  for (const [at, letter] of [...type].entries()) whole[4 + at] = letter.charCodeAt(0)
  whole.set(data, 8)
  view.setUint32(8 + data.length, checksum(whole.subarray(4, 8 + data.length)))
  return whole
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let word = byte
  for (let bit = 0; bit < 8; bit++) word = (word & 1) === 1 ? 0xedb88320 ^ (word >>> 1) : word >>> 1
  return word
})

function checksum(bytes: Uint8Array): number {
  let word = 0xffffffff
  for (const byte of bytes) word = (TABLE[(word ^ byte) & 0xff] ?? 0) ^ (word >>> 8)
  return ~word >>> 0
}

export function joined(parts: readonly Uint8Array[]): Bytes {
  const whole: Bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
