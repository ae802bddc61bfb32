import { Decrypter } from 'age-encryption'
import { parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { identityText, type IdentityKind } from '../plain/age-identity.ts'
import type { Secret } from '../plain/secret.ts'
import { symmetricIdentity, type SymmetricScheme } from '../plain/stanza.ts'
import { unpadJson } from '../sealed/padding.ts'

/** @throws Refusal `foreign-key` if the key does not open it or a byte was changed, `not-canonical` if it holds no canonical JSON. */
export async function openJson(scheme: SymmetricScheme, sealed: Uint8Array): Promise<unknown> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(symmetricIdentity(scheme))
  return decrypted(decrypter, sealed)
}

/** @throws Refusal `foreign-key` if it is not sealed to this identity or a byte was changed, `not-canonical` if it holds no canonical JSON. */
export async function openWith(identity: Secret<IdentityKind>, sealed: Uint8Array): Promise<unknown> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identityText(identity))
  return decrypted(decrypter, sealed)
}

async function decrypted(decrypter: Decrypter, sealed: Uint8Array): Promise<unknown> {
  const plain = await bytesIn(decrypter, sealed)
  const value = parseCanonical(unpadJson(plain))
  plain.fill(0)
  // A member that stands twice would be one thing to this reader and another to the next.
  if (value === undefined) throw new Refusal('not-canonical')
  return value
}

async function bytesIn(decrypter: Decrypter, sealed: Uint8Array): Promise<Uint8Array> {
  try {
    return await decrypter.decrypt(sealed)
  } catch (error) {
    // typage throws plain errors for a wrong key and for a damaged file alike: to a person they are one thing.
    if (error instanceof Refusal) throw error
    throw new Refusal('foreign-key')
  }
}
