import type * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { matchingStep } from '#sealing/proof/one-time-code.ts'
import type { authenticatorChange, passphraseChange, passphraseStart, recoveryChange, registrationAnswer } from '#wire/messages.ts'
import type { AccessChange, Reader, Writer } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { FreshProofs } from './fresh-proofs.ts'
import { bytesOf, TOTP_SECRET_BYTES_MIN } from './new-member.ts'
import { registerPassphrase, type PassphraseDeps } from './register-passphrase.ts'

export interface ChangeAccessDeps {
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
  await change(deps, who, { account: { registrationRecord, underPassphrase: bytesOf(underPassphrase) }, ends: ['passphrase'] })
}

/** The old recovery code opens nothing any more. @throws Refusal `prove-again` */
export async function changeRecovery(deps: ChangeAccessDeps, who: Caller, message: v.InferOutput<typeof recoveryChange>): Promise<void> {
  const { underRecovery, recoveryTokenHash } = message
  await change(deps, who, { account: { underRecovery: bytesOf(underRecovery), recoveryTokenHash }, ends: ['recovery'] })
}

/** Another authenticator, once it has shown that it knows its secret. @throws Refusal `prove-again`, `not-authenticated` for a wrong code */
export async function changeAuthenticator(deps: ChangeAccessDeps & { readonly nowMs: () => number }, who: Caller, message: v.InferOutput<typeof authenticatorChange>): Promise<void> {
  await change(deps, who, { account: newAuthenticator(message, deps.nowMs()), ends: ['passphrase'] })
}

/** @returns what the server keeps of it; the code that was shown is used up. @throws Refusal `not-authenticated`, `malformed` */
export function newAuthenticator(message: v.InferOutput<typeof authenticatorChange>, nowMs: number): { readonly totpSecret: ReturnType<typeof bytesOf>; readonly totpStep: number } {
  const totpSecret = bytesOf(message.totpSecret)
  if (totpSecret.length < TOTP_SECRET_BYTES_MIN) throw new Refusal('malformed', { member: 'totpSecret' })
  const totpStep = matchingStep(totpSecret, message.oneTimeCode, { nowMs, lastStep: -1 })
  if (totpStep === null) throw new Refusal('not-authenticated')
  return { totpSecret, totpStep }
}

async function change({ write, proofs }: ChangeAccessDeps, who: Caller, what: Pick<AccessChange, 'account' | 'ends'>): Promise<void> {
  proofs.check(who)
  const { office, signKey, tokenHash } = who
  if (!await write.changeAccess({ office, signKey, ...what, except: tokenHash })) throw new Refusal('busy')
}
