// Goal: each entry is committed to, whatever the clock did, and `verify` tells a journal that is not what was kept. Method: a real server
// whose clock runs a fortnight ahead and is put right, on both stores; then rows changed and signed again by the server's own key.
import assert from 'node:assert/strict'
import test from 'node:test'
import { concat, randomBytes, type Bytes } from '#base/bytes.ts'
import { addDays, dayAt } from '#base/day.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { fetchProof } from '#clients/reporter/proof.ts'
import { eraseReport } from '#clients/member/erase.ts'
import { listQueue } from '#clients/member/queue.ts'
import { changeState } from '#clients/member/change-state.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { brokenDays, type BrokenDay } from '#main/verify-journal.ts'
import { batchLeaves, batchRoot, dayLeaves, journalOrigin, placeOf, splitLeaves } from '#sealing/proof/journal.ts'
import { treeRoot } from '#sealing/proof/merkle.ts'
import { checkpointText, signNote } from '#sealing/proof/note.ts'
import { importServerKey } from '#sealing/proof/sign.ts'
import type { JournalRow, Reader } from '#server/store/store.ts'
import { quickReporter } from '#test/support/client.ts'
import { logInAgain, openOffice, type OpenOffice } from '#test/support/office.ts'
import { noPostgres } from '#test/support/postgres.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { freshPostgres } from '#test/support/world.ts'
import { commitmentsKept, firstDayOf } from './close-days.ts'

const DAY_MS = 86_400_000
const DRAFT = { channel: 'web', answers: { what: 'x', danger: 'no' }, language: 'en', provenance: 'in-browser' } as const

async function pass({ world }: OpenOffice, days: number): Promise<void> {
  world.nowMs += days * DAY_MS
  await world.server.settle()
}

async function file({ api, session }: OpenOffice) {
  const keys = await quickReporter()
  await fileReport(api, await loadOffice(api, session.id), { draft: DRAFT, keys })
  return keys
}

async function verified(read: Reader, nowMs: number): Promise<BrokenDay[]> {
  return Array.fromAsync(brokenDays(read, nowMs))
}

for (const { name, open, skip } of [{ name: 'SQLite', open: () => openOffice(), skip: false as string | false }, { name: 'PostgreSQL', open: () => openOffice(freshPostgres), skip: noPostgres() }]) {
  test(`${name}: what is kept on days that a clock which ran ahead had closed comes into the next batch, and its proof holds`, { skip }, async () => {
    const opened = await open()
    const { world, api, session } = opened
    await pass(opened, 14)
    assert.equal((await world.store.read.journalRoots(session.id)).length, 14)
    world.nowMs -= 12 * DAY_MS
    const first = await file(opened)
    await pass(opened, 3)
    const second = await file(opened)
    assert.deepEqual(await verified(world.store.read, world.nowMs), [], 'they wait, and that is no damage')
    const office = await loadOffice(api, session.id)
    assert.equal(await refusalOf(() => fetchProof(api, office, first)), 'proof-not-yet')
    await pass(opened, 10)
    const closed = await world.store.read.journalRoots(session.id)
    assert.equal(closed.length, 15)
    for (const keys of [first, second]) assert.equal((await fetchProof(api, office, keys)).day, closed.at(-1)?.day)
    await pass(opened, 3)
    assert.deepEqual(await verified(world.store.read, world.nowMs), [])
    const days = (await world.store.read.journalRoots(session.id)).map(({ day }) => day)
    const all = await Promise.all(days.map(async (day) => (await world.store.read.journalDay(session.id, day))?.leaves ?? new Uint8Array(0)))
    const firstDay = await firstDayOf(world.store.read, session.id)
    for (const day of days) {
      for (const commitment of await commitmentsKept(world.store.read, { office: session.id, firstDay, day })) {
        assert.equal(all.filter((leaves) => placeOf(leaves, commitment) >= 0).length, 1, 'in one batch, and one alone')
      }
    }
  })
}

