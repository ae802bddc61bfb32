import { base64url, fromBase64url, type Bytes } from '#base/bytes.ts'

/** Ed25519 by Web Crypto, the same in browsers and on the server. @see RFC 8032 */
const ED25519 = { name: 'Ed25519' }
const SIGNATURE_BYTES = 64
const KEYS_HELD_MAX = 1024

/** Imported public keys, the latest used last. A key costs about as much to import as to use once; members and the server sign often. */
const held = new Map<string, CryptoKey>()

/**
 * Whether the holder of `publicKeyId` signed exactly these bytes.
 * @returns false also for what is no key or no signature at all.
 */
export async function verifySignature(publicKeyId: string, signed: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (signature.length !== SIGNATURE_BYTES) return false
  const key = held.get(publicKeyId) ?? await importPublicKey(publicKeyId)
  if (key === null) return false
  held.delete(publicKeyId)
  held.set(publicKeyId, key)
  if (held.size > KEYS_HELD_MAX) forgetOldest()
  return crypto.subtle.verify(ED25519, key, asBytes(signature), asBytes(signed))
}

async function importPublicKey(publicKeyId: string): Promise<CryptoKey | null> {
  const bytes = fromBase64url(publicKeyId)
  if (bytes?.length !== 32) return null
  try {
    return await crypto.subtle.importKey('raw', bytes, ED25519, false, ['verify'])
  } catch {
    return null
  }
}

function forgetOldest(): void {
  const [oldest] = held.keys()
  if (oldest !== undefined) held.delete(oldest)
}

/** A key that signs for the installation: acknowledgements and the audit log. It cannot be read out. */
export interface ServerKey {
  /** The public half, 32 bytes in base64url: `serverKey` in the genesis. */
  readonly publicId: string
  sign(bytes: Uint8Array): Promise<Bytes>
}

/** @throws Error if the bytes are no Ed25519 private key in PKCS #8. */
export async function importServerKey(pkcs8: Uint8Array): Promise<ServerKey> {
  // Web Crypto gives the public half of a private key only by way of an extractable copy, dropped at once.
  const { x } = await crypto.subtle.exportKey('jwk', await importPrivate(pkcs8, true))
  const publicBytes = fromBase64url(x ?? '')
  if (publicBytes?.length !== 32) throw new Error('the platform gave no Ed25519 public key')
  const key = await importPrivate(pkcs8, false)
  return {
    publicId: base64url(publicBytes),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(ED25519, key, asBytes(bytes))),
  }
}

function importPrivate(pkcs8: Uint8Array, extractable: boolean): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', asBytes(pkcs8), ED25519, extractable, ['sign'])
}

/** A fresh server key as PKCS #8, for a new installation. */
export async function newServerKey(): Promise<Bytes> {
  const pair = await crypto.subtle.generateKey(ED25519, true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('Ed25519 keys come in pairs')
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
}

/** Web Crypto's types want bytes that are not shared between threads; ours never are. */
function asBytes(bytes: Uint8Array): Bytes {
  return bytes as Bytes
}
