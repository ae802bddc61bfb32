import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { base64url, randomBytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { passkeyQuestion, passkeySecret } from '#sealing/plain/passkey.ts'
import type { Secret } from '#sealing/plain/secret.ts'

/** What is asked of the browser and its authenticator. Lives in browsers only. @see spec/members.md */

const TIMEOUT_MS = 120_000
/** EdDSA, ES256 and RS256, by their COSE numbers. */
const ALGORITHMS = [-8, -7, -257]

/** Whether this page may have passkeys at all: an address that is a number cannot, and an old browser does not know them. */
export function passkeysPossible(): boolean {
  return typeof PublicKeyCredential !== 'undefined' && /[a-z]/i.test(host()) && !host().includes(':')
}

/** The host that a passkey made here belongs to. */
export function host(): string {
  return globalThis.location.hostname
}

export interface NewPasskeyOrder {
  readonly challenge: string
  readonly officeName: string
  readonly member: { readonly signKey: string; readonly name: string }
  /** Credentials that need no second one on their authenticator. */
  readonly known: readonly string[]
}

export interface MadePasskey {
  readonly made: { readonly credential: string; readonly clientData: string; readonly attestation: string }
  readonly secret: Secret<'passkey'>
}

/**
 * Makes a passkey whose authenticator gives a secret along with it. Where that fails, the authenticator is told to forget it again.
 * @throws Refusal `passkey-without-secret`, `passkey-stopped`, `already-passkey`, `passkey-elsewhere`
 */
export async function makePasskey({ challenge, officeName, member, known }: NewPasskeyOrder): Promise<MadePasskey> {
  const { id, response, clientExtensionResults } = await told(startRegistration({
    optionsJSON: {
      challenge, rp: { id: host(), name: officeName }, timeout: TIMEOUT_MS, attestation: 'none',
      user: { id: member.signKey, name: member.name, displayName: member.name },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ alg, type: 'public-key' })),
      excludeCredentials: known.map((credential) => ({ id: credential, type: 'public-key' })),
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      extensions: askedSecret(),
    },
  }))
  try {
    if (clientExtensionResults.prf?.enabled !== true) throw new Refusal('passkey-without-secret')
    // Some authenticators give the secret at once, others only when the passkey is shown.
    const secret = secretIn(clientExtensionResults) ?? (await showPasskey(base64url(randomBytes(32)), [id])).secret
    return { secret, made: { credential: id, clientData: response.clientDataJSON, attestation: response.attestationObject } }
  } catch (error) {
    await forgetPasskey(id)
    throw error
  }
}

export interface ShownPasskey {
  readonly assertion: { readonly credential: string; readonly clientData: string; readonly authenticatorData: string; readonly signature: string }
  readonly secret: Secret<'passkey'>
}

/**
 * Asks for any passkey of this host; `only` names those that count.
 * @throws Refusal `passkey-without-secret`, `passkey-stopped`, `passkey-elsewhere`
 */
export async function showPasskey(challenge: string, only: readonly string[] = []): Promise<ShownPasskey> {
  const { id, response, clientExtensionResults } = await told(startAuthentication({
    optionsJSON: {
      challenge, rpId: host(), timeout: TIMEOUT_MS, userVerification: 'required', extensions: askedSecret(),
      ...(only.length === 0 ? {} : { allowCredentials: only.map((credential) => ({ id: credential, type: 'public-key' as const })) }),
    },
  }))
  const secret = secretIn(clientExtensionResults)
  if (secret === null) throw new Refusal('passkey-without-secret')
  const { clientDataJSON, authenticatorData, signature } = response
  return { secret, assertion: { credential: id, clientData: clientDataJSON, authenticatorData, signature } }
}

/** Leaves no half-made passkey behind, as far as browser and authenticator can be told. @see WebAuthn Level 3, 5.1.10.1 */
export async function forgetPasskey(credential: string): Promise<void> {
  try {
    await PublicKeyCredential.signalUnknownCredential?.({ rpId: host(), credentialId: credential })
  } catch {
    // It stays in the authenticator's list, and opens nothing.
  }
}

function askedSecret(): AuthenticationExtensionsClientInputs {
  return { prf: { eval: { first: passkeyQuestion(host()) } } }
}

interface Told {
  readonly prf?: { readonly results?: { readonly first?: ArrayBuffer | ArrayBufferView | undefined } | undefined } | undefined
}

function secretIn({ prf }: Told): Secret<'passkey'> | null {
  const answer = prf?.results?.first
  return answer === undefined ? null : passkeySecret(ArrayBuffer.isView(answer) ? new Uint8Array(answer.buffer, answer.byteOffset, answer.byteLength) : new Uint8Array(answer))
}

/** What the browser says, in our words: it tells little on purpose, so that a page learns nothing about the device. */
async function told<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'InvalidStateError') throw new Refusal('already-passkey')
    if (name === 'SecurityError') throw new Refusal('passkey-elsewhere')
    if (name === 'ConstraintError' || name === 'NotSupportedError') throw new Refusal('passkey-without-secret')
    if (name === 'NotAllowedError' || name === 'AbortError') throw new Refusal('passkey-stopped')
    throw error
  }
}
