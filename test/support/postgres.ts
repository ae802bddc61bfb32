// A real PostgreSQL for tests: one cluster for a whole test run, a database of its own for each test.
//
//   test('…', { skip: noPostgres() }, async (context) => {
//     const database = await createDatabase()
//     context.after(() => database.stop())
//     await openStore(database.url)
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client, DatabaseError } from 'pg'
import { isAlive, withLock } from '#tools/set-up/lock.mjs'
import { hasPostgres } from './_postgres-files.ts'

const START_WITHIN_MS = 60_000
const POLL_MS = 20
const IN_USE = '55006'
const SUPERVISOR = fileURLToPath(new URL('_postgres-supervisor.ts', import.meta.url))

export interface TestDatabase {
  /** What `--database` takes. It is reached over a Unix socket that only we and root may open. */
  readonly url: string
  /** Drops the database; one that is still in use stays until the run ends, so that no connection breaks under its owner. */
  stop(): Promise<void>
}

/** For a test's `skip`: a reason where this platform has no PostgreSQL to run, else false. */
export function noPostgres(): string | false {
  return hasPostgres() ? false : `NO POSTGRESQL FOR ${process.platform} ${process.arch}`
}

/** A new, empty database. The cluster is started by whoever comes first and ends with the test run. */
export async function createDatabase(): Promise<TestDatabase> {
  const folder = await cluster()
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(folder, `create database ${name}`)
  return {
    url: `postgres://postgres@localhost/${name}?host=${encodeURIComponent(join(folder, 'socket'))}`,
    stop: async () => {
      // Asked first, because PostgreSQL itself waits five seconds before it says that a database is in use.
      const users = await onServer(folder, `select 1 from pg_stat_activity where datname = '${name}'`)
      if (users === 0) await onServer(folder, `drop database if exists ${name}`).catch(forgiveInUse)
    },
  }
}

/** The folder of the running cluster. It belongs to the test run (tools/test/main.ts), or to this process if it runs alone. */
async function cluster(): Promise<string> {
  const owner = process.env['POSTERN_TEST_OWNER'] ?? String(process.pid)
  const folder = join(tmpdir(), `postern-postgres-${owner}`)
  if (isReady(folder)) return folder
  await withLock(`${folder}.lock`, async () => {
    if (!isReady(folder)) await start(folder, owner)
  })
  return folder
}

async function start(folder: string, owner: string): Promise<void> {
  const log = openSync(`${folder}.log`, 'w')
  const supervisor = spawn(process.execPath, [SUPERVISOR, folder, owner], { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  supervisor.unref()
  const giveUpAt = Date.now() + START_WITHIN_MS
  while (!isReady(folder)) {
    if (supervisor.exitCode !== null || Date.now() > giveUpAt) {
      throw new Error(`PostgreSQL did not start:\n${readFileSync(`${folder}.log`, 'utf8')}`)
    }
    await sleep(POLL_MS)
  }
}

function isReady(folder: string): boolean {
  const path = join(folder, 'ready')
  return existsSync(path) && isAlive(Number(readFileSync(path, 'utf8')))
}

function forgiveInUse(error: unknown): void {
  if (!(error instanceof DatabaseError) || error.code !== IN_USE) throw error
}

/** @returns how many rows the statement gave. */
async function onServer(folder: string, statement: string): Promise<number> {
  const client = new Client({ host: join(folder, 'socket'), user: 'postgres', database: 'postgres' })
  await client.connect()
  try {
    return (await client.query(statement)).rows.length
  } finally {
    await client.end()
  }
}
