import { hash } from 'node:crypto'
import type { Bytes } from '#base/bytes.ts'

/**
 * SHA-256 by the runtime. Against decay, not against people: it finds a row or a blob that is no longer what was written. What must
 * hold against people is signed and chained in `sealing/`, whose SHA-256 in JavaScript takes four times as long.
 */
export function checksum(bytes: Uint8Array): Bytes {
  return new Uint8Array(hash('sha256', bytes, 'buffer'))
}
