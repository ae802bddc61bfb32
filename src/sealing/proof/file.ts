import { base64url, concat, fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import { hash } from './hash.ts'

const FILE_LABEL = utf8('postern/file/v1\n')

/**
 * What names a sealed file: a hash over its size and its segments' hashes. Who signs an entry that names it signs for each of its
 * bytes, and whoever holds the file's key cannot put others in their place later.
 *
 * @param segments - SHA-256 of each segment as it is kept, base64url, in their order.
 * @throws RangeError if one is no hash.
 * @see spec/files.md
 */
export function fileId(keptBytes: number, segments: readonly string[]): string {
  return base64url(hash(FILE_LABEL, uint64(keptBytes), concat(...segments.map(hashBytes))))
}

/**
 * Stands for all the words of a file before any of them is sealed. Unlike SHA-256 of the whole it is made segment by segment, each by the
 * browser's own cryptography.
 *
 * @param segments - SHA-256 of each segment's words, base64url, in their order.
 */
export function contentHash(sizeBytes: number, segments: readonly string[]): Bytes {
  return hash(utf8('postern/content/v1\n'), uint64(sizeBytes), concat(...segments.map(hashBytes)))
}

/** An upload is known by the hash of its token. */
export function uploadId(token: Uint8Array): string {
  return base64url(hash(utf8('postern/upload/v1\n'), token))
}

function uint64(value: number): Bytes {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

function hashBytes(text: string): Bytes {
  const bytes = fromBase64url(text)
  if (bytes?.length !== 32) throw new RangeError('not a hash')
  return bytes
}
