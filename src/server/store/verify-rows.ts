import { base64url, equalBytes } from '#base/bytes.ts'
import { checkGrows, KEYS, type Archive, type StoredRow } from './archive.ts'
import { openWraps, storedWraps } from './read-wraps.ts'
import { HASHED, rowHash, type Cell, type HashedTable } from './row-hash.ts'
import { brokenProjections, type BrokenProjection } from './verify-projections.ts'

export interface BrokenRow {
  /** `database` where the engine's own check speaks. */
  readonly table: HashedTable | BrokenProjection['table'] | 'database'
  /** Log id, then what else names the row; or what the engine says. */
  readonly key: string
}

/**
 * Looks at every row and yields each that is no longer what was written: a row whose hash does not fit, a log that lacks
 * entries, a list that lacks a report, a part that the engine cannot read. Yields nothing if all is well. @see [Note: Row hashes]
 */
export async function* verifyRows(archive: Archive): AsyncGenerator<BrokenRow> {
  for (const table of Object.keys(HASHED) as HashedTable[]) {
    yield* guarded(table, brokenRows(archive, table))
  }
  yield* guarded('wrap', brokenWraps(archive))
  yield* guarded('log', brokenProjections(archive.checks.db))
  yield* guarded('database', structure(archive))
}

async function* brokenRows(archive: Archive, table: HashedTable): AsyncGenerator<BrokenRow> {
  for await (const row of archive.checks.rows(table)) {
    const cells = HASHED[table].map((column) => cellOf(row[column]))
    const kept = row['row_hash']
    if (kept instanceof Uint8Array && equalBytes(kept, rowHash(table, cells))) continue
    yield { table, key: await nameOf(archive, table, row) }
  }
}

const PAGE_LOGS = 100

/** A wrap must open under its log's erasure key, or it opens for nobody. @see [Note: At rest] */
async function* brokenWraps({ checks: { db } }: Archive): AsyncGenerator<BrokenRow> {
  for (let after = 0; ;) {
    const logs = await db.selectFrom('log').select(['number', 'log']).where('number', '>', after).orderBy('number').limit(PAGE_LOGS).execute()
    const last = logs.at(-1)
    if (last === undefined) return
    checkGrows(after, last.number)
    const wraps = await storedWraps(db).where('wrap.log_number', '>', after).where('wrap.log_number', '<=', last.number).execute()
    for (const wrap of wraps) {
      if (openWraps([wrap]).length === 0) yield { table: 'wrap', key: `${logs.find(({ number }) => number === wrap.log_number)?.log ?? ''} ${wrap.reader}` }
    }
    after = last.number
  }
}

async function* structure({ checks }: Archive): AsyncGenerator<BrokenRow> {
  for await (const found of checks.structure()) yield { table: 'database', key: found }
}

/** What the engine can read no further is broken, too; the other tables are still looked at. */
async function* guarded(table: BrokenRow['table'], found: AsyncGenerator<BrokenRow>): AsyncGenerator<BrokenRow> {
  try {
    yield* found
  } catch (error) {
    yield { table, key: error instanceof Error ? error.message : String(error) }
  }
}

async function nameOf({ checks: { db } }: Archive, table: HashedTable, row: StoredRow): Promise<string> {
  const [first, ...rest] = KEYS[table].map((column) => told(row[column]))
  if (table === 'log') return told(row['log'])
  if (!KEYS[table].some((column) => column === 'log_number')) return [first, ...rest].join(' ')
  const log = await db.selectFrom('log').select('log').where('number', '=', Number(first)).executeTakeFirst()
  return [log?.log ?? `number ${first}`, ...rest].join(' ')
}

function told(value: unknown): string {
  return value instanceof Uint8Array ? base64url(value) : String(value)
}

/** A flipped bit may turn a value into one of a type that was never written: its text will not fit the hash. */
function cellOf(value: unknown): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  return value instanceof Uint8Array ? new Uint8Array(value) : String(value)
}
