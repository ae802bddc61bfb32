import type { Kysely } from 'kysely'
import type { Bytes } from '#base/bytes.ts'
import type { WrapRow } from '#sealing/sealed/entry.ts'
import { openAtRest } from './at-rest.ts'
import type { Schema } from './schema.ts'

export interface StoredWrap extends WrapRow {
  readonly log_number: number
  readonly seq: number
  readonly key: Bytes
}

/** Wraps as they are stored, each with its log's erasure key, in the order in which they came. Those of a destroyed key are none. */
export function storedWraps(db: Kysely<Schema>) {
  return db.selectFrom('wrap').innerJoin('erasure.key as kept', 'kept.log_number', 'wrap.log_number')
    .select(['wrap.log_number', 'wrap.seq', 'wrap.subject', 'wrap.reader', 'wrap.bytes', 'kept.key'])
    .orderBy('wrap.log_number').orderBy('wrap.seq').orderBy('wrap.place')
}

/** A wrap that does not open here would open nowhere: `postern verify --data` names it, and the others are given. @see [Note: At rest] */
export function openWraps(rows: readonly StoredWrap[]): WrapRow[] {
  return rows.flatMap(({ log_number: number, subject, reader, bytes, key }) => {
    const opened = openAtRest(key, { number, reader, subject }, bytes)
    return opened === null ? [] : [{ subject, reader, bytes: opened }]
  })
}
