import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concat, utf8, type Bytes } from '#base/bytes.ts'

export interface Derivation {
  readonly salt?: Bytes
  /** What the key is for, behind the label; each part of a fixed length but the last. */
  readonly context?: readonly Uint8Array[]
}

/** HKDF-SHA256 to 32 bytes. `label` is one of the `postern/…/v1` labels of spec/. @see RFC 5869 */
export function derive(secret: Bytes, label: string, { salt, context = [] }: Derivation = {}): Bytes {
  return new Uint8Array(hkdf(sha256, secret, salt, concat(utf8(label), ...context), 32))
}
