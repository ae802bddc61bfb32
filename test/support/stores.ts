// For tests: both stores, each in a place of its own that goes away with the test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { createDatabase, noPostgres } from './postgres.ts'
import type { Archive } from '#server/store/archive.ts'
import { exampleInstallation } from './deeds.ts'
import { openPostgresArchive } from '#server/store/postgres-archive.ts'
import { getTypeParser } from '#server/store/postgres-pool.ts'
import { openPostgresStore } from '#server/store/postgres.ts'
import { openSqliteArchive } from '#server/store/sqlite-archive.ts'
import { databasePath, openToWrite } from '#server/store/sqlite-file.ts'
import { openSqliteStore } from '#server/store/sqlite.ts'
import type { Store } from '#server/store/store.ts'

export interface Place {
  /** The data directory, or the database's address. */
  readonly where: string
  /** Opens the store of this place; the test's end closes it. */
  open(): Promise<Store>
  archive(): Promise<Archive>
  /** Does to the tables what no deed would do. Answers with rows. */
  sql(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>
}

export interface Context { after(run: () => Promise<void>): void }

export interface Engine {
  readonly name: string
  /** For a test's `skip`. */
  readonly skip: string | false
  newPlace(context: Context): Promise<Place>
}

export const SQLITE_ENGINE: Engine = {
  name: 'SQLite',
  skip: false,
  async newPlace(context) {
    const opened = closing(context)
    const dataDir = newDataDir(context)
    return placeOf(opened, {
      where: dataDir,
      open: () => openSqliteStore({ dataDir, makeInstallation: exampleInstallation }),
      archive: () => openSqliteArchive(dataDir),
      sql: async (statement) => {
        const database = openToWrite(databasePath(dataDir))
        database.exec('pragma foreign_keys = off')
        const rows = database.prepare(statement).all()
        database.close()
        return rows
      },
    })
  },
}

export const POSTGRES_ENGINE: Engine = {
  name: 'PostgreSQL',
  skip: noPostgres(),
  async newPlace(context) {
    const opened = closing(context)
    const database = await createDatabase()
    context.after(() => database.stop())
    return placeOf(opened, {
      where: database.url,
      open: () => openPostgresStore({ url: database.url, makeInstallation: exampleInstallation }),
      archive: () => openPostgresArchive(database.url),
      sql: async (statement) => {
        const client = new Client({ connectionString: database.url, types: { getTypeParser } })
        await client.connect()
        await client.query('set session_replication_role = replica')
        const { rows } = await client.query<Record<string, unknown>>(statement).finally(() => client.end())
        return rows
      },
    })
  },
}

export const ENGINES: readonly Engine[] = [SQLITE_ENGINE, POSTGRES_ENGINE]

export function newDataDir(context: Context): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'postern-store-'))
  context.after(async () => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

type Closing = (() => Promise<void>)[]

/** Hooks run in the order in which they were added: whoever asks first closes before the place is removed. */
function closing(context: Context): Closing {
  const opened: Closing = []
  context.after(async () => { for (const close of opened) await close() })
  return opened
}

function placeOf(opened: Closing, place: Place): Place {
  const kept = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const value = await opening
    opened.push(() => value.close())
    return value
  }
  return { ...place, open: () => kept(place.open()), archive: () => kept(place.archive()) }
}
