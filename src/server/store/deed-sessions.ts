import type { Deed, DeedArguments } from './deed.ts'
import { enqueue } from './outbox.ts'
import { withRowHash } from './row-hash.ts'
import { memberRow, memberTable } from './rows.ts'

/** @returns false if a code of this time step or of a later one was used: a code works once. */
export async function startSession(tx: Deed, ...[row, { step, outbox = [] }]: DeedArguments<'startSession'>): Promise<boolean> {
  const found = await tx.db.selectFrom('member').selectAll()
    .where('office', '=', row.office).where('sign_key', '=', row.signKey).executeTakeFirst()
  if (found === undefined || found.totp_step >= step) return false
  const member = withRowHash('member', memberTable({ ...memberRow(found), totpStep: step }))
  const used = await tx.db.updateTable('member').set({ totp_step: step, row_hash: member.row_hash })
    .where('office', '=', row.office).where('sign_key', '=', row.signKey).where('totp_step', '<', step).executeTakeFirst()
  if (used.numUpdatedRows !== 1n) return false
  await tx.db.insertInto('session')
    .values({ token_hash: row.tokenHash, office: row.office, sign_key: row.signKey, expires_hour: row.expiresHour }).execute()
  await enqueue(tx, outbox)
  return true
}

/** Only ever later: of two requests that touch a session at once, the earlier hour must not win. */
export async function touchSession(tx: Deed, ...[tokenHash, expiresHour]: DeedArguments<'touchSession'>): Promise<void> {
  await tx.db.updateTable('session').set({ expires_hour: expiresHour })
    .where('token_hash', '=', tokenHash).where('expires_hour', '<', expiresHour).execute()
}

export async function endSession(tx: Deed, ...[tokenHash]: DeedArguments<'endSession'>): Promise<void> {
  await tx.db.deleteFrom('session').where('token_hash', '=', tokenHash).execute()
}

/** Ends the sessions whose last hour lies before `hour`. */
export async function endExpiredSessions(tx: Deed, ...[hour]: DeedArguments<'endExpiredSessions'>): Promise<void> {
  await tx.db.deleteFrom('session').where('expires_hour', '<', hour).execute()
}
