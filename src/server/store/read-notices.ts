import { sql, type Kysely } from 'kysely'
import { addDays } from '#base/day.ts'
import { isSettled, STATES } from '#domain/docket.ts'
import { hot } from './read-hot.ts'
import { noticeRow } from './rows.ts'
import type { Schema } from './schema.ts'
import type { Reader } from './store.ts'

type NoticeReads = Pick<Reader, 'noticeChoice' | 'noticeChoices' | 'paged' | 'noticeWaiting' | 'dueCounts' | 'isAnyUrgent' | 'audienceOf'>

const SOON_DAYS = 1
const LATER_DAYS = 7
const OPEN = STATES.filter((state) => !isSettled(state))

export function noticeReads(db: Kysely<Schema>): NoticeReads {
  const choices = db.selectFrom('notice_choice').selectAll()
  const audience = hot(db, [''], (report) => db.selectFrom('log').innerJoin('docket', 'docket.log_number', 'log.number')
    .innerJoin('audience', (join) => join.onRef('audience.office', '=', 'log.office').onRef('audience.audience', '=', 'docket.audience'))
    .select('audience.reader').where('log.log', '=', report).where('log.erased', '=', sql.lit(0)))
  return {
    async noticeChoice(office, signKey) {
      const row = await choices.where('office', '=', office).where('sign_key', '=', signKey).executeTakeFirst()
      return row === undefined ? null : noticeRow(row)
    },
    noticeChoices: async (office) => (await choices.where('office', '=', office).orderBy('sign_key').execute()).map(noticeRow),
    paged: async (office) => (await db.selectFrom('paged').select('sign_key').where('office', '=', office).orderBy('sign_key').execute()).map((row) => row.sign_key),
    async noticeWaiting({ office, signKey, reason, day }) {
      const row = await db.selectFrom('notice').select('waiting').where('office', '=', office).where('sign_key', '=', signKey).where('reason', '=', reason).where('day', '=', day).executeTakeFirst()
      return row?.waiting ?? 0
    },
    audienceOf: async (report) => (await audience(report)).map(({ reader }) => reader),
    async dueCounts({ office, signKey, readers, today }) {
      const soon = addDays(today, SOON_DAYS)
      const { rows } = await sql<{ readonly overdue: number; readonly soon: number; readonly later: number }>`
        select coalesce(sum(case when due_day < ${today} then 1 else 0 end), 0) as overdue,
          coalesce(sum(case when due_day >= ${today} and due_day <= ${soon} then 1 else 0 end), 0) as soon,
          coalesce(sum(case when due_day > ${soon} then 1 else 0 end), 0) as later
        from docket join log on log.number = docket.log_number
        where log.office = ${office} and log.erased = 0 and docket.due_day <= ${addDays(today, LATER_DAYS)}
          and docket.audience in (select audience from audience where office = ${office} and reader in (${sql.join(readers)}))
          and not exists (select 1 from recusal where recusal.office = ${office} and recusal.sign_key = ${signKey} and recusal.report = log.log)`.execute(db)
      const [counts] = rows
      return { overdue: Number(counts?.overdue ?? 0), soon: Number(counts?.soon ?? 0), later: Number(counts?.later ?? 0) }
    },
    async isAnyUrgent({ office, signKey, readers }) {
      const { rows } = await sql`
        select 1 as found from docket join log on log.number = docket.log_number
        where docket.urgent = 1 and log.office = ${office} and log.erased = 0 and docket.state in (${sql.join(OPEN)})
          and docket.audience in (select audience from audience where office = ${office} and reader in (${sql.join(readers)}))
          and not exists (select 1 from recusal where recusal.office = ${office} and recusal.sign_key = ${signKey} and recusal.report = log.log)
        limit 1`.execute(db)
      return rows.length > 0
    },
  }
}
