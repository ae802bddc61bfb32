import { sql, type Kysely } from 'kysely'
import type { Day } from '#base/day.ts'
import { hot } from './read-hot.ts'
import type { Schema } from './schema.ts'
import type { JournalRow, KeptEntry, Reader } from './store.ts'

type JournalReads = Pick<Reader, 'journalRoots' | 'journalDay' | 'entriesKept' | 'keptDay'>

const PAGE = 500

export function journalReads(db: Kysely<Schema>): JournalReads {
  const keptDay = hot(db, ['', 0] as [string, number], (log, seq) => db.selectFrom('entry').select('day')
    .where('log_number', '=', db.selectFrom('log').select('number').where('log', '=', log)).where('seq', '=', seq))
  return {
    async journalRoots(office) {
      const rows = await db.selectFrom('journal').select(['day', 'root']).where('office', '=', office).orderBy('day').execute()
      return rows.map(({ day, root }) => ({ day: day as Day, root }))
    },
    async journalDay(office, day) {
      const row = await db.selectFrom('journal').select(['day', 'root', 'leaves', 'checkpoint']).where('office', '=', office).where('day', '=', day).executeTakeFirst()
      return row === undefined ? null : { ...row, office, day: row.day as Day } satisfies JournalRow
    },
    entriesKept: (office, from, to) => entriesKept(db, { office, from, to }),
    keptDay: async (log, seq) => ((await keptDay(log, seq))[0]?.day ?? null) as Day | null,
  }
}

interface Span {
  readonly office: string
  readonly from: Day | null
  readonly to: Day
}

/** In nobody's order: the caller sorts. */
async function* entriesKept(db: Kysely<Schema>, span: Span): AsyncGenerator<KeptEntry> {
  yield* firstEntries(db, span)
  yield* laterEntries(db, span)
}

const COLUMNS = ['entry.day', 'entry.log_number', 'entry.seq', 'entry.hash', 'entry.header', 'entry.body'] as const

/** Of every log, each looked at by its number: once a day that is cheaper than an index that each report would have to pay for. */
async function* firstEntries(db: Kysely<Schema>, { office, from, to }: Span): AsyncGenerator<KeptEntry> {
  const { last } = await db.selectFrom('log').select((of) => of.fn.max('number').as('last')).executeTakeFirstOrThrow()
  for (let after = 0; after < Number(last ?? 0); after += PAGE) {
    let query = db.selectFrom('log').innerJoin('entry', 'entry.log_number', 'log.number').select(COLUMNS)
      .where('log.number', '>', after).where('log.number', '<=', after + PAGE).where('log.office', '=', office)
      .where('entry.seq', '=', 0).where('entry.day', '<=', to)
    if (from !== null) query = query.where('entry.day', '>=', from)
    for (const { day, hash, header, body } of await query.execute()) yield { day: day as Day, hash, header, body }
  }
}

async function* laterEntries(db: Kysely<Schema>, { office, from, to }: Span): AsyncGenerator<KeptEntry> {
  let after: { readonly day: string; readonly log_number: number; readonly seq: number } | null = null
  for (;;) {
    let query = db.selectFrom('entry').innerJoin('log', 'log.number', 'entry.log_number').select(COLUMNS)
      // Literally, or the engines do not see that the index is meant.
      .where(sql<boolean>`entry.seq > 0`).where('log.office', '=', office).where('entry.day', '<=', to)
      .orderBy('entry.day').orderBy('entry.log_number').orderBy('entry.seq').limit(PAGE)
    if (from !== null) query = query.where('entry.day', '>=', from)
    if (after !== null) query = query.where(sql<boolean>`(entry.day, entry.log_number, entry.seq) > (${after.day}, ${after.log_number}, ${after.seq})`)
    const rows = await query.execute()
    for (const { day, hash, header, body } of rows) yield { day: day as Day, hash, header, body }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last
  }
}
