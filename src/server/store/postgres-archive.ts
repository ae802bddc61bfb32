import { sql, type Kysely } from 'kysely'
import { DatabaseError } from 'pg'
import { allLogs, columnsOf, KEYS, type Archive, type StoredRow } from './archive.ts'
import { dataVersion, NoDataError } from './migrations.ts'
import { kyselyOf, openPool } from './postgres-pool.ts'
import { readerOf } from './reader.ts'
import type { HashedTable } from './row-hash.ts'
import type { Schema } from './schema.ts'

const PAGE_ROWS = 500
const UNDEFINED_TABLE = '42P01'

/** Opens a database to look at it; its connections refuse to write. @throws NoDataError, NewerDataError */
export async function openPostgresArchive(url: string): Promise<Archive> {
  const pool = openPool(url, { readOnly: true })
  const db = kyselyOf(pool)
  try {
    await dataVersion(db)
  } catch (error) {
    await pool.end()
    throw error instanceof DatabaseError && error.code === UNDEFINED_TABLE ? new NoDataError() : error
  }
  return {
    read: readerOf(db), logs: () => allLogs(db), close: async () => { if (!pool.ending) await pool.end() },
    // PostgreSQL's own pages have checksums, which it looks at whenever it reads one.
    checks: { db, rows: (table) => rowsOf(db, table), async *structure() {} },
  }
}

async function* rowsOf(db: Kysely<Schema>, table: HashedTable): AsyncGenerator<StoredRow> {
  const keys: readonly string[] = KEYS[table]
  const key = sql.join(keys.map((column) => sql.ref(column)))
  const columns = sql.join(columnsOf(table).map((column) => sql.ref(column)))
  for (let last: StoredRow | undefined; ;) {
    const after = last === undefined ? sql`true` : sql`(${key}) > (${sql.join(keys.map((column) => last?.[column]))})`
    const page = await sql<StoredRow>`
      select ${columns} from ${sql.table(table)} where ${after} order by ${key} limit ${sql.lit(PAGE_ROWS)}`.execute(db)
    yield* page.rows
    last = page.rows.at(-1)
    if (last === undefined) return
  }
}
