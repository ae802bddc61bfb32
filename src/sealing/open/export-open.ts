import { x25519 } from '@noble/curves/ed25519.js'
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bech32 } from '@scure/base'
import { Decrypter, type Identity, type Stanza } from 'age-encryption'
import { base64url, concat, fromBase64url, utf8 } from '#base/bytes.ts'
import { Secret } from '../plain/secret.ts'
import { parseAgeHeader } from '../sealed/age-header.ts'

/** Opening what an export or a bundle sealed to its own identity. */

/** What an age file holds; null if it does not open. */
export async function openedWith(identity: string, sealed: Uint8Array): Promise<Uint8Array | null> {
  try {
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    return await decrypter.decrypt(sealed)
  } catch {
    return null
  }
}

/**
 * The words of an entry; null if they do not open, or open with another key than the one that its author signed.
 * [Note: One key for one payload] ChaCha20-Poly1305 does not commit to its key: whoever writes a payload can make it open with two. The header that
 * was signed does, by its MAC; so the key out of the new header is held to the old one's.
 *
 * @param signedHeader - base64, as the manifest has it.
 */
export async function openedEntry(identity: string, sealed: Uint8Array, signedHeader: string | null): Promise<Uint8Array | null> {
  try {
    const unwrapping = unwrapWith(identity)
    const decrypter = new Decrypter()
    decrypter.addIdentity(unwrapping)
    const words = await decrypter.decrypt(sealed)
    const key = unwrapping.found()
    return key !== null && signedHeader !== null && isKeyOf(Uint8Array.fromBase64(signedHeader), key) ? words : null
  } catch {
    return null
  }
}

/** @see https://age-encryption.org/v1, "Header MAC" */
function isKeyOf(header: Uint8Array, key: Secret<'file-key'>): boolean {
  const { headerNoMac, mac, payloadAt } = parseAgeHeader(header)
  const own = hmac(sha256, hkdf(sha256, key.reveal(), undefined, utf8('header'), 32), headerNoMac)
  // Nothing behind it: a piece of the payload that went over into the header would let the rest be read as another.
  return payloadAt === header.length && base64url(own) === base64url(mac)
}

/** An X25519 identity that remembers the file key it unwrapped: `age` gives the words alone. @see https://age-encryption.org/v1, "The X25519 recipient type" */
export function unwrapWith(identity: string): Identity & { found(): Secret<'file-key'> | null } {
  const own = bech32.decodeToBytes(identity.toLowerCase()).bytes
  const recipient = x25519.getPublicKey(own)
  let key: Secret<'file-key'> | null = null
  return {
    found: () => key,
    unwrapFileKey(stanzas: readonly Stanza[]) {
      const stanza = stanzas.find(({ args }) => args[0] === 'X25519' && args.length === 2)
      const share = fromBase64url((stanza?.args[1] ?? '').replaceAll('+', '-').replaceAll('/', '_'))
      if (stanza === undefined || share?.length !== 32) return null
      const wrapKey = hkdf(sha256, x25519.getSharedSecret(own, share), concat(share, recipient), utf8('age-encryption.org/v1/X25519'), 32)
      // Zero nonce: the wrap key is single-use, because the share is.
      const fileKey = new Uint8Array(chacha20poly1305(wrapKey, new Uint8Array(12)).decrypt(stanza.body))
      key = new Secret('file-key', fileKey.slice())
      return fileKey
    },
  }
}
