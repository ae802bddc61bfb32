import { sql, type Kysely } from 'kysely'
import { newErasureKey, sealAtRest } from './at-rest.ts'
import type { Migration } from './migration.ts'
import { withRowHash } from './row-hash.ts'
import type { Schema } from './schema.ts'

/**
 * Erasure keys, and what was erased. The keys lie apart from the other tables: on PostgreSQL in a schema, on SQLite in a file that
 * was made before this runs. The wraps of earlier versions, stored as they came, are put under them. @see [Note: At rest]
 */
export const erasure: Migration = {
  name: '0005-erasure',
  statements: ({ integer, apart }) => [
    ...apart,
    `alter table log add column erased ${integer} not null default 0`,
    `create index log_erased on log (number) where erased = 1`,
  ],
  rewrite: putWrapsAtRest,
}

const PAGE = 500

async function putWrapsAtRest(db: Kysely<Schema>): Promise<void> {
  for (let after = 0; ;) {
    const logs = await db.selectFrom('log').leftJoin('erasure.key as kept', 'kept.log_number', 'log.number').select(['log.number', 'kept.key'])
      .where('log.number', '>', after).orderBy('log.number').limit(PAGE).execute()
    for (const { number, key } of logs) await putLogAtRest(db, number, key ?? await addKey(db, number))
    const last = logs.at(-1)
    if (last === undefined) return
    after = last.number
  }
}

async function addKey(db: Kysely<Schema>, number: number): Promise<Schema['erasure.key']['key']> {
  const key = newErasureKey()
  await db.insertInto('erasure.key').values({ log_number: number, key }).execute()
  return key
}

async function putLogAtRest(db: Kysely<Schema>, number: number, key: Schema['erasure.key']['key']): Promise<void> {
  const wraps = await db.selectFrom('wrap').selectAll().where('log_number', '=', number).execute()
  for (const wrap of wraps) {
    const { reader, seq, place, subject } = wrap
    const stored = sealAtRest(key, { number, reader, subject }, wrap.bytes)
    const { bytes, row_hash } = withRowHash('wrap', { log_number: number, reader, seq, place, subject, bytes: stored })
    await db.updateTable('wrap').set({ bytes, row_hash })
      .where('log_number', '=', number).where('reader', '=', reader).where('seq', '=', seq).where(sql.ref('place'), '=', place).execute()
  }
}
