// Goal: what was erased opens for nobody, in no live file, and not from an older copy of the tables either; the rest of the store stays whole. Method:
// canaries in bodies and wraps, looked for in every file; copies of the data from before and after, put together in every way.
import assert from 'node:assert/strict'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { exampleDesk, exampleEntry, exampleInstallation, exampleNext, exampleReport, randomId, TEAM, type ReportDeed } from '#test/support/deeds.ts'
import { ENGINES, newDataDir, POSTGRES_ENGINE, type Context, type Place } from '#test/support/stores.ts'
import { openAtRest, newErasureKey, sealAtRest } from './at-rest.ts'
import { ErasureKeysMissingError } from './erasure-keys.ts'
import { erasurePath, databasePath } from './sqlite-file.ts'
import { openSqliteStore } from './sqlite.ts'
import type { AppendDeed, Store } from './store.ts'
import { verifyRows } from './verify-rows.ts'

interface Scene {
  readonly report: ReportDeed
  readonly desk: AppendDeed
  readonly last: AppendDeed
  readonly other: ReportDeed
}

async function filed({ write }: Store): Promise<Scene> {
  const office = randomId()
  const [report, other] = [exampleReport(office), exampleReport(office)]
  const desk = exampleDesk(office, report.log)
  const last = exampleNext(report, { docket: { ...report.docket, state: 'concluded', entries: 2 } })
  for (const deed of [report, other, desk, last]) await write.append(deed)
  await write.putCard({ log: desk.log, office, seq: 0, bytes: report.entry.signature })
  return { report, desk, last, other }
}

function erasedEntry({ report, last }: Scene): AppendDeed {
  return exampleEntry({ office: report.office, log: report.log, kind: 'report', seq: 2, prev: last.hash }, {
    docket: { ...report.docket, state: 'concluded', entries: 3, lastFrom: 'office' },
    outbox: [{ kind: 'audit-erased-log', payload: '{}' }],
  })
}

async function assertWhole(place: Pick<Place, 'archive'>): Promise<void> {
  const archive = await place.archive()
  for await (const broken of verifyRows(archive)) assert.fail(`${broken.table} ${broken.key}`)
  await archive.close()
}

