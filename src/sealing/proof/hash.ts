import { sha256 } from '@noble/hashes/sha2.js'
import { base64url, concat, type Bytes } from '#base/bytes.ts'
import type { SignedEntry } from '../sealed/entry.ts'

/** SHA-256. Synchronous, because a promise a hash costs the hot append more than the hash. */
export function hash(...parts: readonly Uint8Array[]): Bytes {
  const state = sha256.create()
  for (const part of parts) state.update(part)
  return new Uint8Array(state.digest())
}

/** SHA-256(header ‖ signature): what the next entry's `prev` names, and what an acknowledgement is about. */
export function entryHash(entry: Pick<SignedEntry, 'header' | 'signature'>): string {
  return base64url(hash(entry.header, entry.signature))
}

/** log id = SHA-256(office ‖ author key ‖ nonce), all as raw bytes. */
export function logId(office: Uint8Array, author: Uint8Array, nonce: Uint8Array): string {
  return base64url(hash(concat(office, author, nonce)))
}
