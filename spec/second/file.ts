// Files in segments by a second hand: what spec/files.md says, over node:crypto.
import { createCipheriv } from 'node:crypto'
import { padme } from './age.ts'
import { aeadOpen, aeadSeal, ascii, b64, hkdf, join, Refused, sha256, unb64, type Bytes } from './primitives.ts'

const CHUNK = 64 * 1024
const TAG = 16
const SEGMENT = 16 * (CHUNK + TAG)

export interface FileSecret {
  readonly key: Bytes
  readonly nonce: Bytes
}

function place(n: number, last: boolean): Bytes {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(n, 7)
  nonce[11] = last ? 1 : 0
  return new Uint8Array(nonce)
}

const chunksIn = (size: number): number => Math.max(1, Math.ceil(size / CHUNK))

export function keptSize(size: number): number {
  return Math.max(16_384, padme(size + chunksIn(size) * TAG))
}

export function sealFile({ key, nonce }: FileSecret, words: Bytes): Bytes[] {
  const payloadKey = hkdf(key, ascii('payload'), nonce)
  const count = chunksIn(words.length)
  const payload = join(...Array.from({ length: count }, (_, n) => aeadSeal(payloadKey, place(n, n === count - 1), words.subarray(n * CHUNK, (n + 1) * CHUNK))))
  const kept = keptSize(words.length)
  return Array.from({ length: Math.ceil(kept / SEGMENT) }, (_, segment) => {
    const [from, to] = [segment * SEGMENT, Math.min(kept, (segment + 1) * SEGMENT)]
    const part = payload.subarray(Math.min(from, payload.length), Math.min(to, payload.length))
    return join(part, tail({ key, nonce }, segment, to - from - part.length))
  })
}

function tail({ key, nonce }: FileSecret, segment: number, size: number): Bytes {
  // OpenSSL's ChaCha20 takes the counter, little-endian, in front of the nonce.
  const cipher = createCipheriv('chacha20', hkdf(key, ascii('postern/file-tail/v1'), nonce), Buffer.concat([Buffer.alloc(4), place(segment, false)]))
  return new Uint8Array(cipher.update(Buffer.alloc(size)))
}

/** @throws Refused `foreign-key` */
export function openFile({ key, nonce }: FileSecret, size: number, segments: readonly Bytes[]): Bytes {
  const payloadKey = hkdf(key, ascii('payload'), nonce)
  const kept = join(...segments)
  if (kept.length !== keptSize(size)) throw new Refused('foreign-key', 'size')
  const count = chunksIn(size)
  return join(...Array.from({ length: count }, (_, n) => {
    const from = n * (CHUNK + TAG)
    const opened = aeadOpen(payloadKey, place(n, n === count - 1), kept.subarray(from, Math.min(from + CHUNK, n * TAG + size) + TAG))
    if (opened === null) throw new Refused('foreign-key', n)
    return opened
  }))
}

export function fileId(segments: readonly Bytes[]): string {
  const kept = Buffer.alloc(8)
  kept.writeBigUInt64BE(BigInt(segments.reduce((sum, segment) => sum + segment.length, 0)))
  return b64(sha256(ascii('postern/file/v1\n'), kept, ...segments.map((segment) => sha256(segment))))
}

export function uploadId(token: string): string {
  return b64(sha256(ascii('postern/upload/v1\n'), unb64(token, 32)))
}

/** All the words of a file, segment by segment. */
export function contentHash(words: Bytes): { readonly segments: readonly string[]; readonly content: string } {
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(words.length))
  const count = Math.ceil(keptSize(words.length) / SEGMENT)
  const segments = Array.from({ length: count }, (_, n) => sha256(words.subarray(n * 16 * CHUNK, (n + 1) * 16 * CHUNK)))
  return { segments: segments.map((each) => b64(each)), content: b64(sha256(ascii('postern/content/v1\n'), size, ...segments)) }
}

/** What an upload is sealed under and shown by, if it is to be found again by its words. */
export function uploadKeys(secret: string, content: string): { readonly key: string; readonly nonce: string; readonly token: string } {
  const of = (label: string): Bytes => hkdf(unb64(secret, 32), join(ascii(label), unb64(content, 32)))
  const both = of('postern/upload-key/v1')
  return { key: b64(both.subarray(0, 16)), nonce: b64(both.subarray(16)), token: b64(of('postern/upload-token/v1')) }
}