for (const { name, skip, newPlace } of ENGINES) {
  test(`${name}: an erased report and its desk log keep their headers and nothing else, and its neighbour keeps all`, { skip }, async (context) => {
    const place = await newPlace(context)
    const store = await place.open()
    const { read, write } = store
    const scene = await filed(store)
    const { report, desk, other } = scene
    const erasing = erasedEntry(scene)
    const page = (office: string, reader: string, more: object = {}) => ({ office, reader, page: 0, replaces: null, hash: randomId(), bytes: report.entry.signature, ...more })
    const first = page(report.office, TEAM)
    assert.deepEqual([await write.putKeyring(first), await write.putKeyring(page(report.office, TEAM)), await write.putKeyring(page(report.office, TEAM, { page: 2 }))], [true, false, false])
    assert.equal(await write.putKeyring(page(report.office, TEAM, { page: 1 })), true)
    for (const elsewhere of [page(report.office, 'team:other:0'), page(randomId(), TEAM)]) assert.equal(await write.putKeyring(elsewhere), true)
    assert.deepEqual(await read.keyring(report.office, TEAM, 0), { pages: 2, row: { page: 0, hash: first.hash, bytes: first.bytes } })
    assert.deepEqual(await write.erase(erasing), { outcome: 'kept', repeated: false, day: erasing.day })
    assert.deepEqual(await write.erase(erasing), { outcome: 'kept', repeated: true, day: erasing.day })
    assert.deepEqual([await read.keyring(report.office, TEAM, null), (await read.keyring(report.office, 'team:other:0', null)).pages], [{ pages: 0, row: null }, 1])
    for (const { log } of [report, desk]) {
      assert.deepEqual(await read.allWraps(log), [])
      assert.equal(await read.card(log), null)
    }
    const kept = await read.entries(report.log, 0, 9)
    assert.deepEqual(kept.map(({ header }) => header), [report.entry.header, scene.last.entry.header, erasing.entry.header])
    assert.deepEqual(kept.map(({ body }) => body.length), [0, 0, erasing.entry.body.length])
    assert.equal(await read.reportByAccess(report.access.lookupHash, report.access.tokenHash), null)
    const queue = await read.queue({ office: report.office, readers: [TEAM], limit: 9 })
    assert.deepEqual([queue.total, queue.items.map(({ docket }) => docket.log)], [1, [other.log]])
    assert.deepEqual(await read.allWraps(other.log), other.wraps)
    assert.equal(await read.reportByAccess(other.access.lookupHash, other.access.tokenHash), other.log)
    assert.deepEqual(await read.erasure(report.log), { office: report.office, log: report.log, hash: erasing.hash, day: erasing.day })
    assert.equal(await read.erasure(other.log), null)
    for (const late of [exampleNext(erasing), exampleNext(scene.last), exampleNext(desk)]) {
      await assert.rejects(write.append(late), (error) => error instanceof Refusal && error.code === 'no-such-log')
    }
    await assert.rejects(write.erase(exampleNext(erasing)), (error) => error instanceof Refusal && error.code === 'no-such-log')
    assert.deepEqual(await write.append(scene.last), { outcome: 'kept', repeated: true, day: scene.last.day })
    await store.close()
    await assertWhole(place)
  })

  test(`${name}: what survived an erasure is found`, { skip }, async (context) => {
    const place = await newPlace(context)
    const store = await place.open()
    const scene = await filed(store)
    await store.write.erase(erasedEntry(scene))
    await store.close()
    const number = Number((await place.sql(`select number from log where log = '${scene.report.log}'`))[0]?.['number'])
    const surviving = name === 'SQLite' ? `x'01'` : `'\\x01'::bytea`
    await place.sql(`insert into wrap (log_number, reader, seq, place, subject, bytes, row_hash) values (${number}, 'reporter', 0, 0, 'log:0', ${surviving}, ${surviving})`)
    const archive = await place.archive()
    const found: string[] = []
    for await (const { table, key } of verifyRows(archive)) found.push(`${table} ${key}`)
    assert.ok(found.includes(`log ${scene.report.log}`), found.join())
    await archive.close()
  })

  test(`${name}: a request for an identity that is over keeps its headers, and one that grew meanwhile keeps all`, { skip }, async (context) => {
    const place = await newPlace(context)
    const store = await place.open()
    const office = randomId()
    const begun = () => exampleEntry({ office, log: randomId(), kind: 'disclosure', seq: 0, prev: null }, { keyCommit: randomId(), wraps: exampleReport(office).wraps })
    const [over, grew] = [begun(), begun()]
    for (const deed of [over, grew, exampleNext(grew)]) await store.write.append(deed)
    const listed = async (live?: true) => (await store.read.disclosures(office, { author: null, after: null, limit: 9, ...(live === undefined ? {} : { live }) })).map(({ log }) => log)
    assert.deepEqual(await listed(), [grew.log, over.log])
    assert.deepEqual(await store.read.disclosures(office, { author: over.author, after: grew.log, limit: 9 }).then((rows) => rows.map(({ log }) => log)), [over.log])
    assert.equal(await store.write.endDisclosures({ office, over: [over, grew].map(({ log }) => ({ log, length: 1 })) }), 1)
    assert.equal(await store.write.endDisclosures({ office, over: [{ log: over.log, length: 1 }] }), 0)
    assert.deepEqual([await listed(), await listed(true)], [[grew.log, over.log], [grew.log]])
    assert.deepEqual((await store.read.entries(over.log, 0, 9)).map(({ header, body }) => [header, body.length]), [[over.entry.header, 0]])
    assert.deepEqual([(await store.read.allWraps(over.log)).length, (await store.read.allWraps(grew.log)).length], [0, grew.wraps.length])
    await store.close()
    assert.deepEqual(await place.sql(`select log from log join erasure.key on log_number = number where log = '${over.log}'`), [])
    await assertWhole(place)
  })

  test(`${name}: tables without their keys are not opened`, { skip }, async (context) => {
    const place = await newPlace(context)
    const store = await place.open()
    await filed(store)
    await store.close()
    await place.sql('delete from erasure.key')
    await assert.rejects(place.open(), ErasureKeysMissingError)
  })
}

test('a wrap opens at its own place only', () => {
  const key = newErasureKey()
  const place = { number: 7, reader: 'reporter', subject: 'log:0' }
  const bytes = new Uint8Array(1700).fill(3)
  const stored = sealAtRest(key, place, bytes)
  assert.deepEqual(openAtRest(key, place, stored), bytes)
  for (const [wrongKey, wrong] of [[newErasureKey(), place], [key, { ...place, number: 8 }], [key, { ...place, reader: TEAM }], [key, { ...place, subject: 'log:1' }]] as const) {
    assert.equal(openAtRest(wrongKey, wrong, stored), null)
  }
  assert.equal(openAtRest(key, place, stored.with(20, (stored[20] ?? 0) ^ 1)), null)
  assert.equal(openAtRest(key, place, stored.subarray(0, 9)), null)
})

