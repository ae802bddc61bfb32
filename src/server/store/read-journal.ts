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

/** By the day and then by place, which is nobody's order: the caller sorts. */
async function* entriesKept(db: Kysely<Schema>, { office, from, to }: { office: string; from: Day | null; to: Day }): AsyncGenerator<KeptEntry> {
  let after: { readonly day: string; readonly log_number: number; readonly seq: number } | null = null
  for (;;) {
    let query = db.selectFrom('entry').innerJoin('log', 'log.number', 'entry.log_number')
      .select(['entry.day', 'entry.log_number', 'entry.seq', 'entry.hash', 'entry.header', 'entry.body'])
      .where('log.office', '=', office).where('entry.day', '<=', to).orderBy('entry.day').orderBy('entry.log_number').orderBy('entry.seq').limit(PAGE)
    if (from !== null) query = query.where('entry.day', '>=', from)
    if (after !== null) query = query.where(sql<boolean>`(entry.day, entry.log_number, entry.seq) > (${after.day}, ${after.log_number}, ${after.seq})`)
    const rows = await query.execute()
    for (const { day, hash, header, body } of rows) yield { day: day as Day, hash, header, body }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last
  }
}
