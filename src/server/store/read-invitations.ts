import type { Kysely } from 'kysely'
import { enrolmentRow, invitationRow } from './rows.ts'
import type { Schema } from './schema.ts'
import type { InvitationRow } from './store.ts'

export async function readInvitation(db: Kysely<Schema>, invitation: string): Promise<InvitationRow | null> {
  const row = await db.selectFrom('invitation').selectAll().where('invitation', '=', invitation).executeTakeFirst()
  if (row === undefined) return null
  const enrolment = await db.selectFrom('enrolment').selectAll().where('invitation', '=', invitation).executeTakeFirst()
  return invitationRow(row, enrolment === undefined ? null : enrolmentRow(enrolment))
}

export async function readInvitations(db: Kysely<Schema>, office: string): Promise<readonly InvitationRow[]> {
  const rows = await db.selectFrom('invitation').selectAll().where('office', '=', office).orderBy('invitation').execute()
  const enrolments = await db.selectFrom('enrolment').innerJoin('invitation', 'invitation.invitation', 'enrolment.invitation')
    .selectAll('enrolment').where('invitation.office', '=', office).execute()
  const enrolmentOf = new Map(enrolments.map((row) => [row.invitation, enrolmentRow(row)]))
  return rows.map((row) => invitationRow(row, enrolmentOf.get(row.invitation) ?? null))
}