function hits(dataDir: string, wanted: readonly Bytes[]): number {
  const files = readdirSync(dataDir).map((file) => readFileSync(join(dataDir, file)))
  return files.reduce((sum, file) => sum + wanted.filter((bytes) => file.includes(bytes)).length, 0)
}

function copyOf(context: Context, dataDir: string): string {
  const copy = newDataDir(context)
  cpSync(dataDir, copy, { recursive: true, filter: (path) => !path.endsWith('lock') })
  return copy
}

const opened = (dataDir: string): Promise<Store> => openSqliteStore({ dataDir, makeInstallation: exampleInstallation })

test('after an erasure no live file holds a byte of it, and an older copy of the tables opens only with the older keys', async (context) => {
  const dataDir = newDataDir(context)
  const store = await opened(dataDir)
  const scene = await filed(store)
  const { report, desk, last, other } = scene
  const stored = (archive: string): Bytes[] => [report, desk, last].map(({ entry }) => entry.body.slice(8, 40)).concat(storedWraps(archive, report.log))
  await store.close()
  const wanted = stored(dataDir)
  assert.ok(wanted.length >= 6)
  const before = copyOf(context, dataDir)
  const again = await opened(dataDir)
  assert.ok(hits(dataDir, wanted) >= wanted.length, 'the control: they were there')
  await again.write.erase(erasedEntry(scene))
  assert.equal(hits(dataDir, wanted), 0, 'while the store is open')
  assert.ok(hits(dataDir, [other.entry.body.slice(8, 40)]) > 0, 'the control: the neighbour is there')
  await again.close()
  assert.equal(hits(dataDir, wanted), 0)

  const both = await opened(copyOf(context, before))
  assert.deepEqual(await both.read.allWraps(report.log), report.wraps, 'the control: tables and keys from before open')
  await both.close()

  const mixedDir = copyOf(context, before)
  cpSync(erasurePath(databasePath(dataDir)), erasurePath(databasePath(mixedDir)))
  const mixed = await opened(mixedDir)
  assert.deepEqual(await mixed.read.allWraps(report.log), [])
  assert.deepEqual(await mixed.read.allWraps(desk.log), [])
  assert.equal(await mixed.read.reportByAccess(report.access.lookupHash, report.access.tokenHash), null)
  assert.deepEqual(await mixed.read.allWraps(other.log), other.wraps)
  assert.deepEqual((await mixed.read.queue({ office: report.office, readers: [TEAM], limit: 9 })).items.map(({ docket }) => docket.log), [other.log])
  await assert.rejects(mixed.write.append(exampleNext(last)), (error) => error instanceof Refusal && error.code === 'no-such-log')
  await mixed.close()
})

test('PostgreSQL: the table of keys is written anew without the key', { skip: POSTGRES_ENGINE.skip }, async (context) => {
  const place = await POSTGRES_ENGINE.newPlace(context)
  const store = await place.open()
  const scene = await filed(store)
  const [row] = await place.sql(`select key from erasure.key join log on number = log_number where log = '${scene.report.log}'`)
  const key = Buffer.from(row?.['key'] as Bytes)
  const tableHas = async (): Promise<boolean> => {
    await place.sql('checkpoint')
    const [path] = await place.sql(`select current_setting('data_directory') || '/' || pg_relation_filepath('erasure.key') as path`)
    return readFileSync(String(path?.['path'])).includes(key)
  }
  assert.ok(await tableHas(), 'the control: it was there')
  const older = place.sql('select pg_sleep(2)')
  await setTimeout(500)
  await store.write.erase(erasedEntry(scene))
  await older
  assert.ok(!await tableHas(), 'and what sees an older state keeps it no longer')
  assert.deepEqual(await store.read.allWraps(scene.other.log), scene.other.wraps)
})

function storedWraps(dataDir: string, log: string): Bytes[] {
  const database = new DatabaseSync(databasePath(dataDir), { readOnly: true })
  const rows = database.prepare(`select bytes from wrap where log_number in (select number from log where log = ? or about = ?)`).all(log, log)
  database.close()
  return rows.map((row) => (row['bytes'] as Bytes).slice(12, 44))
}
