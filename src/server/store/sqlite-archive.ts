import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { allLogs, columnsOf, type Archive, type Checks, type StoredRow } from './archive.ts'
import { dataVersion, NoDataError } from './migrations.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import { readerOf } from './reader.ts'
import type { Schema } from './schema.ts'
import { attachKeys, databasePath, erasurePath, openToRead } from './sqlite-file.ts'

/**
 * Opens a data directory to look at it, whether or not a server owns it.
 *
 * Without a log beside it the database was closed in order, and is read as a file that does not change: SQLite would otherwise leave
 * a log and its index behind, which might belong to another user than the server's.
 *
 * @throws NoDataError, NewerDataError
 */
export async function openSqliteArchive(dataDir: string): Promise<Archive> {
  const path = databasePath(dataDir)
  if (!existsSync(path)) throw new NoDataError()
  const database = existsSync(`${path}-wal`) ? openToRead(path) : openUnchanging(path)
  const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(database) })
  try {
    await dataVersion(db)
  } catch (error) {
    database.close()
    throw error
  }
  return { read: readerOf(db), logs: () => allLogs(db), checks: checksOf(database, db), close: async () => { if (database.isOpen) database.close() } }
}

function openUnchanging(path: string): DatabaseSync {
  const unchanging = (file: string): URL => {
    const url = pathToFileURL(file)
    url.searchParams.set('immutable', '1')
    return url
  }
  const database = new DatabaseSync(unchanging(path), { readOnly: true })
  attachKeys(database, unchanging(erasurePath(path)).href)
  return database
}

function checksOf(database: DatabaseSync, db: Kysely<Schema>): Checks {
  return {
    db,
    // In the order of the file, not of a key: keys may be what decayed, and a walk by them might not end.
    async *rows(table) {
      yield* database.prepare(`select ${columnsOf(table).join(', ')} from ${table}`).iterate() as Iterable<StoredRow>
    },
    async *structure() {
      for (const row of database.prepare('pragma integrity_check').iterate()) {
        if (row['integrity_check'] !== 'ok') yield String(row['integrity_check'])
      }
    },
  }
}
