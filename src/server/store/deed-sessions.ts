import type { Deed, DeedArguments } from './deed.ts'
import { enqueue } from './outbox.ts'
import { withRowHash } from './row-hash.ts'
import { memberRow, memberTable, passkeyRow, passkeyTable } from './rows.ts'
import type { SessionRow } from './store.ts'

/** @returns false if what was shown cannot be shown again: a used code, a passkey that counts backwards, or one that is gone. */
export async function startSession(tx: Deed, ...[row, used]: DeedArguments<'startSession'>): Promise<boolean> {
  const isFresh = 'step' in used ? await useStep(tx, row, used.step) : await countPasskey(tx, row, used)
  if (!isFresh) return false
  await insertSession(tx, row)
  await enqueue(tx, used.outbox ?? [])
  return true
}

/** A code works once: those of its time step and of earlier ones are used up. */
async function useStep(tx: Deed, row: SessionRow, step: number): Promise<boolean> {
  const found = await tx.db.selectFrom('member').selectAll()
    .where('office', '=', row.office).where('sign_key', '=', row.signKey).executeTakeFirst()
  if (found === undefined || found.totp_step >= step) return false
  const member = withRowHash('member', memberTable({ ...memberRow(found), totpStep: step }))
  const used = await tx.db.updateTable('member').set({ totp_step: step, row_hash: member.row_hash })
    .where('office', '=', row.office).where('sign_key', '=', row.signKey).where('totp_step', '<', step)
    .where('row_hash', '=', found.row_hash).executeTakeFirst()
  return used.numUpdatedRows === 1n
}

/**
 * An authenticator that counts must count on; one that does not count says 0 for ever.
 * @see WebAuthn Level 3, 6.1.1
 */
export async function countPasskey(tx: Deed, ...[row, { passkey, counter }]: DeedArguments<'countPasskey'>): Promise<boolean> {
  const found = await tx.db.selectFrom('passkey').selectAll()
    .where('passkey', '=', passkey).where('office', '=', row.office).where('sign_key', '=', row.signKey).executeTakeFirst()
  if (found === undefined || ((counter > 0 || found.counter > 0) && counter <= found.counter)) return false
  const counted = withRowHash('passkey', passkeyTable({ ...passkeyRow(found), counter }))
  const used = await tx.db.updateTable('passkey').set({ counter, row_hash: counted.row_hash })
    .where('passkey', '=', passkey).where('row_hash', '=', found.row_hash).executeTakeFirst()
  return used.numUpdatedRows === 1n
}

export async function insertSession(tx: Deed, row: SessionRow): Promise<void> {
  await tx.db.insertInto('session').values({
    token_hash: row.tokenHash, session: row.session, office: row.office, sign_key: row.signKey, way: row.way, begun_day: row.begunDay,
    expires_hour: row.expiresHour,
  }).execute()
}

/** Only ever later: of two requests that touch a session at once, the earlier hour must not win. */
export async function touchSession(tx: Deed, ...[tokenHash, expiresHour]: DeedArguments<'touchSession'>): Promise<void> {
  await tx.db.updateTable('session').set({ expires_hour: expiresHour })
    .where('token_hash', '=', tokenHash).where('expires_hour', '<', expiresHour).execute()
}

export async function endSession(tx: Deed, ...[tokenHash]: DeedArguments<'endSession'>): Promise<void> {
  await tx.db.deleteFrom('session').where('token_hash', '=', tokenHash).execute()
}

/** @returns how many of this member's sessions ended: the named one, or all but the one of `except`. */
export async function endSessions(tx: Deed, ...[{ office, signKey, which }]: DeedArguments<'endSessions'>): Promise<number> {
  const own = tx.db.deleteFrom('session').where('office', '=', office).where('sign_key', '=', signKey)
  const ended = await ('session' in which ? own.where('session', '=', which.session) : own.where('token_hash', '<>', which.except)).executeTakeFirst()
  return Number(ended.numDeletedRows)
}

/** Ends the sessions whose last hour lies before `hour`. */
export async function endExpiredSessions(tx: Deed, ...[hour]: DeedArguments<'endExpiredSessions'>): Promise<void> {
  await tx.db.deleteFrom('session').where('expires_hour', '<', hour).execute()
}
