import { equalBytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Deed, DeedArguments } from './deed.ts'
import { withRowHash } from './row-hash.ts'
import { enrolmentRow, enrolmentTable, memberTable } from './rows.ts'
import type { AppendOutcome, EnrolmentRow } from './store.ts'

/** @returns false if there is an invitation of this id. */
export async function invite(tx: Deed, ...[row]: DeedArguments<'invite'>): Promise<boolean> {
  const { invitation, office, inviter, expires } = row
  const result = await tx.db.insertInto('invitation')
    .values({
      invitation, office, inviter, sealed_secret: row.sealedSecret, roles: JSON.stringify(row.roles),
      teams: JSON.stringify(row.teams), expires, confirmed: 0,
    })
    .onConflict((conflict) => conflict.column('invitation').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/**
 * The very same enrolment sent again is answered as the first time.
 * @throws Refusal `no-such-invitation`; `already-member` if the office has this name or key, which would fail only later at the confirmation, or if
 * another invitee sent this key: one of two would come in with the passphrase of the other.
 */
export async function enrol(tx: Deed, ...[{ invitation, enrolment }]: DeedArguments<'enrol'>): Promise<boolean> {
  const found = await tx.db.selectFrom('invitation').select('office').where('invitation', '=', invitation).executeTakeFirst()
  if (found === undefined) throw new Refusal('no-such-invitation')
  const result = await tx.db.insertInto('enrolment').values(enrolmentTable(invitation, enrolment))
    .onConflict((conflict) => conflict.column('invitation').doNothing())
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows !== 1n) return sameEnrolment(await enrolmentOf(tx, invitation), enrolment)
  const taken = await tx.db.selectFrom('member').select('sign_key').where('office', '=', found.office)
    .where((eb) => eb.or([eb('login', '=', enrolment.login), eb('sign_key', '=', enrolment.signKey)]))
    .executeTakeFirst()
  const sent = await tx.db.selectFrom('enrolment').innerJoin('invitation', 'invitation.invitation', 'enrolment.invitation').select('enrolment.sign_key')
    .where('invitation.office', '=', found.office).where('enrolment.sign_key', '=', enrolment.signKey).where('enrolment.invitation', '!=', invitation)
    .executeTakeFirst()
  if (taken !== undefined || sent !== undefined) throw new Refusal('already-member')
  return true
}

/** @throws Refusal `no-such-invitation` without an enrolment, `invitation-used` if it was confirmed by another entry, `already-member`. */
export async function confirmEnrolment(tx: Deed, ...[{ invitation, append }]: DeedArguments<'confirmEnrolment'>): Promise<AppendOutcome> {
  const result = await tx.append(append)
  if (result.outcome !== 'kept' || result.repeated) return result
  const enrolment = await enrolmentOf(tx, invitation)
  if (enrolment === null) throw new Refusal('no-such-invitation')
  const confirmed = await tx.db.updateTable('invitation').set({ confirmed: 1 })
    .where('invitation', '=', invitation).where('office', '=', append.office).where('confirmed', '=', 0).executeTakeFirst()
  if (confirmed.numUpdatedRows !== 1n) throw new Refusal('invitation-used')
  const member = memberTable({ ...enrolment, office: append.office, totpStep: 0 })
  const inserted = await tx.db.insertInto('member').values(withRowHash('member', member))
    .onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows !== 1n) throw new Refusal('already-member')
  return result
}

async function enrolmentOf(tx: Deed, invitation: string): Promise<EnrolmentRow | null> {
  const row = await tx.db.selectFrom('enrolment').selectAll().where('invitation', '=', invitation).executeTakeFirst()
  return row === undefined ? null : enrolmentRow(row)
}

function sameEnrolment(kept: EnrolmentRow | null, sent: EnrolmentRow): boolean {
  if (kept === null) return false
  return Object.entries(enrolmentTable('', kept)).every(([column, value]) => {
    const other: unknown = enrolmentTable('', sent)[column as 'proof']
    return value instanceof Uint8Array ? other instanceof Uint8Array && equalBytes(value, other) : value === other
  })
}
