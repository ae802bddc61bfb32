import type * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import type { AccessChange } from '#domain/reasons.ts'
import { matchingStep } from '#sealing/proof/one-time-code.ts'
import type { authenticatorChange, passphraseChange, passphraseStart, recoveryChange, registrationAnswer } from '#wire/messages.ts'
import type { AccessChange as Change, Reader, Writer } from '../store/store.ts'
import { accessChanged, type AccessTrailDeps } from './audit-trail.ts'
import type { Caller } from './caller.ts'
import type { FreshProofs } from './fresh-proofs.ts'
import { bytesOf, TOTP_SECRET_BYTES_MIN } from './new-member.ts'
import { registerPassphrase, type PassphraseDeps } from './register-passphrase.ts'

export interface ChangeAccessDeps extends AccessTrailDeps {
  readonly write: Pick<Writer, 'changeAccess'>
  readonly proofs: FreshProofs
}

export interface StartPassphraseDeps extends PassphraseDeps {
  readonly read: Pick<Reader, 'memberByKey'>
}

/** The first message of the caller's new passphrase. It changes nothing yet. */
export async function startPassphrase(deps: StartPassphraseDeps, who: Caller, message: v.InferOutput<typeof passphraseStart>): Promise<v.InferOutput<typeof registrationAnswer>> {
  const member = await deps.read.memberByKey(who.office, who.signKey)
  if (member === null) throw new Refusal('session-ended')
  return { registrationResponse: await registerPassphrase(deps, member.login, message.registrationRequest) }
}

/** The same keys under another passphrase: nothing else is sealed anew. The other sessions that began by the old one end. @throws Refusal `prove-again` */
export async function changePassphrase(deps: ChangeAccessDeps, who: Caller, message: v.InferOutput<typeof passphraseChange>): Promise<void> {
  const { registrationRecord, underPassphrase } = message
  await change(deps, who, { what: 'passphrase', account: { registrationRecord, underPassphrase: bytesOf(underPassphrase) }, ends: ['passphrase'] })
}

/** The old recovery code opens nothing any more. @throws Refusal `prove-again` */
export async function changeRecovery(deps: ChangeAccessDeps, who: Caller, message: v.InferOutput<typeof recoveryChange>): Promise<void> {
  const { underRecovery, recoveryTokenHash } = message
  await change(deps, who, { what: 'recovery-code', account: { underRecovery: bytesOf(underRecovery), recoveryTokenHash }, ends: ['recovery'] })
}

/** Another authenticator, once it has shown that it knows its secret. @throws Refusal `prove-again`, `not-authenticated` for a wrong code */
export async function changeAuthenticator(deps: ChangeAccessDeps & { readonly nowMs: () => number }, who: Caller, message: v.InferOutput<typeof authenticatorChange>): Promise<void> {
  await change(deps, who, { what: 'authenticator', account: newAuthenticator(message, deps.nowMs()), ends: ['passphrase'] })
}

/** @returns what the server keeps of it; the code that was shown is used up. @throws Refusal `not-authenticated`, `malformed` */
export function newAuthenticator(message: v.InferOutput<typeof authenticatorChange>, nowMs: number): { readonly totpSecret: ReturnType<typeof bytesOf>; readonly totpStep: number } {
  const totpSecret = bytesOf(message.totpSecret)
  if (totpSecret.length < TOTP_SECRET_BYTES_MIN) throw new Refusal('malformed', { member: 'totpSecret' })
  const totpStep = matchingStep(totpSecret, message.oneTimeCode, { nowMs, lastStep: -1 })
  if (totpStep === null) throw new Refusal('not-authenticated')
  return { totpSecret, totpStep }
}

interface Changing extends Pick<Change, 'account' | 'ends'> {
  readonly what: AccessChange
}

async function change(deps: ChangeAccessDeps, who: Caller, { what, account, ends }: Changing): Promise<void> {
  deps.proofs.check(who)
  const { office, signKey, tokenHash } = who
  const outbox = [await accessChanged(deps, who, what)]
  if (!await deps.write.changeAccess({ office, signKey, account, ends, except: tokenHash, outbox })) throw new Refusal('busy')
  deps.wake()
}
