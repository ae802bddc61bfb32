import { sql } from 'kysely'
import { Refusal } from '#base/refusal.ts'
import type { Deed, DeedArguments } from './deed.ts'

/** Uploads and their segments. @see [Note: Uploads and files] */
export async function startUpload(tx: Deed, ...[row]: DeedArguments<'startUpload'>): Promise<boolean> {
  const { upload, segments, keptBytes, day, isMember } = row
  const result = await tx.db.insertInto('upload').values({ upload, segments, kept_bytes: keptBytes, arrived_bytes: 0, member: isMember ? 1 : 0, day, file: null, used: 0 })
    .onConflict((conflict) => conflict.column('upload').doNothing()).executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 1n) return true
  const kept = await tx.db.selectFrom('upload').selectAll().where('upload', '=', upload).executeTakeFirstOrThrow()
  if (kept.segments === segments && kept.kept_bytes === keptBytes) return true
  // [Note: A smaller upload] Whoever reads a file as it comes knows its size at its end, and begins with the most that it can be. Full segments
  // are the same in both shapes; the last of the smaller one must be still to come.
  if (kept.file !== null || keptBytes > kept.kept_bytes) return false
  const { last } = await tx.db.selectFrom('segment').select((eb) => eb.fn.max('segment').as('last')).where('upload', '=', upload).executeTakeFirstOrThrow()
  if (last !== null && Number(last) >= segments - 1) return false
  await tx.db.updateTable('upload').set({ segments, kept_bytes: keptBytes }).where('upload', '=', upload).execute()
  return true
}

export async function keepSegment(tx: Deed, ...[{ upload, segment, hash, bytes }]: DeedArguments<'keepSegment'>): Promise<void> {
  // The row first: whoever would throw the upload away waits for it, and then sees that more came.
  const held = await tx.db.updateTable('upload').set({ arrived_bytes: sql`arrived_bytes + ${bytes}` }).where('upload', '=', upload).returning('segments').executeTakeFirst()
  if (held === undefined || segment >= held.segments) throw new Refusal('no-such-upload')
  const result = await tx.db.insertInto('segment').values({ upload, segment, hash })
    .onConflict((conflict) => conflict.columns(['upload', 'segment']).doNothing()).executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 1n) return
  const kept = await tx.db.selectFrom('segment').select('hash').where('upload', '=', upload).where('segment', '=', segment).executeTakeFirstOrThrow()
  if (kept.hash !== hash) throw new Refusal('segment-differs', { segment })
  await tx.db.updateTable('upload').set({ arrived_bytes: sql`arrived_bytes - ${bytes}` }).where('upload', '=', upload).execute()
}

export async function finishUpload(tx: Deed, ...[{ upload, file }]: DeedArguments<'finishUpload'>): Promise<void> {
  const held = await tx.db.selectFrom('upload').select(['segments', 'file']).where('upload', '=', upload).executeTakeFirst()
  if (held === undefined) throw new Refusal('no-such-upload')
  if (held.file === file) return
  const { count } = await tx.db.selectFrom('segment').select((eb) => eb.fn.countAll<number>().as('count')).where('upload', '=', upload).executeTakeFirstOrThrow()
  if (held.file !== null || Number(count) !== held.segments) throw new Refusal('upload-incomplete')
  // The same sealed bytes sent a second time, by somebody who had them: the first upload is the file, and this one is thrown away in time.
  if (await tx.db.selectFrom('upload').select('upload').where('file', '=', file).executeTakeFirst() !== undefined) return
  await tx.db.updateTable('upload').set({ file }).where('upload', '=', upload).execute()
}

export async function dropUpload(tx: Deed, ...[{ upload, arrivedBytes }]: DeedArguments<'dropUpload'>): Promise<readonly string[]> {
  // The row first, whichever way it goes: an entry that cites the file at this moment holds it, or a segment that arrives, and then nothing is dropped.
  const held = await tx.db.updateTable('upload').set({ used: 0 }).where('upload', '=', upload).where('used', '=', 0).where('arrived_bytes', '=', arrivedBytes).executeTakeFirst()
  if (held.numUpdatedRows !== 1n) return []
  const segments = await tx.db.selectFrom('segment').select('hash').where('upload', '=', upload).execute()
  await tx.db.deleteFrom('segment').where('upload', '=', upload).execute()
  await tx.db.deleteFrom('upload').where('upload', '=', upload).execute()
  return segments.map(({ hash }) => hash)
}
