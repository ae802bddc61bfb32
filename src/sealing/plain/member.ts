import { fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import { derive } from './derive.ts'
import { Secret } from './secret.ts'

/** What a member's device holds once unlocked. `office` is the genesis hash: the root of everything the device believes. */
export interface MemberSecrets {
  readonly office: string
  readonly name: string
  readonly identity: Secret<'member-identity'>
  readonly signSeed: Secret<'sign-seed'>
}

/** One spelling of a name for logging in: compatibility forms, case and spare space are folded. */
export function loginName(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ')
}

/** What a login id is the SHA-256 of: the server knows a member by it, and not by name. */
export function loginBytes(name: string): Bytes {
  return utf8(`postern/login/v1\n${loginName(name)}`)
}

/** OPAQUE's export key, as its library spells it. @throws RangeError if it is none. */
export function passphraseSecret(exportKey: string): Secret<'member-secret'> {
  const bytes = fromBase64url(exportKey)
  if (bytes === null || bytes.length < 32) throw new RangeError('not an export key')
  return new Secret('member-secret', bytes)
}

/** A recovery code's two halves: a token that the server knows the hash of, and the key that it must not know. */
export function recoveryKeys(entropy: Bytes): { readonly token: Bytes; readonly lock: Secret<'recovery'> } {
  return {
    token: derive(entropy, 'postern/recovery/v1/token'),
    lock: new Secret('recovery', derive(entropy, 'postern/recovery/v1/wrap')),
  }
}
