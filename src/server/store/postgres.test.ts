// Goal: what only PostgreSQL has to promise: durable commits whatever its defaults, connections that break and come back, reading without writing.
import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '#base/refusal.ts'
import { exampleInstallation, exampleNext, exampleReport, randomId, wrap } from '#test/support/deeds.ts'
import { createDatabase, noPostgres } from '#test/support/postgres.ts'
import { POSTGRES_ENGINE } from '#test/support/stores.ts'
import { NoDataError } from './migrations.ts'
import { openPostgresArchive } from './postgres-archive.ts'
import { openPool } from './postgres-pool.ts'
import { openPostgresStore } from './postgres.ts'

const skip = noPostgres()

async function setting(url: string, name: string): Promise<unknown> {
  const pool = openPool(url)
  const { rows } = await pool.query<Record<string, unknown>>(`show ${name}`)
  await pool.end()
  return rows[0]?.[name]
}

test('a database whose commits may be lost is overruled, one that promises more is left so', { skip }, async (context) => {
  const { url, stop } = await createDatabase()
  context.after(stop)
  const database = new URL(url).pathname.slice(1)
  for (const [configured, effective] of [['off', 'on'], ['local', 'on'], ['on', 'on'], ['remote_apply', 'remote_apply']]) {
    const pool = openPool(url)
    await pool.query(`alter database ${database} set synchronous_commit = ${configured}`)
    await pool.end()
    assert.equal(await setting(url, 'synchronous_commit'), effective)
  }
})

test('connections that break are replaced: deeds are refused as busy meanwhile, never half done', { skip }, async (context) => {
  const place = await POSTGRES_ENGINE.newPlace(context)
  const { read, write } = await place.open()
  await write.enqueue([{ kind: 'page-urgent', payload: 'a' }])
  assert.equal((await write.leaseJobs(1, 0.001)).length, 1)
  const office = randomId()
  let kept = 0
  const client = async (): Promise<void> => {
    for (let sent = 0; sent < 30; sent++) {
      const report = exampleReport(office)
      const outcome = await write.append(report).catch((error: unknown) => error)
      if (outcome instanceof Error) assert.equal(outcome instanceof Refusal ? outcome.code : outcome, 'busy')
      else kept++
    }
  }
  const clients = Promise.all([client(), client(), client(), client()])
  for (let cut = 0; cut < 4; cut++) {
    await place.sql(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
    await sleep(30)
  }
  await clients
  assert.ok(kept > 0)
  const { total } = await read.queue({ office, readers: ['team:intake:0'], limit: 1 })
  assert.ok(total >= kept, `${kept} acknowledged, ${total} kept`)
  assert.deepEqual((await write.leaseJobs(1, 60)).map((job) => job.payload), ['a'])
})

test('an entry with many wraps is kept like one with few', { skip }, async (context) => {
  const { read, write } = await (await POSTGRES_ENGINE.newPlace(context)).open()
  const readers = Array.from({ length: 40 }, (_, epoch) => `team:intake:${epoch}`)
  const report = exampleReport(randomId(), { wraps: readers.map((reader) => wrap(reader)) })
  await write.append(report)
  await write.append(exampleNext(report, { wraps: report.wraps }))
  assert.deepEqual(await read.wraps(report.log, readers), [...report.wraps, ...report.wraps])
})

test('nodes that start at once on an empty database agree on one installation', { skip }, async (context) => {
  const { url, stop } = await createDatabase()
  const nodes = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ url, makeInstallation: exampleInstallation })))
  context.after(async () => {
    for (const node of nodes) await node.close()
    await stop()
  })
  const [first, ...rest] = await Promise.all(nodes.map((node) => node.read.installation()))
  for (const other of rest) assert.deepEqual(other, first)
})

test('looking at a database cannot write, and looking at an empty one says so', { skip }, async (context) => {
  const { url, stop } = await createDatabase()
  context.after(stop)
  await assert.rejects(openPostgresArchive(url), NoDataError)
  await (await openPostgresStore({ url, makeInstallation: exampleInstallation })).close()
  const archive = await openPostgresArchive(url)
  await assert.rejects(archive.checks.db.deleteFrom('outbox').execute(), /read-only transaction/)
  assert.deepEqual(await archive.read.offices(), [])
  await archive.close()
})
