import { ristretto255_hasher } from '@noble/curves/ed25519.js'
import { base64url, concat, randomBytes, type Bytes } from '#base/bytes.ts'

/**
 * The server's half of OPAQUE: it authenticates a passphrase that it never sees.
 * @see RFC 9807
 */

/** Loaded at first use: its WebAssembly throws at import where WebAssembly is off, and a server without members needs none. */
async function opaque() {
  const library = await import('@serenity-kit/opaque')
  await library.ready
  return library.server
}

/** The installation's own secret, for its whole life: without it no passphrase works. Belongs to the back-up. */
export async function makeSetup(): Promise<string> {
  return (await opaque()).createSetup()
}

export interface RegistrationQuestion {
  readonly setup: string
  readonly login: string
  readonly registrationRequest: string
}

/** @returns null if the request is not one. */
export async function registrationResponse(question: RegistrationQuestion): Promise<string | null> {
  const { setup, login, registrationRequest } = question
  const server = await opaque()
  return orNull(() => server.createRegistrationResponse({ serverSetup: setup, userIdentifier: login, registrationRequest }).registrationResponse)
}

export interface LoginQuestion {
  readonly setup: string
  readonly login: string
  /** Null for an unknown name: the answer looks and costs as for a known one, and no passphrase finishes it. */
  readonly registrationRecord: string | null
  readonly startLoginRequest: string
}

export interface LoginStep {
  readonly loginResponse: string
  /** Kept until the second message; never sent. */
  readonly serverLoginState: string
}

/**
 * [Note: Stand-in] The record of nobody: client public key (32) ‖ masking key (64) ‖ envelope (96), RFC 9807, section 6.3.2.2. The library would make
 * up a record by itself, and leave out reading one: the clock told the two apart. What this one is masked with nobody knows, and what is
 * answered depends on the name besides, so that two unknown names have nothing in common.
 */
const STAND_IN = base64url(concat(ristretto255_hasher.hashToCurve(randomBytes(32)).toBytes() as Bytes, randomBytes(64 + 96)))

/** @returns null if the request is not one. */
export async function startLogin(question: LoginQuestion): Promise<LoginStep | null> {
  const { setup, login, registrationRecord, startLoginRequest } = question
  const server = await opaque()
  return orNull(() => server.startLogin({ serverSetup: setup, userIdentifier: login, registrationRecord: registrationRecord ?? STAND_IN, startLoginRequest }))
}

/** Whether the second message proves the passphrase of the record that the first was answered with. */
export async function finishLogin(serverLoginState: string, finishLoginRequest: string): Promise<boolean> {
  const server = await opaque()
  return orNull(() => server.finishLogin({ serverLoginState, finishLoginRequest })) !== null
}

/** The library throws plain errors for a malformed and for a wrong message; here both are an answer. */
function orNull<T>(attempt: () => T): T | null {
  try {
    return attempt()
  } catch {
    return null
  }
}
