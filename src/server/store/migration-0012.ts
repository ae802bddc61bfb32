import type { Kysely } from 'kysely'
import { parseHeader } from '#sealing/sealed/header.ts'
import { withRowHash } from './row-hash.ts'
import type { Migration } from './migration.ts'
import type { DocketTable, Schema } from './schema.ts'

/** What clocks are derived from: the rule packs that a report named, and the signed days on which it was moved. Null are the packs of an office that chose none, and no such day. */
export const clocks: Migration = {
  name: '0012-clocks',
  statements: ({ text }) => [`alter table docket add column packs ${text}`, `alter table docket add column clock_events ${text}`],
  rewrite: rememberMoves,
}

const PAGE = 500

/** The days stand in signed headers, of erased reports too. */
async function rememberMoves(db: Kysely<Schema>): Promise<void> {
  for (let after = -1; ;) {
    const rows = await db.selectFrom('docket').selectAll().where('log_number', '>', after).orderBy('log_number').limit(PAGE).execute()
    for (const row of rows) await rememberOne(db, row)
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last.log_number
  }
}

async function rememberOne(db: Kysely<Schema>, { row_hash: _, ...docket }: DocketTable): Promise<void> {
  const entries = await db.selectFrom('entry').select('header').where('log_number', '=', docket.log_number).where('seq', '>', 0).orderBy('seq').execute()
  const events = entries.map(({ header }) => parseHeader(header)).flatMap(({ day, docket: change }) => (change?.state === undefined ? [] : [{ day, state: change.state }]))
  const { log_number: number, ...changed } = withRowHash('docket', { ...docket, packs: null, clock_events: events.length === 0 ? null : JSON.stringify(events) })
  await db.updateTable('docket').set({ clock_events: changed.clock_events, row_hash: changed.row_hash }).where('log_number', '=', number).execute()
}
