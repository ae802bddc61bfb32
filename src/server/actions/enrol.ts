import type * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import type { enrolment, invitationState, registrationAnswer, registrationStart } from '#wire/messages.ts'
import type { Reader, Writer } from '../store/store.ts'
import { openInvitation, readInvitation, type InvitationDeps } from './invitation.ts'
import { bytesOf, newAccount } from './new-member.ts'
import { registerPassphrase, type PassphraseDeps } from './register-passphrase.ts'

export interface StartEnrolmentDeps extends InvitationDeps, PassphraseDeps {
  readonly read: Pick<Reader, 'invitation' | 'memberByLogin'>
}

/**
 * The first message of an invitee's passphrase.
 * @throws Refusal `no-such-invitation`, `invitation-used`, `already-member` if the office has a member of this name
 */
export async function startEnrolment(deps: StartEnrolmentDeps, invitation: string, message: v.InferOutput<typeof registrationStart>): Promise<v.InferOutput<typeof registrationAnswer>> {
  const { login, registrationRequest } = message
  const { office } = await openInvitation(deps, invitation)
  if (await deps.read.memberByLogin(office, login) !== null) throw new Refusal('already-member')
  return { registrationResponse: await registerPassphrase(deps, login, registrationRequest) }
}

export interface FinishEnrolmentDeps extends InvitationDeps {
  readonly write: Pick<Writer, 'enrol'>
  readonly nowMs: () => number
}

/**
 * An invitee's keys, vouched for by the link's secret. They count for nothing before an administrator signs them into the office log.
 * @throws Refusal `no-such-invitation`, `invitation-used`, `already-member`, `not-authenticated` for a wrong one-time code
 */
export async function finishEnrolment(deps: FinishEnrolmentDeps, invitation: string, message: v.InferOutput<typeof enrolment>): Promise<v.InferOutput<typeof invitationState>> {
  const view = await readInvitation(deps, invitation)
  if (view.state === 'expired') throw new Refusal('no-such-invitation')
  const { account } = newAccount(message, deps.nowMs())
  const { signKey, recipient, proof } = message
  const row = { ...account, signKey, recipient, proof, sealedName: bytesOf(message.sealedName) }
  if (view.state === 'confirmed' || !await deps.write.enrol({ invitation, enrolment: row })) throw new Refusal('invitation-used')
  return { ...view, state: 'enrolled' }
}
