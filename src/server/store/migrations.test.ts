// Goal: data of every earlier version become today's with nothing lost, and data of a later version are left alone. Also that the tables hold
// no time. Method: a version 1 is made by its own migration only, filled, and opened by today's store.
import assert from 'node:assert/strict'
import test from 'node:test'
import { rmSync } from 'node:fs'
import { base64url } from '#base/bytes.ts'
import { exampleDesk, exampleEnrolment, exampleGenesis, exampleInstallation, exampleMember, exampleNext, examplePasskey, exampleReport, exampleSession, randomId, TEAM } from '#test/support/deeds.ts'
import { ENGINES, POSTGRES_ENGINE, SQLITE_ENGINE, type Engine, type Place } from '#test/support/stores.ts'
import { ensureInstallation } from './installation.ts'
import { migrate, MIGRATIONS, NewerDataError } from './migrations.ts'
import { kyselyOf, openPool } from './postgres-pool.ts'
import { POSTGRES } from './postgres.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import { shardOf } from './append-docket.ts'
import { rowHash, withRowHash } from './row-hash.ts'
import { docketTable, logAfter } from './rows.ts'
import { databasePath, erasurePath, openToWrite } from './sqlite-file.ts'
import { SQLITE } from './sqlite.ts'
import type { AppendDeed } from './store.ts'
import { verifyRows } from './verify-rows.ts'
import { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Makes a version 1 of a place, with what a server of that version would have kept. */
const VERSION_1: Readonly<Record<string, (where: string, deed: AppendDeed) => Promise<void>>> = {
  [SQLITE_ENGINE.name]: async (dataDir, deed) => {
    const database = openToWrite(databasePath(dataDir))
    const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(database) })
    await db.transaction().execute((tx) => migrate(tx, SQLITE, 1))
    await ensureInstallation(db, exampleInstallation)
    for (const [table, row] of rowsOfVersion1(deed)) await db.insertInto(table as 'wrap').values(row as never).execute()
    database.close()
    // No file of keys came with that version.
    rmSync(erasurePath(databasePath(dataDir)))
  },
  [POSTGRES_ENGINE.name]: async (url, deed) => {
    const pool = openPool(url)
    const db = kyselyOf(pool)
    await db.transaction().execute((tx) => migrate(tx, POSTGRES, 1))
    await ensureInstallation(db, exampleInstallation)
    for (const [table, row] of rowsOfVersion1(deed)) await db.insertInto(table as 'wrap').values(row as never).execute()
    await pool.end()
  },
}

/** What clocks are derived from came with version 11. */
function rowOfVersion1({ packs: _packs, clock_events: _events, ...row }: ReturnType<typeof docketTable>): object {
  return { ...row, row_hash: rowHash('docket', Object.values(row)) }
}

/** A report as versions 1 to 4 kept it: its wraps as they came. */
function rowsOfVersion1(deed: AppendDeed): readonly (readonly [string, object])[] {
  const { office, log, seq, hash, day, entry, wraps, docket, access } = deed
  if (docket === undefined || access === undefined) throw new Error('not a report')
  const readers = [TEAM]
  const audience = base64url(rowHash('audience', readers))
  const { state, receivedDay } = docket
  return [
    ['log', withRowHash('log', logAfter(deed, null))],
    ['entry', withRowHash('entry', { log_number: 1, seq, hash, day, ...entry })],
    ...wraps.map(({ reader, subject, bytes }, place) => ['wrap', withRowHash('wrap', { log_number: 1, reader, seq, place, subject, bytes })] as const),
    ['docket', rowOfVersion1(docketTable(1, docket, audience))],
    ...readers.map((reader) => ['queue', { office, reader, state, received_day: receivedDay, log, log_number: 1 }] as const),
    ...readers.map((reader) => ['audience', { office, audience, reader }] as const),
    ['tally', { office, audience, state, shard: shardOf(log), reports: 1 }],
    ['access', withRowHash('access', { lookup_hash: access.lookupHash, token_hash: access.tokenHash, log })],
  ]
}

const ALL = MIGRATIONS.map((_, index) => index + 1)

async function versions(place: Place): Promise<unknown[]> {
  return (await place.sql('select version from version order by version')).map((row) => Number(row['version']))
}

async function assertWhole(place: Place): Promise<void> {
  const archive = await place.archive()
  for await (const broken of verifyRows(archive)) assert.fail(`${broken.table} ${broken.key}`)
  await archive.close()
}

