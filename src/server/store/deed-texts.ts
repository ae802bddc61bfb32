import { sql } from 'kysely'
import { LIMITS } from '#base/limits.ts'
import { KeepNothing, type Deed, type DeedArguments } from './deed.ts'

/**
 * Keeps a page that its reports allow, all of them: each is there, the team reads it now, and no other page of the team has it. Their rows are held
 * meanwhile, so that an erasure or a re-keying comes before, and then they allow it no more, or after, and takes the page along.
 * @returns false where one of them does not, or the team has as many pages as it may
 */
export async function putTextPage({ db }: Deed, ...[{ office, reader, page, reports, bytes }]: DeedArguments<'putTextPage'>): Promise<boolean> {
  const mine = db.selectFrom('erasure.text_page').select('page').where('office', '=', office).where('reader', '=', reader)
  if (await mine.where('page', '=', page).executeTakeFirst() !== undefined) return true
  const held = await db.updateTable('log').set(({ ref }) => ({ erased: ref('erased') })).where('log', 'in', reports).where('office', '=', office)
    .where('kind', '=', sql.lit('report')).where('erased', '=', 0).returning(['number']).execute()
  const read = held.length === 0 ? [] : await db.selectFrom('docket').select('log_number').where('log_number', 'in', held.map(({ number }) => number))
    .where('audience', 'in', db.selectFrom('audience').select('audience').where('office', '=', office).where('reader', '=', reader)).execute()
  const listed = await db.selectFrom('erasure.text_page_log').select('log').where('office', '=', office).where('reader', '=', reader).where('log', 'in', reports).executeTakeFirst()
  const pages = (await mine.execute()).length
  if (held.length !== reports.length || read.length !== reports.length || listed !== undefined || pages >= LIMITS.textPagesMax) throw new KeepNothing(false)
  await db.insertInto('erasure.text_page').values({ office, reader, page, bytes }).execute()
  await db.insertInto('erasure.text_page_log').values(reports.map((log) => ({ office, reader, log, page }))).execute()
  return true
}

/** Pages that hold words of a report: they go with it, and with its key. @see [Note: Keyrings apart] */
export async function dropTextPages({ db }: Deed, office: string, log: string): Promise<void> {
  const pages = await db.selectFrom('erasure.text_page_log').select('page').where('office', '=', office).where('log', '=', log).execute()
  if (pages.length === 0) return
  const ids = pages.map(({ page }) => page)
  await db.deleteFrom('erasure.text_page').where('office', '=', office).where('page', 'in', ids).execute()
  await db.deleteFrom('erasure.text_page_log').where('office', '=', office).where('page', 'in', ids).execute()
}
