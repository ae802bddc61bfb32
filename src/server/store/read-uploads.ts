import type { Kysely } from 'kysely'
import type { Day } from '#base/day.ts'
import { hot } from './read-hot.ts'
import type { Schema, UploadTable } from './schema.ts'
import type { Reader, UploadRow } from './store.ts'

type UploadReads = Pick<Reader, 'upload' | 'segments' | 'fileIn' | 'segmentHash' | 'unusedUploads' | 'blobIsUsed'>

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
    async unusedUploads() {
      const rows = await db.selectFrom('upload').select(['upload', 'kept_bytes', 'arrived_bytes', 'member', 'day']).where('used', '=', 0).execute()
      return rows.map((row) => ({ upload: row.upload, keptBytes: row.kept_bytes, arrivedBytes: row.arrived_bytes, isMember: row.member === 1, day: row.day as Day }))
    },
    async blobIsUsed(hash) {
      return await db.selectFrom('segment').select('upload').where('hash', '=', hash).limit(1).executeTakeFirst() !== undefined
    },
  }
}

function rowOf(row: UploadTable | undefined): UploadRow | null {
  if (row === undefined) return null
  const { upload, segments, file } = row
  return { upload, segments, keptBytes: row.kept_bytes, day: row.day as Day, isMember: row.member === 1, file }
}
