import { concat } from '#base/bytes.ts'
import { NotReadable, type Cleaned, type Finding } from './findings.ts'

const EXTENSION = 0x21
const IMAGE = 0x2c
const TRAILER = 0x3b
const CONTROL = 0xf9
const COMMENT = 0xfe
const APPLICATION = 0xff
/** What says how often an animation runs. */
const LOOPS = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0'])

/** @throws NotReadable @see GIF89a, sections 17 to 27 */
export function cleanGif(bytes: Uint8Array<ArrayBuffer>): Cleaned {
  const findings = new Set<Finding>()
  const start = 13 + colours(bytes[10])
  const kept: Uint8Array[] = [bytes.subarray(0, start)]
  for (let at = start; ;) {
    const kind = bytes[at]
    if (kind === TRAILER) {
      if (at + 1 < bytes.length) findings.add('more')
      kept.push(bytes.subarray(at, at + 1))
      return { bytes: concat(...kept), findings }
    }
    if (kind === IMAGE) {
      const end = blocksEnd(bytes, at + 10 + colours(bytes[at + 9]) + 1)
      kept.push(bytes.subarray(at, end))
      at = end
      continue
    }
    if (kind !== EXTENSION) throw new NotReadable()
    const label = bytes[at + 1]
    const end = blocksEnd(bytes, at + 2)
    const loops = label === APPLICATION && LOOPS.has(String.fromCharCode(...bytes.subarray(at + 3, at + 14)))
    if (label === CONTROL || loops) kept.push(bytes.subarray(at, end))
    else findings.add(label === COMMENT || label === APPLICATION ? 'text' : 'more')
    at = end
  }
}

/** Bytes of a colour table, by the byte that says whether there is one. */
function colours(packed: number | undefined): number {
  if (packed === undefined) throw new NotReadable()
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0
}

/** Behind a row of blocks, each with its length in front; one of no length ends it. */
function blocksEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; ;) {
    const length = bytes[at]
    if (length === undefined) throw new NotReadable()
    at += length + 1
    if (length === 0) return at
  }
}
