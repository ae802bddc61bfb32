import type { Deed, DeedArguments } from './deed.ts'
import { withRowHash } from './row-hash.ts'

/** The first to close a day closes it; another node's batch, filled up with other leaves, is thrown away. @returns false then. */
export async function keepJournalDay(tx: Deed, ...[row]: DeedArguments<'keepJournalDay'>): Promise<boolean> {
  const result = await tx.db.insertInto('journal').values(withRowHash('journal', { ...row }))
    .onConflict((conflict) => conflict.columns(['office', 'day']).doNothing()).executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}
