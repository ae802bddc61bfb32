// Goal: tests meet a real PostgreSQL, each in a database of its own, and nothing is left when they end, however they end.
// Method: two databases side by side; then a test process killed with -9, and a supervisor killed with it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Client } from 'pg'
import { createDatabase, noPostgres } from './postgres.ts'

const GONE_WITHIN_MS = 20_000
const MODULE = pathToFileURL(join(import.meta.dirname, 'postgres.ts')).href

test('two tests do not see each other’s tables', { skip: noPostgres() }, async (context) => {
  const databases = await Promise.all([createDatabase(), createDatabase()])
  for (const database of databases) context.after(() => database.stop())
  for (const { url } of databases) {
    const client = new Client({ connectionString: url })
    await client.connect()
    context.after(() => client.end())
    await client.query('create table reports (id text primary key)')
    await client.query(`insert into reports values ('一')`)
    const { rows } = await client.query<{ id: string; version: string }>('select id, version() as version from reports')
    assert.equal(rows[0]?.id, '一')
    assert.match(rows[0]?.version ?? '', /^PostgreSQL 18/)
  }
})

test('a database that was stopped is gone', { skip: noPostgres() }, async () => {
  const database = await createDatabase()
  await database.stop()
  await assert.rejects(new Client({ connectionString: database.url }).connect(), /does not exist/)
})

test('a test process that is killed leaves no cluster', { skip: noPostgres() }, async () => {
  const folder = await killedOwner()
  await untilGone(folder)
})

test('a cluster whose supervisor was killed too is swept away by the next run', { skip: noPostgres() }, async () => {
  const folder = await killedOwner((path) => process.kill(Number(readFileSync(join(path, 'ready'), 'utf8')), 'SIGKILL'))
  const postmaster = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
  await untilGone(await killedOwner())
  assert.equal(existsSync(folder), false)
  assert.equal(commandOf(postmaster).includes(folder), false)
})

function commandOf(pid: number): string {
  const path = `/proc/${pid}/cmdline`
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** Starts a process with a cluster of its own and kills it. @returns the cluster's folder. */
async function killedOwner(before: (folder: string) => void = () => {}): Promise<string> {
  const script = `import { createDatabase } from '${MODULE}'; await createDatabase(); console.log('up'); setInterval(() => {}, 1000)`
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'POSTERN_TEST_OWNER'))
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => { child.stdout.once('data', resolve) })
  const folder = join(tmpdir(), `postern-postgres-${child.pid}`)
  before(folder)
  const ended = new Promise((resolve) => { child.once('exit', resolve) })
  child.kill('SIGKILL')
  await ended
  return folder
}

async function untilGone(folder: string): Promise<void> {
  const giveUpAt = Date.now() + GONE_WITHIN_MS
  while (existsSync(folder)) {
    assert.ok(Date.now() < giveUpAt, `${folder} is still there`)
    await sleep(100)
  }
}
