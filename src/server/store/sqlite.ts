import { Kysely } from 'kysely'
import { lockDataDirectory } from './data-lock.ts'
import { ensureInstallation, type MakeInstallation } from './installation.ts'
import { destroyErasedKeys, prepareKeys } from './erasure-keys.ts'
import type { Dialect } from './migration.ts'
import { migrate } from './migrations.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import { Leases, NO_OTHERS } from './outbox.ts'
import { readerOf } from './reader.ts'
import type { Schema } from './schema.ts'
import { databasePath, makePrivateFile, openToRead, openToWrite } from './sqlite-file.ts'
import { SqliteWriter } from './sqlite-writer.ts'
import type { Store } from './store.ts'
import { writerOf } from './writer.ts'

export interface SqliteOptions {
  readonly dataDir: string
  /** Called on the first start only. */
  readonly makeInstallation: MakeInstallation
}

export const SQLITE: Dialect = {
  text: 'text', bytes: 'blob', integer: 'integer', number: 'integer primary key autoincrement', narrow: 'without rowid', apart: [], keyrings: [], texts: [],
}

/**
 * The store in one directory, for one process: a thread that writes, and a connection here that only reads.
 *
 * @throws DataInUseError if another process owns the directory, NewerDataError if a newer release wrote it,
 * ErasureKeysMissingError if the file of keys is not the one that belongs to it.
 */
export async function openSqliteStore({ dataDir, makeInstallation }: SqliteOptions): Promise<Store> {
  const lock = lockDataDirectory(dataDir)
  try {
    const path = databasePath(dataDir)
    makePrivateFile(path)
    const writer = await SqliteWriter.open({ path }, prepareDatabase(path, makeInstallation))
    const database = openToRead(path)
    const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(database) })
    return {
      read: readerOf(db),
      write: writerOf(writer, new Leases(db, NO_OTHERS)),
      async close() {
        await writer.settled()
        if (database.isOpen) database.close()
        await writer.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function prepareDatabase(path: string, makeInstallation: MakeInstallation): Promise<void> {
  const database = openToWrite(path)
  try {
    prepareKeys(database)
    const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(database) })
    await db.transaction().execute((tx) => migrate(tx, SQLITE))
    // An erasure that was begun and not ended: its log may still stand in a page. @see [Note: Keyrings apart]
    if (await destroyErasedKeys(db) > 0) {
      for (const pages of ['erasure.keyring', 'erasure.text_page', 'erasure.text_page_log'] as const) await db.deleteFrom(pages).execute()
    }
    await ensureInstallation(db, makeInstallation)
  } finally {
    database.close()
  }
}
