import { sha256 } from '@noble/hashes/sha2.js'
import { utf8, type Bytes } from '#base/bytes.ts'
import { Secret } from './secret.ts'

/**
 * What an authenticator is asked to hash with its own secret (WebAuthn PRF): bound to the host, so that a passkey of another one,
 * of an onion address say, could not open the same seal even if it were the same authenticator's.
 */
export function passkeyQuestion(rpId: string): Bytes {
  return new Uint8Array(sha256(utf8(`postern/passkey/v1\n${rpId}`)))
}

const SECRET_BYTES = 32

/** The authenticator's answer. @throws RangeError if it is none */
export function passkeySecret(answer: Uint8Array): Secret<'passkey'> {
  if (answer.length !== SECRET_BYTES) throw new RangeError('not an answer to 32 bytes')
  return new Secret('passkey', new Uint8Array(answer))
}
