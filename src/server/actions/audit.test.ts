// Goal: what happened to keys is written down even if the process dies in between, once a day and by one hand. Method: the trail
// and the writer over a real store, with a clock that the test holds and a crash where it hurts.
import assert from 'node:assert/strict'
import test from 'node:test'
import { checkChain } from '#sealing/proof/chain.ts'
import { importServerKey } from '#sealing/proof/sign.ts'
import { randomId } from '#test/support/entries.ts'
import { newOffice, type Member } from '#test/support/people.ts'
import { newWorld, type Context, type World } from '#test/support/world.ts'
import type { LogRow, OutboxJob, Store } from '../store/store.ts'
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

/** An office whose own chores are done and over, so that only the test writes. */
async function quietOffice(context: Context): Promise<{ readonly world: World; readonly office: string; readonly admin: Member }> {
  const world = await newWorld(context)
  const { office, admin } = await newOffice(world)
  await world.server.stop()
  return { world, office, admin }
}

function sessionJob(office: string): OutboxJob {
  return { kind: 'audit-session-started', payload: JSON.stringify({ office, member: randomId(), day: '2026-11-23' }) }
}

async function kindsIn(world: World, office: string): Promise<readonly string[]> {
  const row = await world.store.read.auditLog(office)
  if (row === null) return []
  return (await checkChain(await world.store.read.entries(row.log, 0, 1000), 0)).map(({ header }) => header.kind)
}

test('a row given twice on a day is written once, and again on the next day', async (context) => {
  const { world, office, admin } = await quietOffice({ after: (end) => context.after(end) })
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
  const { world, office } = await quietOffice({ after: (end) => context.after(end) })
  await world.store.write.enqueue([sessionJob(office)])
  const dying = await writerOver(world, { finishJobs: () => Promise.reject(new Error('the power went')) })
  await assert.rejects(writeAudit(dying), /the power went/)
  assert.deepEqual(await kindsIn(world, office), ['audit', 'session-started', 'session-started'], 'of the set-up, and ours')
})

test('two writers at once make one chain, and two that tell the same tell it twice', async (context) => {
  const { world, office } = await quietOffice({ after: (end) => context.after(end) })
  const deps = await writerOver(world)
  const job = sessionJob(office)
  const half = (from: number): AuditWriterDeps => ({
    ...deps, write: { ...deps.write, leaseJobs: async () => Array.from({ length: 10 }, (_, id) => ({ ...job, id: from + id })), finishJobs: async () => {} },
  })
  await Promise.all([writeAudit(half(1000)), writeAudit(half(2000))])
  const kinds = await kindsIn(world, office)
  assert.deepEqual([kinds[0], kinds.filter((kind) => kind === 'session-started').length], ['audit', 21])
})

test('two writers that begin an audit log at once begin one', async (context) => {
  const { world, office } = await quietOffice({ after: (end) => context.after(end) })
  const deps = await writerOver(world)
  const blind: AuditWriterDeps = { ...deps, read: { auditLog: once(async (_office: string) => null as LogRow | null, deps.read.auditLog) }, write: { ...deps.write, leaseJobs: async () => [{ ...sessionJob(office), id: 1 }], finishJobs: async () => {} } }
  await writeAudit(blind)
  assert.deepEqual(await kindsIn(world, office), ['audit', 'session-started', 'session-started'])
})

/** The first answer is one thing, all later ones another. */
function once<A extends readonly unknown[], R>(first: (...args: A) => R, later: (...args: A) => R): (...args: A) => R {
  let asked = false
  return (...args) => {
    const answer = asked ? later : first
    asked = true
    return answer(...args)
  }
}

test('a job that nobody knows what to do with does not hold up the others', async (context) => {
  const { world, office } = await quietOffice({ after: (end) => context.after(end) })
  await world.store.write.enqueue([{ kind: 'audit-keys-given', payload: JSON.stringify({ office, member: randomId() }) }, sessionJob(office)])
  assert.equal((await writeAudit(await writerOver(world))).taken, 2)
  assert.equal((await writeAudit(await writerOver(world))).taken, 0)
})
