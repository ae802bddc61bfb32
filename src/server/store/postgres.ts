import { sql } from 'kysely'
import { checkKeys } from './erasure-keys.ts'
import { ensureInstallation, type MakeInstallation } from './installation.ts'
import type { Dialect } from './migration.ts'
import { migrate } from './migrations.ts'
import { Leases } from './outbox.ts'
import { PostgresClaims } from './postgres-claims.ts'
import { kyselyOf, openPool } from './postgres-pool.ts'
import { PostgresRunner } from './postgres-runner.ts'
import { readerOf } from './reader.ts'
import type { Store } from './store.ts'
import { writerOf } from './writer.ts'

export interface PostgresOptions {
  /** `postgres://…` */
  readonly url: string
  /** Called by the first node that starts on an empty database. */
  readonly makeInstallation: MakeInstallation
  /** Of this node; all nodes together must stay below the server's own limit. */
  readonly connectionsMax?: number
}

export const POSTGRES: Dialect = {
  text: 'text collate "C"', bytes: 'bytea', integer: 'bigint', number: 'bigint generated always as identity primary key', narrow: '',
  apart: ['create schema erasure', 'create table erasure.key (log_number bigint primary key, key bytea not null)'],
  keyrings: ['create table erasure.keyring (office text collate "C" not null, reader text collate "C" not null, page bigint not null, hash text not null, bytes bytea not null, primary key (office, reader, page))'],
  texts: [
    'create table erasure.text_page (office text collate "C" not null, reader text collate "C" not null, page text collate "C" not null, bytes bytea not null, primary key (office, reader, page))',
    'create table erasure.text_page_log (office text collate "C" not null, reader text collate "C" not null, log text collate "C" not null, page text collate "C" not null, primary key (office, log, reader))',
  ],
}

/** Nodes that start at once migrate one after the other. Job ids, the other advisory locks, are never negative. */
const MIGRATION_LOCK = -1

/**
 * The store in PostgreSQL, for as many nodes as wanted.
 *
 * @throws NewerDataError if a newer release wrote the database, ErasureKeysMissingError if its schema of keys is not the one that belongs to it.
 */
export async function openPostgresStore({ url, makeInstallation, connectionsMax }: PostgresOptions): Promise<Store> {
  const pool = openPool(url, { connectionsMax })
  const db = kyselyOf(pool)
  const claims = new PostgresClaims(url)
  try {
    await db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(tx)
      await migrate(tx, POSTGRES)
      await checkKeys(tx)
    })
    await ensureInstallation(db, makeInstallation)
  } catch (error) {
    await pool.end()
    throw error
  }
  return {
    read: readerOf(db),
    write: writerOf(new PostgresRunner(pool, db), new Leases(db, claims)),
    async close() {
      await claims.close()
      if (!pool.ending) await pool.end()
    },
  }
}
