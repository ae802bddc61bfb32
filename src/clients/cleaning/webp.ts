import { concat } from '#base/bytes.ts'
import { orientationOnly, readExif } from './exif.ts'
import { NotReadable, type Cleaned, type Finding } from './findings.ts'

const HEADER_BYTES = 12
const KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
const HAS_EXIF = 0x08
const HAS_XMP = 0x04

/** @throws NotReadable @see RFC 9649, section 2 */
export function cleanWebp(bytes: Uint8Array<ArrayBuffer>): Cleaned {
  const findings = new Set<Finding>()
  const kept: Uint8Array[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER_BYTES) throw new NotReadable()
  const fileEnd = view.getUint32(4, true) + 8
  if (fileEnd > bytes.length) throw new NotReadable()
  if (fileEnd < bytes.length) findings.add('more')
  let orientation = 1
  for (let at = HEADER_BYTES; at + 8 <= fileEnd;) {
    const type = String.fromCharCode(...bytes.subarray(at, at + 4))
    const size = view.getUint32(at + 4, true)
    const end = at + 8 + size + (size & 1)
    if (end > fileEnd) throw new NotReadable()
    const body = bytes.subarray(at + 8, at + 8 + size)
    if (KEPT.has(type)) kept.push(type === 'VP8X' ? bytes.slice(at, end) : bytes.subarray(at, end))
    else if (type === 'EXIF') {
      // Some writers put the mark of JPEG in front.
      const exif = readExif(body[0] === 0x45 ? body.subarray(6) : body)
      for (const each of exif.findings) findings.add(each)
      orientation = exif.orientation
    } else findings.add(type === 'XMP ' ? 'text' : 'more')
    at = end
  }
  const [extended] = kept
  if (extended?.[3] === 0x58) extended[8] = ((extended[8] ?? 0) & ~(HAS_EXIF | HAS_XMP)) | (orientation === 1 ? 0 : HAS_EXIF)
  if (orientation !== 1) kept.push(chunk('EXIF', orientationOnly(orientation)))
  return { bytes: riff(concat(...kept)), findings }
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const made = new Uint8Array(8 + body.length + (body.length & 1))
  made.set(Uint8Array.from(type, (character) => character.charCodeAt(0)))
  new DataView(made.buffer).setUint32(4, body.length, true)
  made.set(body, 8)
  return made
}

function riff(chunks: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(HEADER_BYTES)
  head.set(Uint8Array.from('RIFF\0\0\0\0WEBP', (character) => character.charCodeAt(0)))
  new DataView(head.buffer).setUint32(4, chunks.length + 4, true)
  return concat(head, chunks)
}
