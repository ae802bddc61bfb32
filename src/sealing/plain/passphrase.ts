import { passphraseSecret } from './member.ts'
import type { Secret } from './secret.ts'

/**
 * The member's half of OPAQUE (RFC 9807): the server never sees the passphrase, and what it keeps costs an Argon2id a guess.
 * Loaded when first used: the library is WebAssembly, and throws at import where that is switched off.
 */
export interface Registration {
  readonly request: string
  finish(response: string): { readonly record: string; readonly exportKey: Secret<'member-secret'> }
}

export interface Login {
  readonly request: string
  /** @returns null if the passphrase is wrong (or the name unknown: the two look alike). */
  finish(response: string): { readonly finish: string; readonly exportKey: Secret<'member-secret'> } | null
}

export async function startRegistration(passphrase: string): Promise<Registration> {
  const { client } = await opaque()
  const password = normal(passphrase)
  const { clientRegistrationState, registrationRequest } = client.startRegistration({ password })
  return {
    request: registrationRequest,
    finish(registrationResponse) {
      const done = client.finishRegistration({ password, registrationResponse, clientRegistrationState })
      return { record: done.registrationRecord, exportKey: passphraseSecret(done.exportKey) }
    },
  }
}

export async function startLogin(passphrase: string): Promise<Login> {
  const { client } = await opaque()
  const password = normal(passphrase)
  const { clientLoginState, startLoginRequest } = client.startLogin({ password })
  return {
    request: startLoginRequest,
    finish(loginResponse) {
      const done = client.finishLogin({ password, loginResponse, clientLoginState })
      return done === undefined ? null : { finish: done.finishLoginRequest, exportKey: passphraseSecret(done.exportKey) }
    },
  }
}

/** Keyboards differ in how they compose an é, and people in how many spaces they leave between words. */
function normal(passphrase: string): string {
  return passphrase.normalize('NFKC').trim().replace(/\s+/gu, ' ')
}

async function opaque(): Promise<typeof import('@serenity-kit/opaque')> {
  const library = await import('@serenity-kit/opaque')
  await library.ready
  return library
}
