import type * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { matchingStep } from '#sealing/proof/one-time-code.ts'
import { finishLogin } from '#sealing/proof/passphrase.ts'
import type { sessionFinish } from '#wire/messages.ts'
import type { MemberRow, Reader } from '../store/store.ts'
import { beginSession, type BeginSessionDeps } from './begin-session.ts'
import type { LoginAttempts } from './login-attempts.ts'
import { loginKey, type LoginDelays } from './login-delays.ts'
import { sessionMessage, type SessionMessage } from './session-message.ts'

export interface FinishSessionDeps extends BeginSessionDeps {
  readonly read: Pick<Reader, 'standing'>
  readonly attempts: LoginAttempts
  readonly delays: LoginDelays
}

/**
 * Passphrase and one-time code together: which of them was wrong, and whether the name is known, is not told.
 * @throws Refusal `not-authenticated`, `slow-down` (the attempt stays good)
 */
export async function finishSession(deps: FinishSessionDeps, message: v.InferOutput<typeof sessionFinish>): Promise<SessionMessage> {
  const waiting = deps.attempts.peek(message.attempt)
  if (waiting === null) throw new Refusal('not-authenticated')
  const name = loginKey(waiting)
  deps.delays.check(name)
  deps.attempts.take(message.attempt)
  // Counted before anything is awaited: of a thousand second messages at once, each after the first few finds the pause.
  deps.delays.failed(name)
  const started = await prove(deps, waiting.member, { ...message, serverLoginState: waiting.serverLoginState })
  if (started === null) throw new Refusal('not-authenticated')
  deps.delays.succeeded(name)
  return started
}

/** Stands in for an unknown member's, so that the code is checked either way. */
const NO_SECRET = new Uint8Array(20)

async function prove(
  deps: FinishSessionDeps, member: MemberRow | null, shown: { readonly serverLoginState: string; readonly finishLoginRequest: string; readonly oneTimeCode: string },
): Promise<SessionMessage | null> {
  const knows = await finishLogin(shown.serverLoginState, shown.finishLoginRequest)
  const step = matchingStep(member?.totpSecret ?? NO_SECRET, shown.oneTimeCode, { nowMs: deps.nowMs(), lastStep: member?.totpStep ?? -1 })
  if (!knows || step === null || member === null) return null
  const standing = await deps.read.standing(member.office, member.signKey)
  const token = standing?.active === true ? await beginSession(deps, member, { way: 'passphrase', used: { step } }) : null
  return token === null ? null : sessionMessage(member, token)
}
