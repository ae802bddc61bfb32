import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { base64nopad } from '@scure/base'
import { Stanza, type Identity, type Recipient } from 'age-encryption'
import { randomBytes, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'

/**
 * An age recipient and identity under a symmetric key.
 * [Note: Salted stanzas] Each stanza has 16 fresh random bytes that make its wrapping key single-use, so the zero nonce is
 * never used twice; without them two bodies of one log would give away fileKey₁ ⊕ fileKey₂.
 */
export interface SymmetricScheme {
  /** `postern-log`, `postern-member`, `postern-keyring`, `postern-card`. */
  readonly type: string
  /** The stanza's first argument: generation, purpose or page. */
  readonly argument: string
  readonly wrapKeyFor: (salt: Bytes) => Bytes
}

const ZERO_NONCE = new Uint8Array(12)
const SALT_BYTES = 16

export function symmetricRecipient(scheme: SymmetricScheme): Recipient {
  return {
    wrapFileKey(fileKey) {
      const salt = randomBytes(SALT_BYTES)
      const body = chacha20poly1305(scheme.wrapKeyFor(salt), ZERO_NONCE).encrypt(fileKey)
      return [new Stanza([scheme.type, scheme.argument, base64nopad.encode(salt)], body)]
    },
  }
}

/** An unknown stanza and a wrong key give null, as the age interface wants; a malformed one of ours is refused. */
export function symmetricIdentity(scheme: SymmetricScheme): Identity {
  return {
    unwrapFileKey(stanzas) {
      const [stanza] = stanzas
      if (stanza?.args[0] !== scheme.type || stanzas.length !== 1) return null
      const salt = saltOf(stanza)
      if (stanza.args[1] !== scheme.argument || stanza.body.length !== 32) throw new Refusal('malformed', { member: 'stanza' })
      try {
        return chacha20poly1305(scheme.wrapKeyFor(salt), ZERO_NONCE).decrypt(stanza.body)
      } catch {
        return null
      }
    },
  }
}

function saltOf(stanza: Stanza): Bytes {
  const [, , text = '', ...more] = stanza.args
  try {
    const salt = new Uint8Array(base64nopad.decode(text))
    if (salt.length === SALT_BYTES && more.length === 0) return salt
  } catch { /* refused below, with the other malformed ones */ }
  throw new Refusal('malformed', { member: 'stanza' })
}
