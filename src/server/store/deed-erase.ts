import { sql } from 'kysely'
import type { Deed, DeedArguments } from './deed.ts'
import { shardOf } from './append-docket.ts'
import { withRowHash } from './row-hash.ts'
import type { AppendOutcome } from './store.ts'

/**
 * The `erased` entry, and with it the end of everything else that a report and its desk log hold: bodies, wraps, card, the way in by the
 * receipt code, and the place in the lists. Headers and signatures stay. The keys go with it or, on SQLite, right after it.
 * The same entry sent again is answered as the first time. @see [Note: Keys ahead]
 */
export async function erase(tx: Deed, ...[append]: DeedArguments<'erase'>): Promise<AppendOutcome> {
  const outcome = await tx.append(append)
  if (outcome.outcome !== 'kept' || outcome.repeated) return outcome
  await leaveLists(tx, append.log)
  // First the mark, which holds both rows: whoever waits for one of them finds it there.
  const logs = await tx.db.updateTable('log').set({ erased: 1 })
    .where((eb) => eb.or([eb('log', '=', append.log), eb.and([eb('about', '=', append.log), eb('kind', '=', sql.lit('desk'))])]))
    .where('office', '=', append.office).returning(['number', 'log']).execute()
  for (const { number, log } of logs) await emptyLog(tx, number, log === append.log ? append.seq : null)
  await tx.db.deleteFrom('access').where('log', '=', append.log).execute()
  return outcome
}

/** @param stays - the `seq` whose body is clear and stays: the `erased` entry's own. */
async function emptyLog({ db }: Deed, number: number, stays: number | null): Promise<void> {
  const entries = await db.selectFrom('entry').selectAll().where('log_number', '=', number).execute()
  for (const entry of entries) {
    if (entry.seq === stays) continue
    const { body, row_hash } = withRowHash('entry', { ...entry, body: new Uint8Array(0) })
    await db.updateTable('entry').set({ body, row_hash }).where('log_number', '=', number).where('seq', '=', entry.seq).execute()
  }
  await db.deleteFrom('wrap').where('log_number', '=', number).execute()
  await db.deleteFrom('card').where('log_number', '=', number).execute()
}

async function leaveLists({ db }: Deed, log: string): Promise<void> {
  const place = await db.selectFrom('docket').innerJoin('log', 'log.number', 'docket.log_number')
    .select(['docket.audience', 'docket.state', 'log.office', 'docket.received_day']).where('log.log', '=', log).executeTakeFirst()
  if (place === undefined) return
  const { office, audience, state, received_day: receivedDay } = place
  await db.deleteFrom('queue').where('office', '=', office).where('state', '=', state).where('received_day', '=', receivedDay).where('log', '=', log)
    .where('reader', 'in', db.selectFrom('audience').select('reader').where('office', '=', office).where('audience', '=', audience)).execute()
  await db.updateTable('tally').set({ reports: sql`reports - 1` })
    .where('office', '=', office).where('audience', '=', audience).where('state', '=', state).where('shard', '=', shardOf(log)).execute()
}
