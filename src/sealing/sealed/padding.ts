import { LIMITS } from '#base/limits.ts'
import { concat, utf8, type Bytes } from '#base/bytes.ts'

/**
 * The Padmé length of a size: the next one with no more than log2(log2(size)) significant bits, at most 12 % more.
 * @see "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", section 4. Vectors: spec/vectors/padding.json
 */
export function padmeLength(size: number): number {
  if (size < 2) return size
  const exponent = Math.floor(Math.log2(size))
  const bits = Math.floor(Math.log2(exponent)) + 1
  const step = 2 ** Math.max(0, exponent - bits)
  return Math.ceil(size / step) * step
}

/**
 * Pads canonical JSON with spaces *inside* its last brace, so that `age -d` still prints clean JSON and nothing stands after it.
 * @returns at least `sizeMin` UTF-8 bytes, of a Padmé length.
 */
export function padJson(json: string, sizeMin: number = LIMITS.bodyBytesMin): Bytes {
  const bytes = utf8(json)
  const length = Math.max(sizeMin, padmeLength(bytes.length))
  const padded = new Uint8Array(length).fill(0x20)
  padded.set(bytes.subarray(0, -1))
  padded.set(bytes.subarray(-1), length - 1)
  return padded
}

const SPACE = 0x20
const LAST_BRACE = utf8('}')

/**
 * The JSON as it was before padding: the spaces right before the last brace are padding and nothing else, because canonical JSON
 * has none there. What has no last brace is given back as it is.
 */
export function unpadJson(padded: Uint8Array): Bytes {
  let end = padded.length - 1
  if (padded[end] !== LAST_BRACE[0]) return new Uint8Array(padded)
  while (end > 0 && padded[end - 1] === SPACE) end -= 1
  return concat(padded.subarray(0, end), LAST_BRACE)
}
