// Goal: whoever declares a conflict of interest gets no key of what comes, whatever anybody does next but to give them access again. Method: the real server in this
// process, four members, a device that does not know, a server that serves all the same; and a property over any order of deeds.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { bytesOf } from '#clients/transport/api.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { isReader } from '#domain/reader.ts'
import { logSubject, type WrapRow } from '#sealing/sealed/entry.ts'
import { decodeLogPage } from '#wire/log.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, join, liarOver, openOffice, type Lie } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { settleReaders, without } from './keying.ts'
import { listQueue } from './queue.ts'
import { rekeyLogs } from './rekey-logs.ts'
import { openReportLog } from './report-logs.ts'
import { bringUpToDate, grantAccess, leaveOut, openReportAsHandler, recuse, reply, writeNote } from './report.ts'
import { recusedIn } from './recusals.ts'
import { Session } from './session.ts'
import { triageReport } from './triage.ts'

const open = await openOffice()
const { api, session } = open
const wei = await join(open, { name: 'Wei' })
const zhou = await join(open, { name: 'Zhou' })
const outsider = await join(open, { name: 'Outsider', teams: [] })
for (const each of [session, wei, zhou]) await each.refresh()
const keyOf = (member: Session): string => member.me.signKey

async function report(): Promise<string> {
  const office = await loadOffice(api, session.id)
  return (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what: 'Wei took a bribe.' }, language: 'en', provenance: 'in-browser' } })).report
}

async function isListed(member: Session, id: string): Promise<boolean> {
  return (await listQueue(member)).lines.some((line) => line.id === id)
}

test('who declares a conflict of interest finds the report no more, and the first colleague who opens it gives it a key without them', async () => {
  const id = await report()
  await openReportAsHandler(wei, id)
  await triageReport(session, id, { assigned: keyOf(wei) })
  const before = (await listQueue(wei)).total
  await recuse(wei, id, 'We are cousins.')
  const { logKeys } = wei.unlocked()
  assert.ok([...logKeys.values()].every(({ log }) => log !== id), 'forgotten')
  assert.deepEqual([await isListed(wei, id), (await listQueue(wei)).total], [false, before - 1])
  for (const deed of [() => openReportAsHandler(wei, id), () => writeNote(wei, id, { text: 'x' }), () => grantAccess(wei, id, `member:${keyOf(wei)}`)]) assert.equal(await refusalOf(deed), 'no-such-log')
  assert.equal(await refusalOf(() => api.call({ route: 'read-desk', parameters: { log: id } })), 'not-authenticated')
  assert.equal(await refusalOf(() => wei.api.call({ route: 'read-desk', parameters: { log: id } })), 'no-such-log')
  const view = await openReportAsHandler(session, id)
  assert.ok(view.people.every(({ members }) => !members.includes(keyOf(wei))))
  assert.deepEqual([view.recusals, view.desk.triage.assigned, view.desk.notes.map(({ text, recusal }) => [text, recusal])], [[{ signKey: keyOf(wei), waits: false, found: [] }], null, [['We are cousins.', true]]])
  await reply(session, id, { text: 'We look into it.', language: 'en' })
  assert.deepEqual([await isListed(wei, id), await isListed(zhou, id), (await listQueue(wei)).total], [false, true, before - 1])
  assert.equal((await openReportAsHandler(zhou, id)).conversation.turns.filter(({ kind }) => kind === 'message').length, 1)
})

test('it is undone by a colleague who gives access again, and by nobody else', async () => {
  const id = await report()
  await recuse(wei, id, 'I know the person.')
  assert.notEqual(await refusalOf(() => grantAccess(outsider, id, `member:${keyOf(wei)}`)), 'accepted')
  // No colleague's device has changed the key yet: it does that first.
  const view = await grantAccess(zhou, id, `member:${keyOf(wei)}`)
  assert.deepEqual([view.recusals, view.readers.includes(`member:${keyOf(wei)}`)], [[], true])
  assert.equal((await openReportAsHandler(wei, id)).desk.notes.length, 1)
  assert.equal(await isListed(wei, id), true)
  await recuse(wei, id, 'All the same.')
  assert.equal(await refusalOf(() => openReportAsHandler(wei, id)), 'no-such-log')
})

test('nobody declares one where nobody else would be left to read the report', async () => {
  const id = await report()
  for (const each of [wei, zhou]) await leaveOut(session, id, `member:${keyOf(each)}`)
  assert.equal(await refusalOf(() => recuse(session, id, 'x')), 'only-reader')
  assert.equal(await refusalOf(() => recuse(session, id, ' ')), 'empty-text')
  assert.equal((await openReportAsHandler(session, id)).recusals.length, 0)
})

test('a device that does not know of it yet is refused a key that would be theirs, and looks again', async () => {
  const id = await report()
  await openReportAsHandler(session, id)
  await recuse(wei, id, 'x')
  const blind = async () => ({ report: await openReportLog(session, id), desk: null })
  assert.equal(await refusalOf(() => settleReaders(session, { open: blind, wanted: without(`member:${keyOf(zhou)}`), reason: 'left-out' })), 'stale-head')
  const { pair } = await settleReaders(session, { open: blind, wanted: () => ['reporter', ...[session, zhou].map((each) => `member:${keyOf(each)}`)], reason: 'left-out' })
  assert.ok(!pair.report.readers.includes(`member:${keyOf(wei)}`))
})

