import { Refusal } from '#base/refusal.ts'
import type { Deed, DeedArguments } from './deed.ts'
import { withRowHash } from './row-hash.ts'

/** @throws Refusal `no-such-log` unless the office has this log. */
export async function putCard(tx: Deed, ...[{ log, office, seq, bytes }]: DeedArguments<'putCard'>): Promise<boolean> {
  const found = await tx.db.selectFrom('log').select('number').where('log', '=', log).where('office', '=', office).executeTakeFirst()
  if (found === undefined) throw new Refusal('no-such-log')
  const card = withRowHash('card', { log_number: found.number, seq, bytes })
  const result = await tx.db.insertInto('card').values(card)
    .onConflict((conflict) => conflict.column('log_number')
      .doUpdateSet({ seq, bytes, row_hash: card.row_hash })
      .where('card.seq', '<', seq))
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}
