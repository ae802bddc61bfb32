import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import type { Bytes } from '#base/bytes.ts'
import type { Schema } from './schema.ts'

const BYTEA = 17
const INT8 = 20
const CONNECT_TIMEOUT_MS = 10_000
const CONNECTIONS_MAX = 16

/** A commit that may be lost is no commit: a database or role whose default is weaker is overruled, a stronger one is left. */
const DURABLE = `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'local')`

const READ_ONLY = `set default_transaction_read_only = on`

export interface PoolOptions {
  readonly connectionsMax?: number | undefined
  readonly readOnly?: boolean
}

/** Connections that give numbers as numbers and bytes as plain `Uint8Array`, and whose commits are durable. */
export function openPool(url: string, { connectionsMax = CONNECTIONS_MAX, readOnly = false }: PoolOptions = {}): Pool {
  const pool = new Pool({
    connectionString: url,
    max: connectionsMax,
    pipeline: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: { getTypeParser },
    onConnect: async (client) => { await client.query(readOnly ? READ_ONLY : DURABLE) },
  })
  // A connection that breaks fails its queries and is replaced at the next use; without listeners it would also end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => { client.on('error', () => {}) })
  return pool
}

export function kyselyOf(pool: Pool): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

export function getTypeParser(type: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (type === INT8) return Number
  if (type === BYTEA) return bytesOf
  return types.getTypeParser(type, format === 'binary' ? 'text' : format)
}

/** A copy of its own: a Buffer may be a window on memory that it shares with others. */
function bytesOf(text: string): Bytes {
  return Uint8Array.fromHex(text.slice(2))
}
