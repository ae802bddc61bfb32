// Goal: what is kept on a day is in the office's journal for good, anybody can check a proof of it, and a journal that goes back, forks or
// forgets is refused. Method: the real server on both stores with a clock of its own, then a server that lies.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays, daysBetween } from '#base/day.ts'
import { closeDays } from '#server/actions/close-days.ts'
import { officeBook } from '#server/actions/office-book.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { fetchProof, fetchProofSince } from '#clients/reporter/proof.ts'
import { checkProof, closedProof, togetherAs } from '#sealing/proof/proof-file.ts'
import { importServerKey } from '#sealing/proof/sign.ts'
import { isConsistent, treeRoot } from '#sealing/proof/merkle.ts'
import { dayLeaves } from '#sealing/proof/journal.ts'
import { parseCheckpoint } from '#sealing/proof/note.ts'
import { fromBase64url } from '#base/bytes.ts'
import { quickReporter } from '#test/support/client.ts'
import { jsonLie, liarOver, logInAgain, openOffice, refusing } from '#test/support/office.ts'
import { freshPostgres } from '#test/support/world.ts'
import { noPostgres } from '#test/support/postgres.ts'
import { refusalOf } from '#test/support/vectors.ts'
import type { JournalMessage } from '#wire/journal.ts'
import { fetchEntryProof, readJournal } from './journal.ts'
import { openReportAsHandler } from './report.ts'
import { Session } from './session.ts'

const DAY_MS = 86_400_000
const ENGINES = [{ name: 'SQLite', open: () => openOffice(), skip: false as string | false }, { name: 'PostgreSQL', open: () => openOffice(freshPostgres), skip: noPostgres() }]

for (const { name, open, skip } of ENGINES) {
  test(`${name}: a day is closed once it is over, with everything in it, and every day after it`, { skip }, async () => {
    const opened = await open()
    const { world, api } = opened
    let { session } = opened
    const goOn = async (days: number): Promise<void> => {
      world.nowMs += days * DAY_MS
      await world.server.settle()
      const known = session.unlocked().journal
      session = await logInAgain(opened)
      session.unlocked().journal.known = known.known
    }
    const office = await loadOffice(api, session.id)
    const keys = await quickReporter()
    const draft = { channel: 'web', answers: { what: '他收了钱', danger: 'no' }, language: 'zh', provenance: 'in-browser' } as const
    const { report } = await fileReport(api, office, { draft, keys })
    const view = await openReportAsHandler(session, report)
    await world.server.settle()
    assert.deepEqual((await readJournal(session)).days, 0)
    assert.equal(await refusalOf(() => fetchProof(api, office, keys)), 'proof-not-yet')
    assert.equal(await refusalOf(() => api.call({ route: 'read-checkpoint', parameters: { office: session.id } })), 'no-checkpoint')

    await goOn(2)
    const first = await readJournal(session)
    assert.ok(first.days === 2 || first.days === 1, `${first.days} days`)
    const proof = await fetchProof(api, office, keys)
    assert.equal((await checkProof(JSON.parse(JSON.stringify(closedProof(proof))))).entry, null)
    assert.equal(proof.batch.size, 1024)
    const link = view.chain.find(({ log, seq }) => log === 'report' && seq === 0) ?? assert.fail()
    assert.deepEqual((await fetchEntryProof(session, { log: report, seq: 0, hash: link.hash })).commitment, proof.commitment)
    assert.equal(await refusalOf(() => fetchEntryProof(session, { log: report, seq: 0, hash: session.id })), 'forged-history')

    // A month without anybody here; then a clock that goes back.
    await goOn(30)
    const later = await readJournal(session)
    assert.equal(later.days, first.days + 30)
    assert.equal(daysBetween(later.firstDay, later.lastDay ?? later.firstDay), later.days - 1)
    world.nowMs -= 10 * DAY_MS
    await world.server.settle()
    assert.equal((await readJournal(session)).days, later.days)
    world.nowMs += 10 * DAY_MS

    // Two nodes that close the same days at once end in one journal.
    world.nowMs += 3 * DAY_MS
    const { read, write } = world.store
    const serverKey = await importServerKey((await read.installation()).serverKeyPkcs8)
    const node = () => closeDays({ read, write, serverKey, offices: officeBook(read, () => world.nowMs), nowMs: () => world.nowMs })
    await Promise.all([node(), node(), node()])
    await goOn(0)
    assert.equal((await readJournal(session)).days, later.days + 3)
    assert.ok(await fetchProof(api, office, keys))
    for (const each of await read.journalRoots(session.id)) assert.equal((await read.journalDay(session.id, each.day))?.leaves.length, 1024 * 32)
  })
}

const opened = await openOffice()
const { world, api } = opened
let { session } = opened

/** Days go by, and somebody logs in again. */
async function pass(days: number): Promise<void> {
  world.nowMs += days * DAY_MS
  await world.server.settle()
  session = await logInAgain(opened)
}

