// Goal: on a full disk nothing acknowledged is lost, nothing refused is kept, and the store goes on by itself once there is room.
// Method: a file system of a few megabytes, filled to the brim; the same in the engine with a database that may not grow.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { Kysely } from 'kysely'
import { base64url, randomBytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { exampleInstallation, exampleNext, exampleReport, randomId } from '#test/support/deeds.ts'
import { newDataDir, type Context } from '#test/support/stores.ts'
import { checksum } from './checksum.ts'
import { openDiskBlobs } from './disk-blobs.ts'
import { prepareKeys } from './erasure-keys.ts'
import { migrate } from './migrations.ts'
import { nodeSqliteDialect, Statements } from './node-sqlite.ts'
import type { Schema } from './schema.ts'
import { openSqliteArchive } from './sqlite-archive.ts'
import { openToWrite } from './sqlite-file.ts'
import { runTurn } from './sqlite-turn.ts'
import { openSqliteStore, SQLITE } from './sqlite.ts'
import type { AppendDeed, Store } from './store.ts'
import { verifyRows } from './verify-rows.ts'

const noMount = process.platform === 'linux' && process.getuid?.() === 0 ? false : 'NEEDS ROOT ON LINUX TO MOUNT A SMALL FILE SYSTEM'
const BURST = 16

/** A directory on a file system of its own that holds so many megabytes. */
function smallDisk(context: Context, megabytes: number): { readonly path: string; resize(megabytes: number): void } {
  const path = join(newDataDir(context), 'small')
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
  unmounting.push(path)
  return { path, resize: (size) => execFileSync('mount', ['-o', `remount,size=${size}m`, path]) }
}

/** Hooks run in the order in which they were added, and the directory's removal is the first: so this is done by the test itself. */
const unmounting: string[] = []
function unmount(): void {
  // Lazily: a store that a failed assertion left open must not hide what failed.
  for (const path of unmounting.splice(0)) execFileSync('umount', ['-l', path])
}

/** Stores that an assertion may leave open: their writers would keep the process from ending. */
const leftOpen: Store[] = []

async function closed(store: Store): Promise<void> {
  leftOpen.splice(leftOpen.indexOf(store), 1)
  await store.close()
}

async function closeLeft(): Promise<void> {
  for (const store of leftOpen.splice(0)) await store.close()
}

interface Filled {
  readonly kept: AppendDeed[]
  readonly refused: AppendDeed[]
}

/** Sends bursts of reports until `enough` were refused. */
async function sendUntilRefused(store: Store, office: string, enough: number): Promise<Filled> {
  const kept: AppendDeed[] = []
  const refused: AppendDeed[] = []
  while (refused.length < enough) {
    const burst = Array.from({ length: BURST }, () => exampleReport(office))
    const results = await Promise.allSettled(burst.map((deed) => store.write.append(deed)))
    for (const [index, result] of results.entries()) {
      const deed = burst[index]
      if (deed === undefined) continue
      if (result.status === 'fulfilled') kept.push(deed)
      else {
        assert.ok(result.reason instanceof Refusal, String(result.reason))
        assert.equal(result.reason.code, 'disk-full')
        refused.push(deed)
      }
    }
  }
  return { kept, refused }
}

async function assertKept({ read }: Store, office: string, { kept, refused }: Filled): Promise<void> {
  for (const deed of kept) assert.deepEqual(await read.entries(deed.log, 0, 9), [deed.entry])
  for (const deed of refused) assert.equal(await read.log(deed.log), null)
  assert.equal((await read.queue({ office, readers: ['team:intake:0'], limit: 1 })).total, kept.length)
}

test('a full disk refuses, loses nothing, keeps nothing half, and is no trouble once there is room', { skip: noMount }, async (context) => {
  const disk = smallDisk(context, 6)
  try {
    const store = await openSqliteStore({ dataDir: disk.path, makeInstallation: exampleInstallation })
    leftOpen.push(store)
    const office = randomId()
    const filled = await sendUntilRefused(store, office, 3 * BURST)
    assert.ok(filled.kept.length > 50, `only ${filled.kept.length} fitted`)
    await assertKept(store, office, filled)
    const [first] = filled.kept
    assert.ok(first !== undefined)
    // Even an answer without a write may need a page of the log that is not to be had: then it is refused, and given later.
    const repeated = await store.write.append(first).then(({ outcome }) => outcome, (error: unknown) => (error instanceof Refusal ? error.code : error))
    assert.ok(repeated === 'kept' || repeated === 'disk-full', String(repeated))

    disk.resize(64)
    for (const deed of filled.refused) assert.deepEqual(await store.write.append(deed), { outcome: 'kept', repeated: false, day: deed.day })
    assert.deepEqual(await store.write.append(first), { outcome: 'kept', repeated: true, day: first.day })
    await assertKept(store, office, { kept: [...filled.kept, ...filled.refused], refused: [] })
    await closed(store)
    const archive = await openSqliteArchive(disk.path)
    for await (const broken of verifyRows(archive)) assert.fail(`${broken.table} ${broken.key}`)
    await archive.close()
  } finally {
    await closeLeft()
    unmount()
  }
})

test('a store that was closed on a full disk has at its next start what it acknowledged', { skip: noMount }, async (context) => {
  const disk = smallDisk(context, 6)
  try {
    const store = await openSqliteStore({ dataDir: disk.path, makeInstallation: exampleInstallation })
    leftOpen.push(store)
    const office = randomId()
    const filled = await sendUntilRefused(store, office, BURST)
    await closed(store)
    disk.resize(64)
    const again = await openSqliteStore({ dataDir: disk.path, makeInstallation: exampleInstallation })
    leftOpen.push(again)
    await assertKept(again, office, filled)
    await closed(again)
  } finally {
    await closeLeft()
    unmount()
  }
})

test('a full disk refuses a blob and leaves no part of it', { skip: noMount }, async (context) => {
  const disk = smallDisk(context, 1)
  try {
    const directory = join(disk.path, 'blobs')
    const blobs = await openDiskBlobs(directory)
    const bytes = new Uint8Array(Buffer.alloc(2_000_000, 7))
    const hash = base64url(checksum(bytes))
    await assert.rejects(blobs.put(hash, bytes), { code: 'disk-full' })
    assert.equal(await blobs.get(hash), null)
    assert.deepEqual(readdirSync(join(directory, 'unfinished')), [])
    disk.resize(8)
    await blobs.put(hash, bytes)
    assert.deepEqual(await blobs.get(hash), bytes)
  } finally {
    unmount()
  }
})

test('a deed too large for what is left is refused alone, and its neighbours are kept', async (context) => {
  const database = openToWrite(join(newDataDir(context), 'a.db'))
  const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(database) })
  prepareKeys(database)
  await db.transaction().execute((tx) => migrate(tx, SQLITE))
  const pages = Number(database.prepare('pragma page_count').get()?.['page_count'])
  const limit = (count: number) => database.exec(`pragma max_page_count = ${count}`)
  limit(pages + 40)
  const office = randomId()
  const small = [exampleReport(office), exampleReport(office), exampleReport(office)]
  const large = exampleNext(small[0] ?? exampleReport(office))
  const grown = { ...large, entry: { ...large.entry, body: new Uint8Array(Buffer.concat(Array.from({ length: 16 }, () => randomBytes(65_536)))) } }
  const deeds = [...small.slice(0, 2), grown, ...small.slice(2)]
  const answers = await runTurn({ database, db, statements: new Statements(database) }, deeds.map((deed) => ({ name: 'append', args: [deed] })))
  for (const [index, answer] of answers.entries()) {
    if (deeds[index] !== grown) assert.ok('value' in answer)
    else assert.equal('error' in answer && answer.error instanceof Refusal && answer.error.code, 'disk-full')
  }
  limit(pages + 400)
  const again = await runTurn({ database, db, statements: new Statements(database) }, [{ name: 'append', args: [grown] }])
  assert.deepEqual(again, [{ value: { outcome: 'kept', repeated: false, day: grown.day } }])
  database.close()
})
