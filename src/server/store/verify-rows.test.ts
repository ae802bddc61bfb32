// Goal: nothing in a store changes unnoticed. Method: every column of every hashed row is changed behind the store's back, rows are taken
// away, and bits are flipped in the file; whatever is read otherwise than before must be named. Controls: an untouched store is whole.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import test from 'node:test'
import { exampleDesk, exampleGenesis, exampleInstallation, exampleMember, exampleNext, examplePasskey, exampleReport, randomId, wrap } from '#test/support/deeds.ts'
import { ENGINES, newDataDir, type Place } from '#test/support/stores.ts'
import { HASHED, type HashedTable } from './row-hash.ts'
import { openSqliteArchive } from './sqlite-archive.ts'
import { databasePath } from './sqlite-file.ts'
import { openSqliteStore } from './sqlite.ts'
import type { Archive } from './archive.ts'
import type { Store } from './store.ts'
import { verifyRows, type BrokenRow } from './verify-rows.ts'

async function fill({ write }: Store, reports: number): Promise<void> {
  const office = randomId()
  const member = exampleMember(office)
  const { signKey } = member
  const genesis = exampleGenesis(office, { standings: [{ office, signKey, roles: ['administrator'], active: true }] })
  assert.equal(await write.openOffice({ appends: [genesis], member, setupTokenHash: 'setup' }), true)
  assert.equal(await write.putPushDevice({ row: { office, signKey, device: randomId(), endpoint: 'https://fcm.googleapis.com/x', p256dh: 'x', auth: 'x', language: 'zh' }, most: 9 }), 'kept')
  assert.equal(await write.putNoticeChoice({ office, signKey, address: 'wei@example.org', language: 'zh', reasons: ['digest'], quiet: { from: 20, to: 8 } }), true)
  assert.equal(await write.addPasskey(examplePasskey(member), { atMost: 1 }), true)
  await Promise.all(Array.from({ length: reports }, async () => {
    const report = exampleReport(office)
    await write.append(report)
    await write.append(exampleNext(report, { wraps: [wrap('team:other:1')], docket: { ...report.docket, state: 'assessed' } }))
    const desk = exampleDesk(office, report.log)
    await write.append(desk)
    await write.putCard({ log: desk.log, office, seq: 0, bytes: new Uint8Array(2048) })
    await write.keepJournalDay({ office, day: report.day, root: new Uint8Array(32), leaves: new Uint8Array(32 * 4), checkpoint: 'note' })
  }))
}

async function broken(archive: Archive): Promise<BrokenRow[]> {
  const found: BrokenRow[] = []
  for await (const row of verifyRows(archive)) found.push(row)
  return found
}

async function brokenIn(place: Place): Promise<BrokenRow[]> {
  const archive = await place.archive()
  const found = await broken(archive)
  await archive.close()
  return found
}

/** A value as SQL, and another one of its type. */
function literals(engine: string, value: unknown): { readonly kept: string; readonly other: string } {
  if (value === null) return { kept: 'null', other: `'x'` }
  if (typeof value === 'number') return { kept: String(value), other: String(value + 1_000_003) }
  if (!(value instanceof Uint8Array)) return { kept: `'${String(value)}'`, other: `'${String(value)}x'` }
  const bytes = (hex: string): string => (engine === 'SQLite' ? `x'${hex}'` : `'\\x${hex}'::bytea`)
  const kept = value.toHex()
  return { kept: bytes(kept), other: bytes(kept.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))) }
}

for (const { name, skip, newPlace } of ENGINES) {
  test(`${name}: a store that nobody touched is whole while it is open, and a change of any column is found`, { skip }, async (context) => {
    const place = await newPlace(context)
    await fill(await place.open(), 1)
    const archive = await place.archive()
    assert.deepEqual(await broken(archive), [])
    for (const [table, columns] of Object.entries(HASHED) as [HashedTable, readonly string[]][]) {
      const [row] = await place.sql(`select * from ${table} limit 1`)
      const where = `where row_hash = ${literals(name, row?.['row_hash']).kept}`
      for (const column of [...columns, 'row_hash']) {
        const { kept, other } = literals(name, row?.[column])
        await place.sql(`update ${table} set ${column} = ${other} ${where}`)
        assert.ok((await broken(archive)).some((each) => each.table === table), `${table}.${column}`)
        await place.sql(`update ${table} set ${column} = ${kept} ${column === 'row_hash' ? where.replace(kept, other) : where}`)
      }
    }
    assert.deepEqual(await broken(archive), [], 'all was put back')
  })

  test(`${name}: a row that is gone, and a list or a count that is wrong, is found`, { skip }, async (context) => {
    const place = await newPlace(context)
    const store = await place.open()
    await fill(store, 2)
    await store.close()
    const [report] = await place.sql(`select log, number from log where kind = 'report' order by number limit 1`)
    const number = String(report?.['number'])
    const losses: [string, string][] = [
      [`delete from queue where log_number = ${number} and reader like 'team:other%'`, 'queue'],
      [`update tally set reports = reports + 1 where state = 'assessed'`, 'tally'],
      [`update queue set state = 'concluded' where log_number = ${number}`, 'queue'],
      [`delete from entry where log_number = ${number} and seq = 1`, 'log'],
      [`delete from docket where log_number = ${number}`, 'log'],
    ]
    for (const [statement, table] of losses) {
      await place.sql(statement)
      const found = await brokenIn(place)
      assert.ok(found.some((each) => each.table === table), `${statement}: ${JSON.stringify(found)}`)
    }
  })
}

/** All that a reader of the hashed tables gets to see. */
async function everything(archive: Archive): Promise<string> {
  const rows: string[] = []
  for (const table of Object.keys(HASHED) as HashedTable[]) {
    for await (const row of archive.checks.rows(table)) {
      rows.push(Object.values(row).map((value) => (value instanceof Uint8Array ? value.toHex() : String(value))).join(' '))
    }
  }
  return rows.join('\n')
}

const FLIPS = 150

/** @returns null where the file cannot even be opened or read. */
async function look<T>(dataDir: string, at: (archive: Archive) => Promise<T>): Promise<T | null> {
  try {
    const archive = await openSqliteArchive(dataDir)
    return await at(archive).finally(() => archive.close())
  } catch {
    return null
  }
}

test('SQLite: of bits flipped anywhere in the file, each that changes what is read is found', async (context) => {
  const dataDir = newDataDir(context)
  const store = await openSqliteStore({ dataDir, makeInstallation: exampleInstallation })
  await fill(store, 12)
  await store.close()
  const path = databasePath(dataDir)
  const whole = readFileSync(path)
  const before = await look(dataDir, everything)
  assert.deepEqual(await look(dataDir, broken), [])
  let harmful = 0
  for (let flip = 0; flip < FLIPS; flip++) {
    const at = Math.floor(((flip + Math.random()) / FLIPS) * whole.length)
    const decayed = Buffer.from(whole)
    decayed[at] = (decayed[at] ?? 0) ^ (1 << Math.floor(Math.random() * 8))
    writeFileSync(path, decayed)
    if (await look(dataDir, everything) === before) continue
    harmful++
    assert.notEqual((await look(dataDir, broken))?.length, 0, `byte ${at}: ${whole[at]} became ${decayed[at]}`)
  }
  assert.ok(harmful > FLIPS / 5, `only ${harmful} flips changed anything`)
})
