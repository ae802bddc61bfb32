import { bech32 } from '@scure/base'
import { identityToRecipient } from 'age-encryption'
import { randomBytes, type Bytes } from '#base/bytes.ts'
import { Secret } from './secret.ts'

export type IdentityKind = 'team-identity' | 'member-identity' | 'reporter-identity' | 'recovery-identity'

/** A hybrid (ML-KEM-768 with X25519) age identity as its 32-byte seed. */
export function newIdentity<K extends IdentityKind>(kind: K): Secret<K> {
  return new Secret(kind, randomBytes(32))
}

/** `AGE-SECRET-KEY-PQ-1…`, as age spells it. */
export function identityText(identity: Secret<IdentityKind>): string {
  return bech32.encodeFromBytes('AGE-SECRET-KEY-PQ-', identity.reveal()).toUpperCase()
}

/** @returns null if the text is no hybrid age identity. */
export function seedOfIdentity(text: string): Bytes | null {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(text)
    return prefix.toUpperCase() === 'AGE-SECRET-KEY-PQ-' && bytes.length === 32 ? new Uint8Array(bytes) : null
  } catch {
    return null
  }
}

/** `age1pq1…` */
export function recipientOf(identity: Secret<IdentityKind>): Promise<string> {
  return identityToRecipient(identityText(identity))
}
