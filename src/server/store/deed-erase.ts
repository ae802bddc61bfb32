import { sql } from 'kysely'
import type { Deed, DeedArguments } from './deed.ts'
import { shardOf } from './append-docket.ts'
import { withRowHash } from './row-hash.ts'
import { dropTextPages } from './deed-texts.ts'
import type { AppendOutcome } from './store.ts'

/** Before any day on which an upload can have begun. */
const LONG_AGO = '0001-01-01'

/**
 * The `erased` entry, and with it the end of everything else that a report, its desk log and its appraisals hold: bodies, wraps, card, the way in by the
 * receipt code, and the place in the lists. Headers and signatures stay. The keys go with it or, on SQLite, right after it.
 * The same entry sent again is answered as the first time. @see [Note: Keys ahead]
 */
export async function erase(tx: Deed, ...[append]: DeedArguments<'erase'>): Promise<AppendOutcome> {
  const outcome = await tx.append(append)
  if (outcome.outcome !== 'kept' || outcome.repeated) return outcome
  await leaveLists(tx, append.log)
  // First the mark, which holds both rows: whoever waits for one of them finds it there.
  const logs = await tx.db.updateTable('log').set({ erased: 1 })
    .where((eb) => eb.or([eb('log', '=', append.log), eb.and([eb('about', '=', append.log), eb('kind', 'in', [sql.lit('desk'), sql.lit('appraisal')])])]))
    .where('office', '=', append.office).returning(['number', 'log']).execute()
  await dropKeyrings(tx, append.office, logs.map(({ number }) => number))
  await dropTextPages(tx, append.office, append.log)
  for (const { number, log } of logs) await emptyLog(tx, number, log === append.log ? append.seq : null)
  await tx.db.deleteFrom('recusal').where('report', '=', append.log).execute()
  await tx.db.deleteFrom('access').where('log', '=', append.log).execute()
  return outcome
}

/**
 * Requests for identities whose day is over: headers and signatures stay. One that grew since it was looked at is left alone.
 * @returns how many ended.
 */
export async function endDisclosures(tx: Deed, ...[{ office, over }]: DeedArguments<'endDisclosures'>): Promise<number> {
  let ended = 0
  for (const { log, length } of over) {
    const [row] = await tx.db.updateTable('log').set({ erased: 1 }).where('log', '=', log).where('office', '=', office)
      .where('kind', '=', sql.lit('disclosure')).where('erased', '=', 0).where('length', '=', length).returning(['number']).execute()
    if (row === undefined) continue
    await emptyLog(tx, row.number, null)
    ended += 1
  }
  return ended
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
  // Their keys were in the bodies. Whoever throws abandoned uploads away takes them next.
  // One that an appraisal shares stays for as long as any of the two is there.
  const files = db.selectFrom('file_use').select('file').where('log_number', '=', number)
  await db.updateTable('upload').set({ used: 0, day: LONG_AGO }).where('file', 'in', files)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('file_use as other').select('other.file').where('other.log_number', '!=', number).whereRef('other.file', '=', 'upload.file')))).execute()
  await db.deleteFrom('file_use').where('log_number', '=', number).execute()
}

/** Every page that may list one of these logs: what is in a page only its readers know. @see [Note: Keyrings apart] */
async function dropKeyrings({ db }: Deed, office: string, logs: readonly number[]): Promise<void> {
  await db.deleteFrom('erasure.keyring').where('office', '=', office)
    .where('reader', 'in', db.selectFrom('wrap').select('reader').where('log_number', 'in', logs)).execute()
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
