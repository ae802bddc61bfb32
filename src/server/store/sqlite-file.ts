import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const DATABASE_FILE = 'postern.db'
const ERASURE_FILE = 'erasure.db'

export const BUSY_TIMEOUT_MS = 5000
const CACHE_KIB = 32 * 1024

export function databasePath(dataDir: string): string {
  return join(dataDir, DATABASE_FILE)
}

/** The erasure keys, beside the database: a file of its own, because its back-ups are kept for a shorter time. */
export function erasurePath(path: string): string {
  return join(dirname(path), ERASURE_FILE)
}

/** Makes the directory if need be. Nobody but the server's own user may look into it, or list it. */
export function makePrivateDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  chmodSync(directory, 0o700)
}

/** SQLite gives a database's mode to the log files beside it, so the file is made before SQLite makes it. */
export function makePrivateFile(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

/**
 * A connection that writes. Durable when a commit returns (`synchronous=full` on a WAL), and what is deleted is overwritten
 * (`secure_delete`; the truncating checkpoint of sqlite-checkpoint.ts is its other half). What must be set aside stays in memory.
 */
export function openToWrite(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  makePrivateFile(erasurePath(path))
  attachKeys(database, erasurePath(path))
  database.exec(`
    pragma main.page_size = 8192;
    pragma main.journal_mode = wal;
    pragma erasure.journal_mode = wal;
    pragma main.synchronous = full;
    pragma erasure.synchronous = full;
    pragma main.secure_delete = on;
    pragma erasure.secure_delete = on;
    pragma wal_autocheckpoint = 0;
    pragma cache_size = -${CACHE_KIB};
    pragma temp_store = memory;
    pragma trusted_schema = off;`)
  return database
}

export function openToRead(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true })
  attachKeys(database, erasurePath(path))
  database.exec(`pragma cache_size = -${CACHE_KIB}; pragma temp_store = memory; pragma trusted_schema = off;`)
  return database
}

/** @param file - a path, or a `file:` address. */
export function attachKeys(database: DatabaseSync, file: string): void {
  database.prepare('attach database ? as erasure').run(file)
}
