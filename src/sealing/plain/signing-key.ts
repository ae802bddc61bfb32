import { base64url, concat, fromBase64url, type Bytes } from '#base/bytes.ts'
import type { Secret } from './secret.ts'

/** An Ed25519 key of a reporter or a member. The CryptoKey is not extractable: it signs, and cannot be read out. */
export interface SigningKey {
  /** The public key, 32 bytes in base64url: what headers name as `author`. */
  readonly publicId: string
  readonly key: CryptoKey
}

/** PKCS #8 around a bare Ed25519 seed. @see RFC 8410 section 7 */
const PKCS8_PREFIX = new Uint8Array([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20])

export async function signingKeyFrom(seed: Secret<'sign-seed'>): Promise<SigningKey> {
  const pkcs8 = concat(PKCS8_PREFIX, seed.reveal())
  // Web Crypto gives the public half of a private key only by way of an extractable copy, dropped at once.
  const exported = await crypto.subtle.exportKey('jwk', await importSeed(pkcs8, true))
  const publicBytes = fromBase64url(exported.x ?? '')
  if (publicBytes?.length !== 32) throw new Error('the platform gave no Ed25519 public key')
  const key = await importSeed(pkcs8, false)
  pkcs8.fill(0)
  return { publicId: base64url(publicBytes), key }
}

function importSeed(pkcs8: Bytes, extractable: boolean): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, extractable, ['sign'])
}
