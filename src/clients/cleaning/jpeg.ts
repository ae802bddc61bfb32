import { concat, utf8 } from '#base/bytes.ts'
import { orientationOnly, readExif } from './exif.ts'
import { NotReadable, type Cleaned, type Finding } from './findings.ts'

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const COMMENT = 0xfe
const EXIF = utf8('Exif\0\0')
const ICC = utf8('ICC_PROFILE\0')
const JFIF = utf8('JFIF\0')
const ADOBE = utf8('Adobe')
const XMP = utf8('http://ns.adobe.com/xap/1.0/\0')
/** JFIF without a thumbnail: name, version, density. */
const JFIF_BYTES = 12

/**
 * Keeps what draws the picture: tables, frames, scans, the colour profile, Adobe's colour transform, and which way is up. Everything else
 * goes: Exif, XMP, captions, comments, further pictures, and whatever stands behind the end.
 * @throws NotReadable
 * @see ITU-T T.81, annex B
 */
export function cleanJpeg(bytes: Uint8Array<ArrayBuffer>): Cleaned {
  const findings = new Set<Finding>()
  const kept: Uint8Array[] = [bytes.subarray(0, 2)]
  let orientation = 1
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw new NotReadable()
  for (let at = 2; ;) {
    const marker = markerAt(bytes, at)
    if (marker === EOI) {
      if (at + 2 < bytes.length) findings.add('more')
      kept.push(bytes.subarray(at, at + 2))
      break
    }
    const end = at + 2 + lengthAt(bytes, at + 2)
    if (end > bytes.length) throw new NotReadable()
    const body = bytes.subarray(at + 4, end)
    if (marker === COMMENT) findings.add('text')
    else if (marker === 0xe1 && startsWith(body, EXIF)) {
      const exif = readExif(body.subarray(EXIF.length))
      for (const each of exif.findings) findings.add(each)
      orientation = exif.orientation
    } else if (marker < 0xe0 || marker > 0xef) kept.push(bytes.subarray(at, marker === SOS ? scanEnd(bytes, end) : end))
    else if (marker === 0xe0 && startsWith(body, JFIF) && body.length >= JFIF_BYTES) kept.push(segment(0xe0, concat(body.subarray(0, JFIF_BYTES), Uint8Array.of(0, 0))))
    else if ((marker === 0xe2 && startsWith(body, ICC)) || (marker === 0xee && startsWith(body, ADOBE))) kept.push(bytes.subarray(at, end))
    else findings.add(marker === 0xed || startsWith(body, XMP) ? 'text' : 'more')
    at = marker === SOS ? scanEnd(bytes, end) : end
  }
  // Behind the block of JFIF where there is one: each wants to be the first.
  if (orientation !== 1) kept.splice(kept[1]?.[1] === 0xe0 ? 2 : 1, 0, segment(0xe1, concat(EXIF, orientationOnly(orientation))))
  return { bytes: concat(...kept), findings }
}

function markerAt(bytes: Uint8Array, at: number): number {
  const marker = bytes[at + 1]
  // A segment may be preceded by fill bytes; a picture with any is not of a camera, and is left alone.
  if (bytes[at] !== 0xff || marker === undefined || marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= SOI)) throw new NotReadable()
  return marker
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  if (length < 2) throw new NotReadable()
  return length
}

/** Where the entropy-coded data behind a scan's header end: at the next marker that is no restart and no stuffed byte. */
function scanEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next !== undefined && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  throw new NotReadable()
}

function segment(marker: number, body: Uint8Array): Uint8Array {
  const length = body.length + 2
  return concat(Uint8Array.of(0xff, marker, length >> 8, length & 0xff), body)
}

function startsWith(bytes: Uint8Array, mark: Uint8Array): boolean {
  return mark.every((byte, index) => bytes[index] === byte)
}
