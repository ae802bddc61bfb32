import type * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { startLogin } from '#sealing/proof/passphrase.ts'
import type { sessionChallenge, sessionStart } from '#wire/messages.ts'
import type { Reader } from '../store/store.ts'
import type { LoginAttempts } from './login-attempts.ts'
import { loginKey, type LoginDelays } from './login-delays.ts'
import { memberOrStandIn } from './member-by-login.ts'

export interface StartSessionDeps {
  readonly read: Pick<Reader, 'memberByLogin' | 'anyMember'>
  readonly opaqueSetup: string
  readonly attempts: LoginAttempts
  readonly delays: LoginDelays
}

/**
 * The server's answer to the first message of a log-in. An unknown name, or office, is answered like a known one.
 * @throws Refusal `slow-down`, `malformed`
 */
export async function startSession(deps: StartSessionDeps, message: v.InferOutput<typeof sessionStart>): Promise<v.InferOutput<typeof sessionChallenge>> {
  const { office, login, startLoginRequest } = message
  deps.delays.check(loginKey(message))
  const { member } = await memberOrStandIn(deps, office, login)
  const registrationRecord = member?.registrationRecord ?? null
  const step = await startLogin({ setup: deps.opaqueSetup, login, registrationRecord, startLoginRequest })
  if (step === null) throw new Refusal('malformed', { member: 'startLoginRequest' })
  const { serverLoginState, loginResponse } = step
  return { attempt: deps.attempts.begin({ office, login, member, serverLoginState }), loginResponse }
}
