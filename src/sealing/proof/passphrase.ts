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

/** @returns null if the request is not one. */
export async function startLogin(question: LoginQuestion): Promise<LoginStep | null> {
  const { setup, login, registrationRecord, startLoginRequest } = question
  const server = await opaque()
  return orNull(() => server.startLogin({ serverSetup: setup, userIdentifier: login, registrationRecord, startLoginRequest }))
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
