import { fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api, Call } from '#clients/transport/api.ts'
import { openMember } from '#sealing/open/member.ts'
import { startLogin, type Login } from '#sealing/plain/passphrase.ts'
import type { Secret } from '#sealing/plain/secret.ts'
import { readSession, session as sessionMessage, sessionChallenge } from '#wire/messages.ts'
import { UPLOAD_SCHEME } from '#wire/routes.ts'
import { message } from './message.ts'
import { loginId } from './new-member.ts'
import { Session } from './session.ts'

export interface Credentials {
  readonly office: string
  readonly name: string
  readonly passphrase: string
  readonly oneTimeCode: string
}

/** A browser keeps the session in a cookie that scripts cannot read. */
export function inBrowser(): boolean {
  return typeof document !== 'undefined'
}

/** A client without a cookie jar shows its token itself, and says for itself that the request is its own. */
export function withToken(api: Api, token: string): Api {
  return {
    origin: api.origin,
    call: (call) => api.call({ ...call, headers: { ...call.headers, authorization: shown(call, token) } }),
  }
}

/** Behind an upload's own token the session's says that a member sends: members have room of their own. */
function shown({ headers }: Call, token: string): string {
  const own = headers?.['authorization']
  if (own === undefined) return `Bearer ${token}`
  return own.startsWith(`${UPLOAD_SCHEME} `) ? `${own} ${token}` : own
}

/**
 * Unlocks a member's keys with passphrase and one-time code.
 * @throws Refusal `not-authenticated` (unknown name, wrong passphrase and wrong code alike), `slow-down`
 */
export async function logIn(api: Api, credentials: Credentials): Promise<Session> {
  return (await logInForToken(api, credentials)).session
}

/** As `logIn`, with the token for clients that are not browsers. */
export async function logInForToken(api: Api, credentials: Credentials): Promise<{ readonly session: Session; readonly token: string }> {
  const { attempt, exportKey, finish } = await prove(api, credentials)
  const finished = await api.call({ route: 'finish-session', body: { attempt, finishLoginRequest: finish, oneTimeCode: credentials.oneTimeCode } })
  const { underPassphrase, token } = await message(finished, sessionMessage)
  return { session: await unlock(inBrowser() ? api : withToken(api, token), exportKey, { office: credentials.office, underPassphrase }), token }
}

/**
 * Goes on with a session whose token was kept: no new one-time code, but the passphrase all the same.
 * @throws Refusal `session-ended` if the token is no longer good, `not-authenticated` if the passphrase is wrong
 */
export async function resumeSession(api: Api, token: string, credentials: Omit<Credentials, 'oneTimeCode'>): Promise<Session> {
  const withIt = withToken(api, token)
  const { underPassphrase } = await message(await withIt.call({ route: 'read-session' }), readSession)
  const { exportKey } = await prove(api, credentials)
  return unlock(withIt, exportKey, { office: credentials.office, underPassphrase })
}

export interface Proven {
  readonly attempt: string
  readonly exportKey: Secret<'member-secret'>
  readonly finish: string
}

/** Both messages of the passphrase but for sending the second. @throws Refusal `not-authenticated`, `slow-down` */
export async function prove(api: Api, { office, name, passphrase }: Omit<Credentials, 'oneTimeCode'>): Promise<Proven> {
  const login: Login = await startLogin(passphrase)
  const call: Call = { route: 'start-session', body: { office, login: loginId(name), startLoginRequest: login.request } }
  const { attempt, loginResponse } = await message(await api.call(call), sessionChallenge)
  const proof = login.finish(loginResponse)
  if (proof === null) {
    // The server counts wrong passphrases only when it hears of them: an honest client says so.
    await api.call({ route: 'finish-session', body: { attempt, finishLoginRequest: 'AAAA', oneTimeCode: '000000' } })
    throw new Refusal('not-authenticated')
  }
  return { attempt, exportKey: proof.exportKey, finish: proof.finish }
}

async function unlock(api: Api, exportKey: Secret<'member-secret'>, sealed: { readonly office: string; readonly underPassphrase: string }): Promise<Session> {
  const secrets = await openMember('passphrase', exportKey, fromBase64url(sealed.underPassphrase) ?? new Uint8Array(0))
  exportKey.forget()
  // The office that the member's own sealed keys name is the one that counts; another one would be the server's invention.
  if (secrets.office !== sealed.office) throw new Refusal('forged-history')
  return Session.open(api, secrets)
}