for (const engine of ENGINES as readonly Engine[]) {
  const { name, skip, newPlace } = engine

  test(`${name}: an empty place gets every migration, once`, { skip }, async (context) => {
    const place = await newPlace(context)
    await (await place.open()).close()
    await (await place.open()).close()
    assert.deepEqual(await versions(place), ALL)
    await assertWhole(place)
  })

  test(`${name}: data of version 1 are all there in today's version`, { skip }, async (context) => {
    const place = await newPlace(context)
    const report = exampleReport(randomId())
    await VERSION_1[name]?.(place.where, report)
    assert.deepEqual(await versions(place), [1])
    const { read, write, close } = await place.open()
    assert.deepEqual(await read.entries(report.log, 0, 9), [report.entry])
    assert.deepEqual(await read.docket(report.log), report.docket)
    assert.deepEqual(await read.allWraps(report.log), report.wraps)
    const stored = await place.sql('select bytes from wrap')
    assert.equal(stored.length, report.wraps.length)
    for (const { bytes } of report.wraps) assert.ok(stored.every((row) => find(row['bytes'], bytes) === false), 'a wrap lies on the disk as it came')
    assert.deepEqual(await write.append(report), { outcome: 'kept', repeated: true, day: report.day })
    assert.deepEqual(await write.append(exampleNext(report)), { outcome: 'kept', repeated: false, day: report.day })
    const genesis = exampleGenesis(randomId())
    const member = exampleMember(genesis.office)
    assert.equal(await write.openOffice({ appends: [genesis], member, setupTokenHash: 'setup' }), true)
    assert.deepEqual(await read.memberByLogin(genesis.office, member.login), member)
    await close()
    assert.deepEqual(await versions(place), ALL)
    await assertWhole(place)
  })

  test(`${name}: data of a newer version are refused and left as they are`, { skip }, async (context) => {
    const place = await newPlace(context)
    await (await place.open()).close()
    await place.sql(`insert into version (version, name) values (99, 'later')`)
    const isNewer = (error: unknown): boolean => error instanceof NewerDataError && error.version === 99 && error.versionMax === ALL.length
    await assert.rejects(place.open(), isNewer)
    await assert.rejects(place.archive(), isNewer)
    assert.deepEqual(await versions(place), [...ALL, 99])
    await place.sql('delete from version where version = 99')
    await (await place.open()).close()
  })

  test(`${name}: no row holds a time`, { skip }, async (context) => {
    const place = await newPlace(context)
    const { write } = await place.open()
    const office = randomId()
    const member = exampleMember(office)
    const genesis = exampleGenesis(office, { standings: [{ office, signKey: member.signKey, roles: ['intake'], active: true }] })
    const report = exampleReport(office, { outbox: [{ kind: 'page-urgent', payload: '{}' }] })
    const desk = exampleDesk(office, report.log)
    await write.openOffice({ appends: [genesis], member, setupTokenHash: 'setup' })
    for (const deed of [report, exampleNext(report), desk]) await write.append(deed)
    await write.putCard({ log: desk.log, office, seq: 0, bytes: new Uint8Array(9) })
    await write.invite({ invitation: 'i', office, inviter: 'x', sealedSecret: new Uint8Array(9), roles: [], teams: [], expires: report.day })
    await write.enrol({ invitation: 'i', enrolment: exampleEnrolment() })
    const hour = Math.floor(Date.now() / 3_600_000)
    await write.startSession(exampleSession(member, { expiresHour: hour }), { step: 1 })
    await write.addPasskey(examplePasskey(member), { atMost: 1 })
    await write.leaseJobs(9, 60)
    for (const value of await allValues(place)) assert.ok(!isTime(value), String(value))
    await place.sql(`update outbox set payload = '${new Date().toISOString()}'`)
    assert.ok((await allValues(place)).some(isTime), 'the control: a planted time is seen')
  })
}

const TABLES = [
  'installation', 'log', 'entry', 'wrap', 'docket', 'queue', 'audience', 'tally', 'access', 'card', 'member', 'standing', 'invitation',
  'enrolment', 'session', 'passkey', 'outbox', 'version',
]

async function allValues(place: Place): Promise<readonly unknown[]> {
  const values: unknown[] = []
  for (const table of TABLES) {
    const rows = await place.sql(`select * from ${table}`)
    assert.ok(rows.length > 0, `${table} is empty`)
    values.push(...rows.flatMap((row) => Object.values(row)))
  }
  return values
}

function find(stored: unknown, bytes: Uint8Array): boolean {
  return stored instanceof Uint8Array && Buffer.from(stored).includes(bytes.subarray(0, 40))
}

/** A number within a day of now in seconds, milli- or microseconds, or a text that names an hour. */
function isTime(value: unknown): boolean {
  if (typeof value === 'number') return [1, 1e3, 1e6].some((unit) => Math.abs(value / unit - Date.now() / 1000) < 86_400)
  return typeof value === 'string' && /\d\d:\d\d/.test(value)
}
