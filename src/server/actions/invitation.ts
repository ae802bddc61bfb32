import type * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { invitationList, invitationState } from '#wire/messages.ts'
import type { InvitationRow, Reader } from '../store/store.ts'
import type { Today } from './calendar.ts'
import type { OfficeBook, OfficeState } from './office-book.ts'

export interface InvitationDeps {
  readonly read: Pick<Reader, 'invitation'>
  readonly offices: OfficeBook
  readonly today: Today
}

type View = v.InferOutput<typeof invitationState>

/** An invitation as its invitee and its office see it. @throws Refusal `no-such-invitation` if whoever invited is no member any more */
export function invitationView(row: InvitationRow, { fold }: OfficeState, today: Day): View {
  const { invitation, office, roles, teams, expires } = row
  const inviter = fold.members.get(row.inviter)
  if (inviter === undefined) throw new Refusal('no-such-invitation')
  const { signKey, recipient } = inviter
  return { invitation, office, roles: [...roles], teams: [...teams], expires, state: stateOf(row, today), inviter: { signKey, recipient } }
}

function stateOf({ enrolment, confirmed, expires }: InvitationRow, today: Day): View['state'] {
  if (confirmed) return 'confirmed'
  if (enrolment !== null) return 'enrolled'
  return expires < today ? 'expired' : 'open'
}

/** @throws Refusal `no-such-invitation` */
export async function readInvitation(deps: InvitationDeps, invitation: string): Promise<View> {
  const row = await deps.read.invitation(invitation)
  if (row === null) throw new Refusal('no-such-invitation')
  const state = await deps.offices.current(row.office)
  return invitationView(row, state, deps.today(state.timeZone))
}

/** An invitation that may still be taken up. @throws Refusal `no-such-invitation` (also once expired), `invitation-used` */
export async function openInvitation(deps: InvitationDeps, invitation: string): Promise<View> {
  const view = await readInvitation(deps, invitation)
  if (view.state === 'expired') throw new Refusal('no-such-invitation')
  if (view.state !== 'open') throw new Refusal('invitation-used')
  return view
}

export interface ListInvitationsDeps {
  readonly read: Pick<Reader, 'invitations'>
  readonly offices: OfficeBook
  readonly today: Today
}

/** The office's invitations with what the invitees sent: whoever invited checks the proof on the own device. */
export async function listInvitations(deps: ListInvitationsDeps, office: string): Promise<v.InferOutput<typeof invitationList>> {
  const state = await deps.offices.current(office)
  const today = deps.today(state.timeZone)
  const rows = (await deps.read.invitations(office)).filter((row) => state.fold.members.has(row.inviter))
  return {
    invitations: rows.map((row): Listed => ({
      ...invitationView(row, state, today), sealedSecret: base64url(row.sealedSecret), enrolment: row.enrolment && enrolmentView(row.enrolment),
    })),
  }
}

type Listed = v.InferOutput<typeof invitationList>['invitations'][number]

function enrolmentView({ login, signKey, recipient, sealedName, proof }: NonNullable<InvitationRow['enrolment']>): NonNullable<Listed['enrolment']> {
  return { login, signKey, recipient, sealedName: base64url(sealedName), proof }
}
