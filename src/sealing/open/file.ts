import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import type { Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { chunkNonce, payloadKeyOf, type FileKey } from '../plain/file-key.ts'
import { CHUNK_BYTES, chunksOf, keptBytesOf, SEALED_CHUNK_BYTES, TAG_BYTES, wordsOf, type FileShape } from '../sealed/file-shape.ts'

/**
 * Opens one segment by itself.
 * @returns the words that `wordsOf(shape, segment)` names; nothing for a segment that is all tail.
 * @throws Refusal `foreign-key` if a byte was changed, the segment is another one, or the key is another.
 */
export function openSegment(key: FileKey, shape: FileShape, kept: { readonly segment: number; readonly bytes: Uint8Array }): Bytes {
  const { segment, bytes } = kept
  if (bytes.length !== keptBytesOf(shape, segment)) throw new Refusal('foreign-key')
  const { from, to } = wordsOf(shape, segment)
  const words: Bytes = new Uint8Array(to - from)
  const payloadKey = payloadKeyOf(key)
  const chunks = chunksOf(shape, segment)
  for (let chunk = chunks.from; chunk < chunks.to; chunk++) {
    const index = chunk - chunks.from
    const output = words.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)
    const sealed = bytes.subarray(index * SEALED_CHUNK_BYTES, index * SEALED_CHUNK_BYTES + output.length + TAG_BYTES)
    openChunk(payloadKey, { nonce: chunkNonce(chunk, chunk === shape.chunks - 1), sealed }, output)
  }
  payloadKey.fill(0)
  return words
}

function openChunk(payloadKey: Bytes, { nonce, sealed }: { readonly nonce: Bytes; readonly sealed: Uint8Array }, output: Uint8Array): void {
  try {
    chacha20poly1305(payloadKey, nonce).decrypt(sealed, output)
  } catch {
    throw new Refusal('foreign-key')
  }
}
