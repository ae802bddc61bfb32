import { concat } from '#base/bytes.ts'
import { orientationOnly, readExif } from './exif.ts'
import { NotReadable, type Cleaned, type Finding } from './findings.ts'

const SIGNATURE_BYTES = 8
/** What draws the picture, animated or not, and in which colours. */
const KEPT = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'mDCV', 'cLLI', 'sBIT', 'bKGD', 'acTL', 'fcTL', 'fdAT'])
const TOLD: Readonly<Record<string, Finding>> = { tIME: 'time', tEXt: 'text', zTXt: 'text', iTXt: 'text', pHYs: 'more' }
const KEYWORDS: Readonly<Record<string, Finding>> = { 'Author': 'author', 'Copyright': 'author', 'Software': 'software', 'Source': 'device', 'Creation Time': 'time' }

/** @throws NotReadable @see PNG, third edition, section 11 */
export function cleanPng(bytes: Uint8Array<ArrayBuffer>): Cleaned {
  const findings = new Set<Finding>()
  const kept: Uint8Array[] = [bytes.subarray(0, SIGNATURE_BYTES)]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = SIGNATURE_BYTES; ;) {
    if (at + 12 > bytes.length) throw new NotReadable()
    const end = at + 12 + view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (end > bytes.length || !/^[A-Za-z]{4}$/.test(type)) throw new NotReadable()
    const body = bytes.subarray(at + 8, end - 4)
    if (KEPT.has(type)) kept.push(bytes.subarray(at, end))
    else if (type === 'eXIf') {
      const { findings: told, orientation } = readExif(body)
      for (const each of told) findings.add(each)
      if (orientation !== 1) kept.push(chunk('eXIf', orientationOnly(orientation)))
    } else findings.add(keywordOf(type, body) ?? TOLD[type] ?? 'more')
    at = end
    if (type !== 'IEND') continue
    if (end < bytes.length) findings.add('more')
    return { bytes: concat(...kept), findings }
  }
}

function keywordOf(type: string, body: Uint8Array): Finding | undefined {
  if (!Object.hasOwn(TOLD, type) || TOLD[type] !== 'text') return undefined
  const keyword = String.fromCharCode(...body.subarray(0, Math.max(0, Math.min(80, body.indexOf(0)))))
  return Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const named = concat(Uint8Array.from(type, (character) => character.charCodeAt(0)), body)
  const made = new Uint8Array(named.length + 8)
  const view = new DataView(made.buffer)
  view.setUint32(0, body.length)
  made.set(named, 4)
  view.setUint32(named.length + 4, crc32(named))
  return made
}

/** @see PNG, third edition, annex D */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
