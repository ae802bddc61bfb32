// Goal: data of every earlier version become today's with nothing lost, and data of a later version are left alone. Also that the tables hold
// no time. Method: a version 1 is made by its own migration only, filled, and opened by today's store.
import assert from 'node:assert/strict'
import test from 'node:test'
import { appendSteps } from './append.ts'
import { exampleDesk, exampleEnrolment, exampleGenesis, exampleInstallation, exampleMember, exampleNext, examplePasskey, exampleReport, exampleSession, randomId } from '#test/support/deeds.ts'
import { ENGINES, POSTGRES_ENGINE, SQLITE_ENGINE, type Engine, type Place } from '#test/support/stores.ts'
import { ensureInstallation } from './installation.ts'
import { migrate, MIGRATIONS, NewerDataError } from './migrations.ts'
import { kyselyOf, openPool } from './postgres-pool.ts'
import { runTransaction } from './postgres-steps.ts'
import { POSTGRES } from './postgres.ts'
import { nodeSqliteDialect, Statements } from './node-sqlite.ts'
import { databasePath, openToWrite } from './sqlite-file.ts'
import { runTurn } from './sqlite-turn.ts'
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
    await runTurn({ database, db, statements: new Statements(database) }, [{ name: 'append', args: [deed] }])
    database.close()
  },
  [POSTGRES_ENGINE.name]: async (url, deed) => {
    const pool = openPool(url)
    const db = kyselyOf(pool)
    await db.transaction().execute((tx) => migrate(tx, POSTGRES, 1))
    await ensureInstallation(db, exampleInstallation)
    const client = await pool.connect()
    await runTransaction(client, appendSteps(deed))
    client.release()
    await pool.end()
  },
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

/** A number within a day of now in seconds, milli- or microseconds, or a text that names an hour. */
function isTime(value: unknown): boolean {
  if (typeof value === 'number') return [1, 1e3, 1e6].some((unit) => Math.abs(value / unit - Date.now() / 1000) < 86_400)
  return typeof value === 'string' && /\d\d:\d\d/.test(value)
}
