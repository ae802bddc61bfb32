import type * as v from 'valibot'
import { addDays } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { invitationState, newInvitation } from '#wire/messages.ts'
import type { Writer } from '../store/store.ts'
import type { Today } from './calendar.ts'
import type { Caller } from './caller.ts'
import { invitationView } from './invitation.ts'
import { bytesOf } from './new-member.ts'
import type { OfficeBook } from './office-book.ts'

export interface InviteMemberDeps {
  readonly write: Pick<Writer, 'invite'>
  readonly offices: OfficeBook
  readonly today: Today
}

/**
 * Keeps an invitation by its id. The link's secret never comes here but sealed to whoever invites.
 * @throws Refusal `invitation-used` if the id is taken
 */
export async function inviteMember(deps: InviteMemberDeps, caller: Caller, message: v.InferOutput<typeof newInvitation>): Promise<v.InferOutput<typeof invitationState>> {
  const { invitation, roles, teams, sealedSecret } = message
  const state = await deps.offices.current(caller.office)
  const today = deps.today(state.timeZone)
  const expires = addDays(today, LIMITS.invitationDays)
  const row = { invitation, office: caller.office, inviter: caller.signKey, sealedSecret: bytesOf(sealedSecret), roles, teams, expires }
  if (!await deps.write.invite(row)) throw new Refusal('invitation-used')
  return invitationView({ ...row, enrolment: null, confirmed: false }, state, today)
}
