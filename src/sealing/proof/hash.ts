import { sha256 } from '@noble/hashes/sha2.js'
import { base64url, concat, utf8, type Bytes } from '#base/bytes.ts'
import type { SignedEntry, WrapRow } from '../sealed/entry.ts'

export type Digest = (parts: readonly Uint8Array[]) => Bytes

/** SHA-256 of the parts in their order, in JavaScript: the same everywhere, and the twin of any faster one. */
export const inJavaScript: Digest = (parts) => {
  const state = sha256.create()
  for (const part of parts) state.update(part)
  return new Uint8Array(state.digest())
}

let digest = inJavaScript

/**
 * Takes the runtime's own SHA-256 instead, for a process that has one and hashes all day (a quarter of the time on a filed report).
 * Called by `main` alone, before anything is hashed; `server/native-hash.test.ts` holds it to its twin.
 */
export function useDigest(native: Digest): void {
  digest = native
}

/** SHA-256. Synchronous, because a promise a hash costs the hot append more than the hash. */
export function hash(...parts: readonly Uint8Array[]): Bytes {
  return digest(parts)
}

/** SHA-256 by the runtime's own cryptography, beside this thread: for a mebibyte, where a promise costs little. */
export async function hashAside(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** SHA-256 of what comes piece by piece and is never in memory as a whole. */
export interface RunningHash {
  update(piece: Uint8Array): void
  /** Once, at the end. */
  digest(): Bytes
}

export function runningHash(): RunningHash {
  const state = sha256.create()
  return { update: (piece) => { state.update(piece) }, digest: () => new Uint8Array(state.digest()) }
}

/** SHA-256(header ‖ signature): what the next entry's `prev` names, and what an acknowledgement is about. */
export function entryHash(entry: Pick<SignedEntry, 'header' | 'signature'>): string {
  return base64url(hash(entry.header, entry.signature))
}

/** What a header's `wraps` names: a wrap together with what it holds and whom it is for, so that who can open a log is signed. */
export function wrapHash({ subject, reader, bytes }: WrapRow): string {
  return base64url(hash(utf8(`postern/wrap/v1\n${subject}\n${reader}\n`), bytes))
}

/** log id = SHA-256(office ‖ author key ‖ nonce), all as raw bytes. */
export function logId(office: Uint8Array, author: Uint8Array, nonce: Uint8Array): string {
  return base64url(hash(concat(office, author, nonce)))
}
