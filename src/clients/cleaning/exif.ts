import type { Finding } from './findings.ts'

export interface Exif {
  readonly findings: ReadonlySet<Finding>
  /** 1 to 8, as TIFF 6.0 and Exif have it; 1 is upright. */
  readonly orientation: number
}

const ORIENTATION = 0x0112
const GPS = 0x8825
const EXIF = 0x8769
const ENTRIES_MAX = 1000

const BY_TAG: ReadonlyMap<number, Finding> = new Map<number, Finding>([
  [0x010f, 'device'], [0x0110, 'device'], [0xa430, 'author'], [0xa431, 'device'], [0xa433, 'device'], [0xa434, 'device'], [0xa435, 'device'], [0xa420, 'more'],
  [0x0132, 'time'], [0x9003, 'time'], [0x9004, 'time'], [0x013b, 'author'], [0x8298, 'author'], [0x9c9d, 'author'], [0x0131, 'software'], [0x013c, 'device'],
  [0x010e, 'text'], [0x9286, 'text'], [0x9c9b, 'text'], [0x9c9c, 'text'], [0x9c9e, 'text'], [0x9c9f, 'text'], [0x927c, 'more'], [GPS, 'place'],
])

/**
 * What a TIFF block of Exif tells, as far as it can be read: a broken one tells less and is removed all the same.
 * @see CIPA DC-008 (Exif 2.32), section 4.6
 */
export function readExif(bytes: Uint8Array): Exif {
  const findings = new Set<Finding>()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = bytes[0] === 0x49
  let orientation = 1
  /** @returns where the next directory stands; 0 for none */
  const directory = (at: number, isInner: boolean): number => {
    if (at < 8 || at + 2 > view.byteLength) return 0
    const count = Math.min(view.getUint16(at, little), ENTRIES_MAX)
    for (let entry = at + 2; entry < at + 2 + count * 12 && entry + 12 <= view.byteLength; entry += 12) {
      const tag = view.getUint16(entry, little)
      const finding = BY_TAG.get(tag)
      if (finding !== undefined) findings.add(finding)
      if (tag === ORIENTATION) orientation = view.getUint16(entry + 8, little)
      if (tag === EXIF && !isInner) directory(view.getUint32(entry + 8, little), true)
    }
    const after = at + 2 + count * 12
    return after + 4 <= view.byteLength ? view.getUint32(after, little) : 0
  }
  if (view.byteLength >= 8 && directory(view.getUint32(4, little), false) !== 0) findings.add('thumbnail')
  return { findings, orientation: orientation >= 1 && orientation <= 8 ? orientation : 1 }
}

/** A TIFF block that says which way is up, and nothing else. */
export function orientationOnly(orientation: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0)
}