const office = await loadOffice(api, session.id)
const keys = await quickReporter()
const draft = { channel: 'web', answers: { what: 'x', danger: 'no' }, language: 'en', provenance: 'in-browser' } as const
await fileReport(api, office, { draft, keys })
await pass(5)
const honest = await (await session.api.call({ route: 'read-journal', parameters: { office: session.id } })).json() as JournalMessage

async function fresh(lies: Parameters<typeof liarOver>[1] = {}): Promise<Session> {
  return Session.open(liarOver(session.api, lies), session.unlocked().secrets)
}

test('a journal that is not what was signed is refused', async () => {
  const lie = (change: (told: JournalMessage) => JournalMessage) => fresh({ 'read-journal': jsonLie(change) })
  const [a = '', b = ''] = honest.roots
  for (const changed of [
    { ...honest, roots: honest.roots.slice(0, -1) }, { ...honest, roots: [...honest.roots, a] }, { ...honest, roots: [b, a, ...honest.roots.slice(2)] },
    { ...honest, firstDay: addDays(honest.firstDay, 1) }, { ...honest, checkpoint: honest.checkpoint.replace('\n', '\n1') }, { ...honest, checkpoint: '' },
  ]) assert.equal(await refusalOf(async () => readJournal(await lie(() => changed))), 'forged-history')
  assert.equal((await readJournal(await fresh())).days, honest.roots.length)
})

test('a journal that goes back behind what this device saw, or is another one, is refused', async () => {
  const before = await fresh()
  await readJournal(before)
  await pass(1)
  const member = await fresh()
  member.unlocked().journal.known = before.unlocked().journal.known
  const grown = await readJournal(member)
  assert.equal(grown.days, honest.roots.length + 1)
  const lies = (member.api as ReturnType<typeof liarOver>).lies
  lies['read-journal'] = jsonLie(() => honest)
  assert.equal(await refusalOf(() => readJournal(member)), 'forged-history', 'rolled back to a true, older one')
  lies['read-journal'] = refusing('no-checkpoint')
  assert.equal(await refusalOf(() => readJournal(member)), 'forged-history', 'gone')
  delete lies['read-journal']
  assert.equal((await readJournal(member)).days, grown.days)
})

test('anybody can check that a later checkpoint continues an earlier one', async () => {
  const answer = await (await api.call({ route: 'read-checkpoint', parameters: { office: session.id }, query: { since: 3 } })).json() as { checkpoint: string; consistency: string[] }
  const { size, root } = parseCheckpoint(answer.checkpoint.split('\n\n')[0] + '\n')
  const fromRoot = treeRoot(dayLeaves({ firstDay: honest.firstDay, roots: honest.roots.slice(0, 3).map((each) => fromBase64url(each) ?? new Uint8Array(0)) }))
  const proof = answer.consistency.map((each) => fromBase64url(each) ?? new Uint8Array(0))
  assert.equal(isConsistent({ from: 3, fromRoot, size, root, proof }), true)
  assert.equal(await refusalOf(() => api.call({ route: 'read-checkpoint', parameters: { office: session.id }, query: { since: 0 } })), 'malformed')
  assert.equal(await refusalOf(() => api.call({ route: 'read-checkpoint', parameters: { office: session.id }, query: { since: 99 } })), 'malformed')
})

test('a reporter’s later proof shows that the journal continues that of the earlier one, and no server can show it of a journal that does not', async () => {
  const earlier = closedProof(await fetchProof(api, office, keys))
  await pass(1)
  const plain = await fetchProof(api, office, keys)
  const later = await fetchProofSince(api, office, { keys, earlier })
  const [before, after] = [await checkProof(earlier), await checkProof(closedProof(later))]
  assert.deepEqual([after.since, togetherAs(before, after), togetherAs(before, await checkProof(plain))], [before.tree, 'continued', 'not-shown'])
  const ask = (lies: Parameters<typeof liarOver>[1]): Promise<string> => refusalOf(() => fetchProofSince(liarOver(api, lies), office, { keys, earlier }))
  assert.equal(await ask({ 'read-checkpoint': jsonLie((told: { consistency: string[] }) => ({ ...told, consistency: told.consistency.toReversed().slice(1) })) }), 'forged-history')
  assert.equal(await ask({ 'read-checkpoint': jsonLie((told: { checkpoint: string }) => ({ ...told, checkpoint: earlier.checkpoint })) }), 'forged-history', 'another day than the proof’s')
  assert.equal(await ask({ 'read-checkpoint': refusing('malformed') }), 'forged-history', 'fewer days than there were')
})

test('a proof of somebody else’s report is not taken for one’s own', async () => {
  const others = await quickReporter()
  await fileReport(api, office, { draft, keys: others })
  await pass(2)
  const foreign = await fetchProof(api, office, others)
  const liar = liarOver(api, { 'read-report-proof': jsonLie(() => foreign) })
  assert.equal(await refusalOf(() => fetchProof(liar, office, keys)), 'forged-history')
  assert.equal(await refusalOf(async () => fetchProof(api, office, await quickReporter())), 'no-such-report')
})
