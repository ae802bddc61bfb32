import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import type { Bytes } from '#base/bytes.ts'
import { chunkNonce, fillTail, payloadKeyOf, type FileKey } from '../plain/file-key.ts'
import { CHUNK_BYTES, chunksOf, keptBytesOf, TAG_BYTES, wordsOf, type FileShape } from '../sealed/file-shape.ts'
import { asSealed, type Sealed } from '../sealed/sealed.ts'

/**
 * Seals one segment of a file. Any segment can be sealed at any time and in any order, with the same result: that is what makes
 * resuming possible. See [Note: Segments].
 *
 * @param words - exactly the bytes that `wordsOf(shape, segment)` names.
 * @throws RangeError if they are not as many, or the file has no such segment.
 */
export function sealSegment(key: FileKey, shape: FileShape, part: { readonly segment: number; readonly words: Uint8Array }): Sealed<'file'> {
  const { segment, words } = part
  const { from, to } = wordsOf(shape, segment)
  if (words.length !== to - from) throw new RangeError('not the bytes of this segment')
  const sealed: Bytes = new Uint8Array(keptBytesOf(shape, segment))
  const payloadKey = payloadKeyOf(key)
  const chunks = chunksOf(shape, segment)
  let at = 0
  for (let chunk = chunks.from; chunk < chunks.to; chunk++) {
    const start = (chunk - chunks.from) * CHUNK_BYTES
    const plain = words.subarray(start, start + CHUNK_BYTES)
    const output = sealed.subarray(at, at + plain.length + TAG_BYTES)
    chacha20poly1305(payloadKey, chunkNonce(chunk, chunk === shape.chunks - 1)).encrypt(plain, output)
    at += output.length
  }
  payloadKey.fill(0)
  fillTail(key, segment, sealed.subarray(at))
  return asSealed<'file'>(sealed)
}
