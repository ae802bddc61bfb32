import { fromUtf8 } from '#base/bytes.ts'
import { unzipSync, zipSync, type Zippable } from 'fflate'
import { NotReadable } from './findings.ts'

export type Parts = Map<string, Uint8Array<ArrayBuffer>>

/** Unpacked, of a document that is cleaned: more is told to be of a kind that cannot be. */
const UNPACKED_BYTES_MAX = 256 * 1024 ** 2
const PARTS_MAX = 20_000
/** What nearly every program that cleans archives says: the one number that tells nothing apart. */
const UNIX = 3
/** The first moment that an archive can name. */
const NO_TIME = new Date(1980, 0, 1)

/** The parts of a document that is an archive inside, in their order. @throws NotReadable */
export function unpack(bytes: Uint8Array<ArrayBuffer>): Parts {
  let [unpacked, count] = [0, 0]
  try {
    const parts = unzipSync(bytes, {
      filter({ name, originalSize }) {
        unpacked += originalSize
        count += 1
        if (unpacked > UNPACKED_BYTES_MAX || count > PARTS_MAX) throw new NotReadable()
        return !name.endsWith('/')
      },
    })
    return new Map(Object.entries(parts) as [string, Uint8Array<ArrayBuffer>][])
  } catch (error) {
    throw error instanceof NotReadable ? error : new NotReadable()
  }
}

/** Packs anew, without times, names of systems and notes. @param first - stands first and uncompressed, where a format wants it */
export function pack(parts: Parts, first?: string): Uint8Array<ArrayBuffer> {
  const packed: Zippable = {}
  for (const [name, bytes] of parts) packed[name] = [bytes, { level: name === first ? 0 : 6, mtime: NO_TIME, os: UNIX }]
  return zipSync(packed, { mtime: NO_TIME }) as Uint8Array<ArrayBuffer>
}

/** @throws NotReadable */
export function textOf(part: Uint8Array): string {
  try {
    return fromUtf8(part)
  } catch {
    throw new NotReadable()
  }
}
