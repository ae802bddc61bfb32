import type { Bytes } from '#base/bytes.ts'

/**
 * The server's half of a passkey: it checks who signed, and never sees the secret that the authenticator gives beside.
 * @see WebAuthn Level 3, 7.1 and 7.2
 */

/** Loaded at first use: it brings a reader of X.509, and a server whose members have no passkeys needs none of it. */
async function webauthn() {
  return import('@simplewebauthn/server')
}

/** EdDSA, ES256 and RS256, by their COSE numbers: what every authenticator can do. */
export const PASSKEY_ALGORITHMS = [-8, -7, -257] as const

export interface Ceremony {
  /** Base64url, as the browser is given it. */
  readonly challenge: string
  /** Where the page that asks stands: `https://office.example`. */
  readonly origin: string
  readonly rpId: string
}

export interface NewCredential {
  readonly credential: string
  readonly clientData: string
  readonly attestation: string
}

export interface Assertion {
  readonly credential: string
  readonly clientData: string
  readonly authenticatorData: string
  readonly signature: string
}

/** @returns null if it was not made at this origin, for this challenge, by somebody whom the authenticator verified. */
export async function checkNewCredential(ceremony: Ceremony, made: NewCredential): Promise<{ readonly publicKey: Bytes; readonly counter: number } | null> {
  const { verifyRegistrationResponse } = await webauthn()
  const checked = await orNull(() => verifyRegistrationResponse({
    response: {
      id: made.credential, rawId: made.credential, type: 'public-key', clientExtensionResults: {},
      response: { clientDataJSON: made.clientData, attestationObject: made.attestation },
    },
    expectedChallenge: ceremony.challenge, expectedOrigin: ceremony.origin, expectedRPID: ceremony.rpId, requireUserVerification: true,
    supportedAlgorithmIDs: [...PASSKEY_ALGORITHMS],
  }))
  if (checked?.verified !== true || checked.registrationInfo.credential.id !== made.credential) return null
  const { publicKey, counter } = checked.registrationInfo.credential
  return { publicKey: new Uint8Array(publicKey), counter }
}

/**
 * @returns how often the authenticator says that it signed; null if this is no signature by that key, at this origin, for this
 * challenge, with the person verified. Whether the count may be is for whoever knows the one before.
 */
export async function checkAssertion(ceremony: Ceremony, publicKey: Uint8Array, shown: Assertion): Promise<number | null> {
  const { verifyAuthenticationResponse } = await webauthn()
  const { credential, clientData, authenticatorData, signature } = shown
  const checked = await orNull(() => verifyAuthenticationResponse({
    response: {
      id: credential, rawId: credential, type: 'public-key', clientExtensionResults: {},
      response: { clientDataJSON: clientData, authenticatorData, signature },
    },
    expectedChallenge: ceremony.challenge, expectedOrigin: ceremony.origin, expectedRPID: ceremony.rpId, requireUserVerification: true,
    credential: { id: credential, publicKey: new Uint8Array(publicKey), counter: 0 },
  }))
  return checked?.verified === true ? checked.authenticationInfo.newCounter : null
}

/** The library throws plain errors for whatever does not hold; here that is an answer. */
async function orNull<T>(attempt: () => Promise<T>): Promise<T | null> {
  try {
    return await attempt()
  } catch {
    return null
  }
}
