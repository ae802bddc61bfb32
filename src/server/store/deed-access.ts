import type { Deed, DeedArguments } from './deed.ts'
import { insertSession } from './deed-sessions.ts'
import { enqueue } from './outbox.ts'
import { withRowHash } from './row-hash.ts'
import { memberRow, memberTable, passkeyTable } from './rows.ts'

/** @returns false if this credential is known, or the member has `atMost` already. */
export async function addPasskey(tx: Deed, ...[row, { atMost, outbox = [] }]: DeedArguments<'addPasskey'>): Promise<boolean> {
  const { count } = await tx.db.selectFrom('passkey').select((eb) => eb.fn.countAll().as('count'))
    .where('office', '=', row.office).where('sign_key', '=', row.signKey).executeTakeFirstOrThrow()
  if (Number(count) >= atMost) return false
  const result = await tx.db.insertInto('passkey').values(withRowHash('passkey', passkeyTable(row)))
    .onConflict((conflict) => conflict.column('passkey').doNothing()).executeTakeFirst()
  if (result.numInsertedOrUpdatedRows !== 1n) return false
  await enqueue(tx, outbox)
  return true
}

/** With the way in go the sessions that began by it. @returns false if the member has no such passkey. */
export async function removePasskey(tx: Deed, ...[{ office, signKey, passkey, outbox = [] }]: DeedArguments<'removePasskey'>): Promise<boolean> {
  const gone = await tx.db.deleteFrom('passkey')
    .where('passkey', '=', passkey).where('office', '=', office).where('sign_key', '=', signKey).executeTakeFirst()
  if (gone.numDeletedRows !== 1n) return false
  await tx.db.deleteFrom('session').where('office', '=', office).where('sign_key', '=', signKey).where('way', '=', `passkey:${passkey}`).execute()
  await enqueue(tx, outbox)
  return true
}

/**
 * Changes what opens an account, ends the sessions that began by what is no longer good, and may begin one: all or nothing.
 * @returns false if there is no such account, or the recovery code that was shown is no longer its own: somebody was quicker.
 */
export async function changeAccess(tx: Deed, ...[deed]: DeedArguments<'changeAccess'>): Promise<boolean> {
  const { office, signKey, expectedRecovery, account, ends, except, session, outbox = [] } = deed
  const found = await tx.db.selectFrom('member').selectAll().where('office', '=', office).where('sign_key', '=', signKey).executeTakeFirst()
  if (found === undefined || (expectedRecovery !== undefined && found.recovery_token_hash !== expectedRecovery)) return false
  const { office: _office, sign_key: _key, ...columns } = withRowHash('member', memberTable({ ...memberRow(found), ...account }))
  // The row as it was read, or somebody changed it meanwhile.
  const changed = await tx.db.updateTable('member').set(columns)
    .where('office', '=', office).where('sign_key', '=', signKey).where('row_hash', '=', found.row_hash).executeTakeFirst()
  if (changed.numUpdatedRows !== 1n) return false
  let ending = tx.db.deleteFrom('session').where('office', '=', office).where('sign_key', '=', signKey)
  if (ends !== 'all') ending = ending.where('way', 'in', [...ends])
  if (except !== null) ending = ending.where('token_hash', '<>', except)
  if (ends.length > 0) await ending.execute()
  if (session !== undefined) await insertSession(tx, session)
  await enqueue(tx, outbox)
  return true
}
