import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8, type Bytes } from '#base/bytes.ts'

/** HKDF-SHA256 to 32 bytes. `label` is one of the `postern/…/v1` labels of spec/. @see RFC 5869 */
export function derive(secret: Bytes, label: string, salt?: Bytes, ...context: readonly Uint8Array[]): Bytes {
  const labelBytes = utf8(label)
  const info = new Uint8Array(context.reduce((size, part) => size + part.length, labelBytes.length))
  info.set(labelBytes)
  let at = labelBytes.length
  for (const part of context) {
    info.set(part, at)
    at += part.length
  }
  return new Uint8Array(hkdf(sha256, secret, salt, info, 32))
}
