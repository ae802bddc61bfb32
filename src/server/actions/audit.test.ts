// Goal: what happened to keys is written down even if the process dies in between, once a day and by one hand. Method: the trail
// and the writer over a real store, with a clock that the test holds and a crash where it hurts.
import assert from 'node:assert/strict'
import test from 'node:test'
import { checkChain } from '#sealing/proof/chain.ts'
import { importServerKey } from '#sealing/proof/sign.ts'
import { randomId } from '#test/support/entries.ts'
import { newOffice } from '#test/support/people.ts'
import { newWorld, type World } from '#test/support/world.ts'
import type { Store } from '../store/store.ts'
import { auditTrail } from './audit-trail.ts'
import { writeAudit, type AuditWriterDeps } from './audit-writer.ts'
import { calendar } from './calendar.ts'
import { officeBook } from './office-book.ts'

async function writerOver(world: World, write: Partial<Store['write']> = {}): Promise<AuditWriterDeps> {
  const { read } = world.store
  return {
    read, write: { ...world.store.write, ...write }, offices: officeBook(read, () => world.nowMs), today: calendar(() => world.nowMs),
    serverKey: await importServerKey((await read.installation()).serverKeyPkcs8),
  }
}

async function kindsIn(world: World, office: string): Promise<readonly string[]> {
  const row = await world.store.read.auditLog(office)
  if (row === null) return []
  return (await checkChain(await world.store.read.entries(row.log, 0, 1000), 0)).map(({ header }) => header.kind)
}

test('a row given twice on a day is written once, and again on the next day', async (context) => {
  const world = await newWorld({ after: (end) => context.after(end) })
  const { office, admin } = await newOffice(world)
  await world.server.settle()
  const before = (await kindsIn(world, office)).length
  let woken = 0
  const trail = auditTrail({ write: world.store.write, offices: officeBook(world.store.read, () => world.nowMs), today: calendar(() => world.nowMs), wake: () => { woken++ } })
  const caller = { office, signKey: admin.author.publicId }
  const [one, other] = [randomId(), randomId()]
  await trail.keysGiven(caller, one)
  await trail.keysGiven(caller, one)
  await trail.keysGiven(caller, other)
  world.nowMs += 86_400_000
  await trail.keysGiven(caller, one)
  await writeAudit(await writerOver(world))
  assert.equal(woken, 3)
  assert.deepEqual((await kindsIn(world, office)).slice(before), ['keys-given', 'keys-given', 'keys-given'])
})

test('a crash between keeping an entry and finishing its job writes it twice, never less than once', async (context) => {
  const world = await newWorld({ after: (end) => context.after(end) })
  const { office } = await newOffice(world)
  const dying = await writerOver(world, { finishJobs: () => Promise.reject(new Error('the power went')) })
  await assert.rejects(writeAudit(dying), /the power went/)
  assert.deepEqual(await kindsIn(world, office), ['audit', 'session-started'])
})

test('two writers at once make one chain', async (context) => {
  const world = await newWorld({ after: (end) => context.after(end) })
  const { office, admin } = await newOffice(world)
  const deps = await writerOver(world)
  const payload = JSON.stringify({ office, member: admin.author.publicId, day: '2026-11-23' })
  const jobs = Array.from({ length: 20 }, (_, id) => ({ id: id + 1000, kind: 'audit-session-started' as const, payload }))
  const half = (from: number): AuditWriterDeps => ({ ...deps, write: { ...deps.write, leaseJobs: async () => jobs.slice(from, from + 10), finishJobs: async () => {} } })
  await Promise.all([writeAudit(half(0)), writeAudit(half(10))])
  const kinds = await kindsIn(world, office)
  assert.deepEqual([kinds[0], kinds.filter((kind) => kind === 'session-started').length], ['audit', 20])
})

test('a job that nobody knows what to do with does not hold up the others', async (context) => {
  const world = await newWorld({ after: (end) => context.after(end) })
  const { office } = await newOffice(world)
  await world.store.write.enqueue([{ kind: 'page-urgent', payload: JSON.stringify({ office, member: randomId() }) }])
  assert.equal((await writeAudit(await writerOver(world))).taken, 2)
  assert.equal((await writeAudit(await writerOver(world))).taken, 0)
})
