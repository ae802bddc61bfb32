import { sql, type Kysely } from 'kysely'
import type { DatabaseSync } from 'node:sqlite'
import { newErasureKey } from './at-rest.ts'
import type { Statements } from './node-sqlite.ts'
import type { Schema } from './schema.ts'

/**
 * [Note: Keys ahead] On SQLite the erasure keys are a file of their own, and two files have no common commit. So keys are made ahead for log
 * numbers that no log has yet, and are durable before the first log of theirs is begun; the hot append only reads them and waits for
 * one file. The other way round, at an erasure, `erased` is committed first and the keys it names are destroyed
 * after it, now or at the next start.
 */
const AHEAD_MIN = 1024
const AHEAD = 2048
/** More logs than one turn of the writer begins. */
const TURN_MAX = 512

/** The tables want keys that this file never had: it is missing, or older than they are by too much. Nothing would open. */
export class ErasureKeysMissingError extends Error {
  constructor() {
    super('the erasure keys of these data are missing')
    this.name = 'ErasureKeysMissingError'
  }
}

/** Makes keys until there are enough ahead. Commits by itself: outside of any transaction only. */
export function keepKeysAhead(statements: Statements, database: DatabaseSync): void {
  const row = statements.get(`select coalesce((select max(log_number) from erasure.key), 0) as made,
    coalesce((select seq from sqlite_sequence where name = 'log'), 0) as used`).statement.get()
  const made = Number(row?.['made'] ?? 0)
  const used = Number(row?.['used'] ?? 0)
  if (made - used >= AHEAD_MIN) return
  try {
    makeKeys(database, made + 1, used + AHEAD)
  } catch (error) {
    // A full disk, say. There are enough for this turn: the next one tries again.
    if (made - used < TURN_MAX) throw error
  }
}

export function makeKeys(database: DatabaseSync, from: number, to: number): void {
  database.exec('begin immediate')
  try {
    const insert = database.prepare('insert into erasure.key (log_number, key) values (?, ?) on conflict do nothing')
    for (let number = from; number <= to; number++) insert.run(number, newErasureKey())
    database.exec('commit')
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

/**
 * Before the tables are brought up to date: makes the file of keys if the tables are from before there was one.
 * @throws ErasureKeysMissingError
 */
export function prepareKeys(database: DatabaseSync): void {
  const has = (name: string, schema: string): boolean => (
    database.prepare(`select 1 from ${schema}.sqlite_schema where type = 'table' and name = ?`).get(name) !== undefined)
  const isNew = !has('key', 'erasure')
  const isMigrated = has('version', 'main') && database.prepare(`select 1 from version where name = '0005-erasure'`).get() !== undefined
  if (isNew && isMigrated) throw new ErasureKeysMissingError()
  database.exec('create table if not exists erasure.key (log_number integer primary key, key blob not null)')
  database.exec('create table if not exists erasure.keyring (office text not null, reader text not null, page integer not null, hash text not null, bytes blob not null, primary key (office, reader, page))')
  database.exec('create table if not exists erasure.text_page (office text not null, reader text not null, page text not null, bytes blob not null, primary key (office, reader, page))')
  database.exec('create table if not exists erasure.text_page_log (office text not null, reader text not null, log text not null, page text not null, primary key (office, log, reader)) without rowid')
  const used = has('log', 'main') ? Number(database.prepare('select coalesce(max(number), 0) as used from log').get()?.['used']) : 0
  const made = Number(database.prepare('select coalesce(max(log_number), 0) as made from erasure.key').get()?.['made'])
  if (isMigrated && made < used) throw new ErasureKeysMissingError()
  makeKeys(database, isNew ? 1 : used + 1, used + AHEAD)
}

/** Keys of logs that were erased, destroyed for good. @returns how many there were. */
export async function destroyErasedKeys(db: Kysely<Schema>): Promise<number> {
  const result = await db.deleteFrom('erasure.key').where('log_number', 'in', db.selectFrom('log').select('number').where('erased', '=', sql.lit(1))).executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** On PostgreSQL keys and tables share their commits; only a restored schema can lack what the tables want. @throws ErasureKeysMissingError */
export async function checkKeys(db: Kysely<Schema>): Promise<void> {
  const newest = db.selectFrom('erasure.key').select((eb) => sql<number>`coalesce(${eb.fn.max('log_number')}, 0)`.as('newest'))
  const lacking = await db.selectFrom('log').select('number').where('number', '>', newest)
    .where('erased', '=', 0).limit(1).executeTakeFirst()
  if (lacking !== undefined) throw new ErasureKeysMissingError()
}
