import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { equalBytes, randomBytes, type Bytes } from '#base/bytes.ts'
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

/** Seals any segment of one file. @throws as `sealSegment` */
export type SegmentSealer = (part: { readonly segment: number; readonly words: Uint8Array }) => Promise<Sealed<'file'>>

const NATIVE = 'ChaCha20-Poly1305'

/** Web Crypto with the formats that came later than its types. @see https://wicg.github.io/webcrypto-modern-algos/ */
interface LaterCrypto {
  importKey(format: string, key: BufferSource, algorithm: string, extractable: boolean, usages: KeyUsage[]): Promise<CryptoKey>
  encrypt(algorithm: { readonly name: string; readonly iv: BufferSource; readonly tagLength: number }, key: CryptoKey, words: BufferSource): Promise<ArrayBuffer>
}

/**
 * Seals by the runtime's own ChaCha20-Poly1305, beside this thread, where it has one that agrees with ours (Chromium, Node); elsewhere
 * `sealSegment` does. The bytes are the same.
 */
export async function segmentSealer(key: FileKey, shape: FileShape): Promise<SegmentSealer> {
  const encrypt = await nativeAgrees() ? await nativeCipher(payloadKeyOf(key)) : null
  if (encrypt === null) return async (part) => sealSegment(key, shape, part)
  return async ({ segment, words }) => {
    const { from, to } = wordsOf(shape, segment)
    if (words.length !== to - from) throw new RangeError('not the bytes of this segment')
    const chunks = chunksOf(shape, segment)
    const sealed: Bytes = new Uint8Array(keptBytesOf(shape, segment))
    const parts = await Promise.all(Array.from({ length: chunks.to - chunks.from }, (_, index) => {
      const chunk = chunks.from + index
      return encrypt(chunkNonce(chunk, chunk === shape.chunks - 1), words.slice(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES))
    }))
    let at = 0
    for (const each of parts) {
      sealed.set(each, at)
      at += each.length
    }
    fillTail(key, segment, sealed.subarray(at))
    return asSealed<'file'>(sealed)
  }
}

/** Under a key of no file: a cipher that this browser only calls by that name seals nothing. */
async function nativeAgrees(): Promise<boolean> {
  const [key, nonce, words] = [randomBytes(32), randomBytes(12), randomBytes(99)]
  const ours = chacha20poly1305(key, nonce).encrypt(words)
  const theirs = await (await nativeCipher(key))?.(nonce, words).catch(() => null)
  return theirs instanceof Uint8Array && equalBytes(ours, theirs)
}

async function nativeCipher(key: Bytes): Promise<((nonce: Bytes, words: Bytes) => Promise<Uint8Array>) | null> {
  try {
    const subtle: LaterCrypto = crypto.subtle
    const held = await subtle.importKey('raw-secret', key, NATIVE, false, ['encrypt'])
    return async (nonce, words) => new Uint8Array(await subtle.encrypt({ name: NATIVE, iv: nonce, tagLength: TAG_BYTES * 8 }, held, words))
  } catch {
    return null
  } finally {
    key.fill(0)
  }
}
