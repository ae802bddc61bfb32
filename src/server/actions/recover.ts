import type * as v from 'valibot'
import { base64url, equalBytes, fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { recoveryFinish, recoveryOpened, recoveryRegistration, recoveryStart, registrationAnswer } from '#wire/messages.ts'
import type { MemberRow, Reader, Writer } from '../store/store.ts'
import { accessChanged } from './audit-trail.ts'
import { newSession, type NewSessionDeps } from './begin-session.ts'
import { newAuthenticator } from './change-access.ts'
import type { Held } from './held.ts'
import { loginKey, type LoginDelays } from './login-delays.ts'
import { memberOrStandIn, NOBODY } from './member-by-login.ts'
import { bytesOf } from './new-member.ts'
import { registerPassphrase, type PassphraseDeps } from './register-passphrase.ts'
import { sessionMessage, type SessionMessage } from './session-message.ts'

/** Somebody who has shown the recovery code's token, and may set passphrase, authenticator and recovery code anew. */
export type Recoveries = Held<MemberRow>

export interface StartRecoveryDeps {
  readonly read: Pick<Reader, 'memberByLogin' | 'anyMember' | 'standing'>
  readonly recoveries: Recoveries
  readonly delays: LoginDelays
}

/**
 * An unknown name, a removed member and a wrong code are refused alike, after the same reads and the same comparison.
 * The keys that this gives out are sealed under the code's other half, which never came here.
 *
 * @throws Refusal `not-authenticated`, `slow-down`
 */
export async function startRecovery(deps: StartRecoveryDeps, message: v.InferOutput<typeof recoveryStart>): Promise<v.InferOutput<typeof recoveryOpened>> {
  const { office, login, token } = message
  const name = `recovery ${loginKey(message)}`
  deps.delays.check(name)
  // Counted before anything is awaited, as at the log-in.
  deps.delays.failed(name)
  const { member, read } = await memberOrStandIn(deps, office, login)
  const standing = await deps.read.standing(read?.office ?? NOBODY, read?.signKey ?? NOBODY)
  const expected = fromBase64url(read?.recoveryTokenHash ?? NOBODY) ?? new Uint8Array(32)
  const matches = equalBytes(expected, hash(bytesOf(token)))
  if (!matches || member === null || standing?.active !== true) throw new Refusal('not-authenticated')
  deps.delays.succeeded(name)
  return { recovery: deps.recoveries.begin(member), underRecovery: base64url(member.underRecovery) }
}

export interface RegisterRecoveryDeps extends PassphraseDeps {
  readonly recoveries: Recoveries
}

/** The first message of the new passphrase. @throws Refusal `not-authenticated` if the recovery was not begun, or too long ago */
export async function registerRecovery(deps: RegisterRecoveryDeps, message: v.InferOutput<typeof recoveryRegistration>): Promise<v.InferOutput<typeof registrationAnswer>> {
  const { login } = recovering(deps, message.recovery)
  return { registrationResponse: await registerPassphrase(deps, login, message.registrationRequest) }
}

export interface FinishRecoveryDeps extends NewSessionDeps {
  readonly read: Pick<Reader, 'standing'>
  readonly write: Pick<Writer, 'changeAccess'>
  readonly recoveries: Recoveries
  readonly wake: () => void
}

/**
 * The code is used up with this: passphrase, authenticator and recovery code are new, and every session of before has ended.
 * Passkeys stay, for whoever lost a passphrase has not lost them; the desk shows them next.
 *
 * @throws Refusal `not-authenticated` (also for a wrong one-time code, after which the recovery goes on), `malformed`
 */
export async function finishRecovery(deps: FinishRecoveryDeps, message: v.InferOutput<typeof recoveryFinish>): Promise<SessionMessage> {
  const before = recovering(deps, message.recovery)
  const { office, signKey, recoveryTokenHash: expectedRecovery } = before
  if (message.recoveryTokenHash === expectedRecovery) throw new Refusal('malformed', { member: 'recoveryTokenHash' })
  const account = {
    registrationRecord: message.registrationRecord, underPassphrase: bytesOf(message.underPassphrase),
    underRecovery: bytesOf(message.underRecovery), recoveryTokenHash: message.recoveryTokenHash, ...newAuthenticator(message, deps.nowMs()),
  }
  const standing = await deps.read.standing(office, signKey)
  if (standing?.active !== true) throw new Refusal('not-authenticated')
  const { token, row, outbox } = await newSession(deps, before, 'recovery')
  const changed = await deps.write.changeAccess({ office, signKey, expectedRecovery, account, ends: 'all', except: null, session: row, outbox: [...outbox, await accessChanged(deps, before, 'recovered')] })
  deps.recoveries.take(message.recovery)
  if (!changed) throw new Refusal('not-authenticated')
  deps.wake()
  return sessionMessage({ ...before, ...account }, token)
}

function recovering({ recoveries }: { readonly recoveries: Recoveries }, id: string): MemberRow {
  const member = recoveries.peek(id)
  if (member === null) throw new Refusal('not-authenticated')
  return member
}