test('a device of theirs that is served the report all the same keeps no key of it', async () => {
  const id = await report()
  await openReportAsHandler(wei, id)
  await recuse(wei, id, 'x')
  // A server that hands out whatever a colleague may read.
  const asColleague: Lie = (honest, call) => (call.parameters?.['log'] === id ? session.api.call(call) : honest())
  const served = await Session.open(liarOver(wei.api, { 'read-log': asColleague, 'read-desk': asColleague }), wei.unlocked().secrets)
  assert.equal(await refusalOf(() => openReportAsHandler(served, id)), 'recused')
  assert.deepEqual([...served.unlocked().logKeys.values()].filter(({ log }) => log === id), [])
})

test('what the server is sent when somebody declares one holds their key and no word of why', async () => {
  const id = await report()
  const { device, liar } = await deviceOf(wei)
  await recuse(device, id, 'Because we are cousins.')
  const sent = liar.calls.filter(({ route }) => route === 'append-entry').map(({ body }) => Buffer.from(body as Uint8Array).toString('latin1')).join('')
  assert.ok(sent.includes('"kind":"recusal"'))
  assert.ok(!sent.includes('cousins'))
})

type Deed = (id: string, by: Session) => Promise<unknown>
const DEEDS: readonly Deed[] = [
  (id, by) => openReportAsHandler(by, id),
  (id, by) => reply(by, id, { text: 'x', language: 'en' }),
  (id, by) => writeNote(by, id, { text: 'x' }),
  (id, by) => bringUpToDate(by, id),
  (id, by) => leaveOut(by, id, `member:${keyOf(zhou)}`),
  (id, by) => grantAccess(by, id, `member:${keyOf(zhou)}`),
  (id, by) => grantAccess(by, id, `member:${keyOf(outsider)}`),
  (id, by) => grantAccess(by, id, `team:intake:${session.office().teams[0]?.epoch ?? 0}`),
  (_, by) => rekeyLogs(by, () => undefined),
]

test('in any order of deeds by anybody, no key that is made after the declaration is ever theirs, and nothing is served to them', async () => {
  const by = fc.constantFrom(session, wei, zhou, outsider)
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(DEEDS.length - 1), by), { maxLength: 6 }), fc.array(fc.tuple(fc.nat(DEEDS.length - 1), by), { minLength: 1, maxLength: 6 }), async (before, after) => {
    const id = await report()
    const run = async (deeds: readonly (readonly [number, Session])[]): Promise<void> => {
      // Refused or done: both are somebody's day.
      for (const [index, member] of deeds) await refusalOf(async () => { await DEEDS[index]?.(id, member) })
    }
    await run(before.filter(([, member]) => member !== wei))
    if (await refusalOf(() => recuse(wei, id, 'x')) !== 'accepted') return
    const made = (await rowsOf(id)).map(({ generation }) => generation)
    await run(after)
    assert.equal(await isListed(wei, id), false)
    assert.equal(await refusalOf(() => openReportAsHandler(wei, id)), 'no-such-log')
    for (const { log, generation, rows } of await rowsOf(id)) {
      const { fold } = session.officeLog()
      const theirs = rows.filter(({ reader, subject }) => isReader(fold, reader, keyOf(wei)) && Number(subject.slice(logSubject(0).length - 1)) > (made[log] ?? 0))
      assert.deepEqual(theirs.map(({ reader }) => reader), [])
      // Whoever touched it last left it without them, or nobody who could did.
      assert.ok(generation >= (made[log] ?? 0))
    }
  }), { numRuns: 12 })
})

/** Of the report and of its desk log: every row that was ever given, as a colleague is served them. */
async function rowsOf(id: string): Promise<readonly { readonly log: 0 | 1; readonly generation: number; readonly rows: readonly WrapRow[] }[]> {
  const parts = [['read-log', 0], ['read-desk', 1]] as const
  const reader = (await isListed(session, id)) ? session : zhou
  return Promise.all(parts.map(async ([route, log]) => {
    const { wraps } = decodeLogPage(await bytesOf(await reader.api.call({ route, parameters: { log: id } })))
    return { log, generation: Math.max(...wraps.map(({ subject }) => Number(subject.slice(logSubject(0).length - 1)))), rows: wraps }
  }))
}

test('an entry that does not open declares one all the same', async () => {
  const id = await report()
  await recuse(wei, id, 'x')
  const held = await openReportLog(session, id)
  const header = { ...held.log.entries[0]?.header, kind: 'recusal', author: keyOf(wei) }
  const unreadable = { log: { ...held.log, entries: [{ header, kind: 'unreadable', claimed: 'recusal' }] }, wraps: [] } as unknown as Parameters<typeof recusedIn>[0]
  assert.deepEqual(recusedIn(unreadable), [keyOf(wei)])
})