/** A journal as a server could make it up: signed by its own key, row by row. */
async function forged({ world, session }: OpenOffice, change: (row: JournalRow, seq: number) => JournalRow): Promise<Reader> {
  const { read } = world.store
  const key = await importServerKey((await read.installation()).serverKeyPkcs8)
  const firstDay = await firstDayOf(read, session.id)
  const [rows, roots]: [Map<string, JournalRow>, Bytes[]] = [new Map(), []]
  for (const [seq, { day }] of (await read.journalRoots(session.id)).entries()) {
    const row = change(await read.journalDay(session.id, day) ?? assert.fail(), seq)
    roots.push(row.root)
    const text = checkpointText({ origin: journalOrigin(session.id), size: roots.length, root: treeRoot(dayLeaves({ firstDay, roots })) })
    rows.set(day, { ...row, checkpoint: row.checkpoint === '' ? '' : await signNote(text, journalOrigin(session.id), key) })
  }
  return {
    ...read, journalDay: async (_office, day) => rows.get(day) ?? null,
    journalRoots: async () => [...rows].map(([day, { root }]) => ({ day: day as JournalRow['day'], root })),
  }
}

test('a journal that leaves an entry out, or is not what was signed, is told by verify', async () => {
  const opened = await openOffice()
  const { world, session } = opened
  await file(opened)
  await pass(opened, 4)
  const found = async (change: (row: JournalRow, seq: number) => JournalRow): Promise<unknown> => {
    const [broken] = await verified(await forged(opened, change), world.nowMs)
    return broken === undefined ? null : [broken.seq, broken.reason]
  }
  const at = (seq: number, change: (row: JournalRow) => Partial<JournalRow>) => (row: JournalRow, place: number): JournalRow => (place === seq ? { ...row, ...change(row) } : row)
  const withLeaves = (leaves: readonly Bytes[]): Partial<JournalRow> => ({ root: batchRoot(leaves), leaves: concat(...leaves) })
  assert.equal(await found((row) => row), null)
  assert.deepEqual(await found(at(0, () => withLeaves(batchLeaves([], () => randomBytes(32))))), [0, 'entry'], 'another batch, which holds nothing of what was kept')
  assert.deepEqual(await found(at(1, () => ({ root: randomBytes(32) }))), [1, 'root'])
  assert.deepEqual(await found(at(1, ({ leaves }) => withLeaves(splitLeaves(leaves).slice(0, 512)))), [1, 'leaves'], 'too few')
  assert.deepEqual(await found(at(1, ({ leaves }) => withLeaves(splitLeaves(leaves).toReversed()))), [1, 'leaves'], 'out of order')
  assert.deepEqual(await found(at(2, () => ({ checkpoint: '' }))), [2, 'checkpoint'])
  const read = await forged(opened, (row) => row)
  const gap: Reader = { ...read, journalRoots: async () => (await read.journalRoots(session.id)).filter((_, index) => index !== 1) }
  assert.deepEqual((await verified(gap, world.nowMs)).map(({ seq, reason }) => [seq, reason]), [[1, 'day']])
  assert.ok(dayAt(world.nowMs, 'Asia/Shanghai') > ((await read.journalRoots(session.id)).at(-1)?.day ?? ''))
})

test('what is erased stays in the journal unread: its day is whole, and no proof of it is made any more', async () => {
  const opened = await openOffice()
  const { world, api } = opened
  const keys = await file(opened)
  const office = await loadOffice(api, opened.session.id)
  // The next day's noon: the day is closed, and what people sign is still taken.
  world.nowMs = Date.parse(`${addDays(dayAt(Date.now(), 'Asia/Shanghai'), 1)}T12:00:00+08:00`)
  await world.server.settle()
  await fetchProof(api, office, keys)
  const before = await world.store.read.journalRoots(office.office)
  const session = await logInAgain(opened)
  const [line] = (await listQueue(session)).lines
  const { conversation } = await openReportAsHandler(session, line?.id ?? '')
  await changeState(session, line?.id ?? '', { state: 'not-accepted', reason: 'x', language: 'en', expectedLength: conversation.turns.length })
  await eraseReport(session, line?.id ?? '')
  assert.equal(await refusalOf(() => fetchProof(api, office, keys)), 'no-such-report')
  await pass(opened, 3)
  assert.ok((await world.store.read.journalRoots(office.office)).length > before.length)
  assert.deepEqual((await world.store.read.journalRoots(office.office)).slice(0, before.length), before)
  assert.deepEqual(await verified(world.store.read, world.nowMs), [])
})
