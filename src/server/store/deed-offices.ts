import { KeepNothing, type Deed, type DeedArguments } from './deed.ts'
import { withRowHash } from './row-hash.ts'
import { memberTable } from './rows.ts'

/** The set-up token is used up first: of two at once, the second finds it gone. */
export async function openOffice(tx: Deed, ...[{ appends, member, setupTokenHash }]: DeedArguments<'openOffice'>): Promise<boolean> {
  const used = await tx.db.updateTable('installation').set({ setup_token_hash: null })
    .where('setup_token_hash', '=', setupTokenHash).executeTakeFirst()
  if (used.numUpdatedRows !== 1n) return false
  for (const append of appends) {
    const result = await tx.append(append)
    if (result.outcome !== 'kept' || result.repeated) throw new KeepNothing(false)
  }
  await tx.db.insertInto('member').values(withRowHash('member', memberTable(member))).execute()
  return true
}
