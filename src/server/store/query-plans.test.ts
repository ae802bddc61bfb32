// Goal: what each desk asks for three times a minute costs about the same among a hundred thousand reports as among ten. Method: every statement of a list, as it was sent,
// and how SQLite says that it goes about it; with a statement that walks through everything as a control.
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Kysely, type CompiledQuery } from 'kysely'
import { DAY, TEAM, exampleInstallation, exampleReport, randomId, wrap } from '#test/support/deeds.ts'
import { newDataDir } from '#test/support/stores.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import { readerOf } from './reader.ts'
import type { Schema } from './schema.ts'
import { databasePath, openToRead } from './sqlite-file.ts'
import { openSqliteStore } from './sqlite.ts'

const READERS = [TEAM, 'team:ethics:0']

interface Looking {
  readonly db: Kysely<Schema>
  readonly office: string
  readonly reports: readonly string[]
  /** What was sent since this was asked last, and walks through a table or all of a reader's list. */
  walks(): readonly string[]
}

async function lookAt(context: TestContext): Promise<Looking> {
  const dataDir = newDataDir(context)
  const store = await openSqliteStore({ dataDir, makeInstallation: exampleInstallation })
  const office = randomId()
  const deeds = Array.from({ length: 9 }, () => exampleReport(office, { day: DAY, wraps: ['reporter', TEAM].map((reader) => wrap(reader)) }))
  for (const deed of deeds) await store.write.append(deed)
  await store.close()
  const database = openToRead(databasePath(dataDir))
  context.after(() => database.close())
  const sent: CompiledQuery[] = []
  const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(database), log: ({ query }) => { sent.push(query) } })
  const steps = ({ sql, parameters }: CompiledQuery): readonly string[] => database.prepare(`explain query plan ${sql}`).all(...parameters as readonly string[]).map(({ detail }) => String(detail))
  return { db, office, reports: deeds.map(({ log }) => log), walks: () => sent.splice(0).flatMap((query) => steps(query).filter(isWalk).map((step) => `${step}: ${query.sql}`)) }
}

function isWalk(step: string): boolean {
  if (step.startsWith('SCAN')) return !/^SCAN (stretch|CONSTANT ROW|\(subquery|SUBQUERY)/i.test(step)
  return /^SEARCH queue USING .*\(office=\? AND reader=\?\)$/.test(step)
}

test('no statement of a list walks through all reports', async (context) => {
  const { db, office, reports, walks } = await lookAt(context)
  const read = readerOf(db)
  const list = { office, readers: READERS, limit: 50 }
  for (const query of [list, { ...list, state: 'received' as const }, { ...list, after: { receivedDay: DAY, log: randomId() } }, { ...list, reports }, { ...list, reports, state: 'received' as const }]) {
    await read.queue(query)
    assert.deepEqual(walks(), [])
  }
  await read.queueDockets(list)
  await read.queueTotal(office, READERS)
  assert.deepEqual(walks(), [])
})

test('a statement that looks for each of a reader’s reports whether it was asked for is noticed', async (context) => {
  const { db, office, reports, walks } = await lookAt(context)
  await db.selectFrom('log').innerJoin('queue', (join) => join.onRef('queue.office', '=', 'log.office').onRef('queue.log', '=', 'log.log')).select('queue.log_number')
    .where('log.log', 'in', reports).where('log.office', '=', office).where('queue.reader', 'in', READERS).execute()
  await db.selectFrom('entry').select('seq').where('seq', '=', 1).execute()
  assert.equal(walks().length, 2)
})
