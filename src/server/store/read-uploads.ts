import { sql, type Kysely } from 'kysely'
import type { Day } from '#base/day.ts'
import { hot } from './read-hot.ts'
import type { Schema, UploadTable } from './schema.ts'
import type { Reader, UploadRow } from './store.ts'

type UploadReads = Pick<Reader, 'upload' | 'segments' | 'fileIn' | 'segmentHash' | 'unusedUploadBytes' | 'abandonedUploads' | 'blobIsUsed'>

/** @see [Note: Uploads and files] */
export function uploadReads(db: Kysely<Schema>): UploadReads {
  const upload = hot(db, [''], (id) => db.selectFrom('upload').selectAll().where('upload', '=', id))
  const segments = hot(db, [''], (id) => db.selectFrom('segment').select(['segment', 'hash']).where('upload', '=', id).orderBy('segment'))
  const fileIn = hot(db, ['', ''], (log, file) => db.selectFrom('file_use').innerJoin('upload', 'upload.file', 'file_use.file').selectAll('upload')
    .where('log_number', '=', db.selectFrom('log').select('number').where('log', '=', log)).where('file_use.file', '=', file))
  const segmentHash = hot(db, ['', 0] as [string, number], (id, segment) => db.selectFrom('segment').select('hash')
    .where('upload', '=', id).where('segment', '=', segment))
  return {
    upload: async (id) => rowOf((await upload(id))[0]),
    segments: async (id) => (await segments(id)).map((row) => ({ ...row })),
    fileIn: async (log, file) => rowOf((await fileIn(log, file))[0]),
    segmentHash: async (id, segment) => (await segmentHash(id, segment))[0]?.hash ?? null,
    async unusedUploadBytes() {
      const row = await db.selectFrom('upload').select(sql<number>`cast(coalesce(sum(kept_bytes), 0) as bigint)`.as('bytes')).where('used', '=', 0).executeTakeFirst()
      return row?.bytes ?? 0
    },
    async abandonedUploads(before, limit) {
      const rows = await db.selectFrom('upload').select('upload').where('used', '=', 0).where('day', '<', before).orderBy('day').limit(limit).execute()
      return rows.map((row) => row.upload)
    },
    async blobIsUsed(hash) {
      return await db.selectFrom('segment').select('upload').where('hash', '=', hash).limit(1).executeTakeFirst() !== undefined
    },
  }
}

function rowOf(row: UploadTable | undefined): UploadRow | null {
  if (row === undefined) return null
  const { upload, segments, file } = row
  return { upload, segments, keptBytes: row.kept_bytes, day: row.day as Day, file }
}
