// Goal: what only SQLite has to promise: a turn that one bad deed does not spoil, one owner, private files, and nothing left behind.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '#base/refusal.ts'
import { exampleGenesis, exampleInstallation, exampleMember, exampleNext, exampleReport, exampleSession, randomId, wrap } from '#test/support/deeds.ts'
import { newDataDir, SQLITE_ENGINE } from '#test/support/stores.ts'
import { DataInUseError, lockDataDirectory } from './data-lock.ts'
import { NoDataError } from './migrations.ts'
import { openSqliteArchive } from './sqlite-archive.ts'
import { databasePath, openToWrite } from './sqlite-file.ts'
import { openSqliteStore } from './sqlite.ts'
import type { AppendDeed, Store } from './store.ts'

async function openIn(dataDir: string): Promise<Store> {
  return openSqliteStore({ dataDir, makeInstallation: exampleInstallation })
}

test('bad deeds among good ones are refused alone', async (context) => {
  const { read, write } = await (await SQLITE_ENGINE.newPlace(context)).open()
  const known = exampleReport(randomId())
  await write.append(known)
  const good: AppendDeed[] = Array.from({ length: 60 }, () => exampleReport(known.office))
  const used = exampleReport(known.office, { access: known.access })
  const astray = exampleNext(known, { prev: randomId() })
  const lost = exampleNext(known, { log: randomId() })
  // A defect of ours: the engine refuses it in the middle of the deed, after its log and entry were written.
  const faulty = exampleReport(known.office, { wraps: [wrap(undefined as unknown as string)] })
  const deeds = good.toSpliced(10, 0, used).toSpliced(20, 0, astray).toSpliced(30, 0, faulty).toSpliced(40, 0, lost)
  const results = await Promise.allSettled(deeds.map((deed) => write.append(deed)))
  for (const [index, result] of results.entries()) {
    const deed = deeds[index]
    assert.equal(result.status, deed !== undefined && good.includes(deed) ? 'fulfilled' : 'rejected')
    if (result.status === 'rejected') assert.equal(result.reason instanceof Refusal, deed !== faulty)
  }
  for (const deed of good) assert.deepEqual(await read.entries(deed.log, 0, 9), [deed.entry])
  for (const deed of [used, lost, faulty]) assert.equal(await read.log(deed.log), null)
  assert.equal((await read.queue({ office: known.office, readers: ['team:intake:0'], limit: 1 })).total, 61)
})

test('what was asked before the store is closed is answered, what is asked after it is not', async (context) => {
  const dataDir = newDataDir(context)
  const { write, close } = await openIn(dataDir)
  const reports = Array.from({ length: 20 }, () => exampleReport(randomId()))
  const answers = Promise.all(reports.map((report) => write.append(report)))
  await close()
  assert.equal((await answers).length, 20)
  await assert.rejects(write.append(exampleReport(randomId())), /the writer has stopped/)
  await close()
})

test('commits are durable, and what is deleted is overwritten', async (context) => {
  const database = openToWrite(join(newDataDir(context), 'a.db'))
  const pragma = (name: string): unknown => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]
  const FULL = 2
  assert.deepEqual(['journal_mode', 'synchronous', 'secure_delete', 'foreign_keys'].map(pragma), ['wal', FULL, 1, 1])
  assert.deepEqual(['erasure.journal_mode', 'erasure.synchronous', 'erasure.secure_delete'].map(pragma), ['wal', FULL, 1])
  assert.ok(Number(pragma('busy_timeout')) >= 1000)
  database.close()
})

const bytesOnDisk = (dataDir: string): string =>
  readdirSync(dataDir).map((file) => readFileSync(join(dataDir, file), 'latin1')).join('')

test('an ended session is in no file a few seconds later, though the store stays open', async (context) => {
  const dataDir = newDataDir(context)
  const { write, close } = await openIn(dataDir)
  const genesis = exampleGenesis(randomId())
  const { office } = genesis
  const member = exampleMember(office)
  await write.openOffice({ appends: [genesis], member, setupTokenHash: 'setup' })
  const tokenHash = randomId()
  await write.startSession(exampleSession(member, { tokenHash }), { step: 1 })
  assert.ok(bytesOnDisk(dataDir).includes(tokenHash), 'the control: it was there')
  await write.endSession(tokenHash)
  for (let waited = 0; waited < 80 && bytesOnDisk(dataDir).includes(tokenHash); waited++) await sleep(100)
  assert.ok(!bytesOnDisk(dataDir).includes(tokenHash))
  assert.ok(bytesOnDisk(dataDir).includes(member.signKey), 'the control: the rest is still there')
  await close()
})

test('nobody but the owner may read the files, and none but the database, its keys and its lock stay', async (context) => {
  const dataDir = newDataDir(context)
  chmodSync(dataDir, 0o755)
  const { write, close } = await openIn(dataDir)
  await write.append(exampleReport(randomId()))
  assert.equal(statSync(dataDir).mode & 0o777, 0o700)
  for (const file of readdirSync(dataDir)) assert.equal(statSync(join(dataDir, file)).mode & 0o777, 0o600, file)
  await close()
  assert.deepEqual(readdirSync(dataDir).sort(), ['erasure.db', 'lock', 'postern.db'])
})

test('a data directory has one owner at a time', async (context) => {
  const dataDir = newDataDir(context)
  const first = await openIn(dataDir)
  await assert.rejects(openIn(dataDir), DataInUseError)
  assert.throws(() => lockDataDirectory(dataDir), DataInUseError)
  await first.write.append(exampleReport(randomId()))
  await first.close()
  const second = await openIn(dataDir)
  await second.close()
  lockDataDirectory(dataDir).release()
})

test('an owner that is killed owns nothing', async (context) => {
  const dataDir = newDataDir(context)
  const lock = new URL('./data-lock.ts', import.meta.url).href
  const script = `const { lockDataDirectory } = await import(${JSON.stringify(lock)}); globalThis.kept = lockDataDirectory(${JSON.stringify(dataDir)});
    console.log('locked'); setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(owner.stdout, 'data')
  await assert.rejects(openIn(dataDir), DataInUseError)
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  await (await openIn(dataDir)).close()
})

test('looking at closed data leaves no file behind, and looking at none says so', async (context) => {
  const dataDir = newDataDir(context)
  await assert.rejects(openSqliteArchive(dataDir), NoDataError)
  const report = exampleReport(randomId())
  const store = await openIn(dataDir)
  await store.write.append(report)
  const running = await openSqliteArchive(dataDir)
  assert.deepEqual(await running.read.entries(report.log, 0, 9), [report.entry])
  await running.close()
  await store.close()
  const before = readdirSync(dataDir).map((file) => [file, statSync(join(dataDir, file)).mtimeMs])
  const archive = await openSqliteArchive(dataDir)
  assert.deepEqual(await archive.read.entries(report.log, 0, 9), [report.entry])
  const logs: string[] = []
  for await (const { log } of archive.logs()) logs.push(log)
  assert.deepEqual(logs, [report.log])
  await archive.close()
  assert.deepEqual(readdirSync(dataDir).map((file) => [file, statSync(join(dataDir, file)).mtimeMs]), before)
  assert.ok(!existsSync(`${databasePath(dataDir)}-wal`))
})
