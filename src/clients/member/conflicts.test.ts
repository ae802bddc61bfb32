// Goal: a colleague whom a report names is kept out of it at once, is told nothing, and comes back by a third person's word alone. Method: the real server in this process,
// four members, a device that grants all the same, a server that serves all the same.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { isReader } from '#domain/reader.ts'
import { sealEntry } from '#sealing/seal/entry.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { sendReady } from './append.ts'
import { endConflict, findConflict } from './conflicts.ts'
import { asTheyAre, settleReaders, withReaders } from './keying.ts'
import { listQueue } from './queue.ts'
import { grantAccess, openBoth, openReportAsHandler, recuse, reply, writeNote } from './report.ts'
import type { Session } from './session.ts'
import { triageReport } from './triage.ts'

const open = await openOffice()
const { api, session: lin } = open
const wei = await join(open, { name: 'Wei' })
const zhou = await join(open, { name: 'Zhou' })
const outsider = await join(open, { name: 'Outsider', teams: [] })
for (const each of [lin, wei, zhou]) await each.refresh()
const keyOf = ({ me }: Session): string => me.signKey
const REASON = 'The report says that Wei took the money.'

async function report(): Promise<string> {
  const office = await loadOffice(api, lin.id)
  return (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what: 'Wei took a bribe.' }, language: 'en', provenance: 'in-browser' } })).report
}

async function isListed(member: Session, id: string): Promise<boolean> {
  return (await listQueue(member)).lines.some((line) => line.id === id)
}

/** What a program writes that does not look first. */
async function forge(member: Session, id: string, { kind, about }: { readonly kind: 'conflict' | 'conflict-ended'; readonly about: string }): Promise<unknown> {
  const { pair: { report: held, desk } } = await settleReaders(member, { open: () => openBoth(member, id), wanted: asTheyAre, reason: 'readers-changed' })
  const end = { office: member.id, log: desk.log.log, generation: desk.key.generation, length: desk.log.length, head: desk.log.head }
  return refusalOf(async () => sendReady(member, desk.log.log, await sealEntry(end, desk.key, { authored: member.authored(), about, content: { kind, body: { reason: 'x', reportHead: held.log.head } } })))
}

test('a colleague who is found to be named finds the report no more, at once, with a key that they do not have', async () => {
  const id = await report()
  await openReportAsHandler(wei, id)
  await triageReport(lin, id, { assigned: keyOf(wei) })
  assert.deepEqual([await refusalOf(() => findConflict(lin, id, { member: keyOf(wei), reason: ' ' })), await refusalOf(() => findConflict(lin, id, { member: keyOf(lin), reason: 'x' })), await refusalOf(() => findConflict(lin, id, { member: keyOf(outsider), reason: 'x' }))], ['empty-text', 'not-allowed', 'not-a-reader'])
  const view = await findConflict(lin, id, { member: keyOf(wei), reason: REASON })
  assert.deepEqual([view.recusals, view.desk.triage.assigned, view.desk.notes.map(({ text, conflict }) => [text, conflict])], [[{ signKey: keyOf(wei), waits: false, found: [keyOf(lin)] }], null, [[REASON, { member: keyOf(wei), stands: true }]]])
  assert.ok(view.readers.every((reader) => !isReader(lin.officeLog().fold, reader, keyOf(wei))), 'this device changed the key')
  for (const deed of [() => openReportAsHandler(wei, id), () => writeNote(wei, id, { text: 'x' }), () => endConflict(wei, id, { member: keyOf(wei), reason: 'It was not me.' })]) assert.equal(await refusalOf(deed), 'no-such-log')
  assert.ok([...wei.unlocked().logKeys.values()].every(({ log }) => log !== id))
  await reply(zhou, id, { text: 'We look into it.', language: 'en' })
  assert.deepEqual([await isListed(wei, id), await isListed(zhou, id)], [false, true])
})

test('a finding is taken back by a third person, and by nobody’s grant', async () => {
  const id = await report()
  await findConflict(lin, id, { member: keyOf(wei), reason: REASON })
  for (const each of [lin, zhou]) assert.equal(await refusalOf(() => grantAccess(each, id, `member:${keyOf(wei)}`)), 'conflict-found')
  assert.equal(await refusalOf(() => endConflict(lin, id, { member: keyOf(wei), reason: 'I was wrong.' })), 'second-person')
  assert.equal(await refusalOf(() => endConflict(zhou, id, { member: keyOf(lin), reason: 'x' })), 'not-found')
  const view = await endConflict(zhou, id, { member: keyOf(wei), reason: 'It is another Wei.' })
  assert.deepEqual([view.recusals, await isListed(wei, id)], [[], true])
  assert.equal((await openReportAsHandler(wei, id)).desk.notes.length, 2)
})

test('nobody is found who declared it already', async () => {
  const id = await report()
  await openReportAsHandler(lin, id)
  await recuse(wei, id, 'I know him.')
  assert.equal(await refusalOf(() => findConflict(lin, id, { member: keyOf(wei), reason: REASON })), 'not-a-reader')
  assert.deepEqual((await openReportAsHandler(zhou, id)).recusals, [{ signKey: keyOf(wei), waits: false, found: [] }])
})

test('what they declared themselves stands where a finding is taken back: nobody is given the report', async () => {
  const id = await report()
  await openReportAsHandler(lin, id)
  await recuse(wei, id, 'I know him.')
  // A colleague's device that had not heard of it.
  assert.equal(await forge(lin, id, { kind: 'conflict', about: keyOf(wei) }), 'accepted')
  const { recusals } = await endConflict(zhou, id, { member: keyOf(wei), reason: 'It is another Wei.' })
  assert.deepEqual([recusals.map(({ signKey, found }) => [signKey, found]), await isListed(wei, id)], [[[keyOf(wei), []]], false])
})

test('a program that does not look is refused by the server: a grant past a finding, an end by whoever found it, a finding about oneself or nobody', async () => {
  const id = await report()
  await findConflict(lin, id, { member: keyOf(wei), reason: REASON })
  const past = settleReaders(zhou, { open: () => openBoth(zhou, id), wanted: withReaders([`member:${keyOf(wei)}`]), reason: 'readers-changed', lifts: keyOf(wei) })
  assert.equal(await refusalOf(() => past), 'conflict-found')
  assert.equal(await isListed(wei, id), false)
  assert.deepEqual([await forge(lin, id, { kind: 'conflict-ended', about: keyOf(wei) }), await forge(zhou, id, { kind: 'conflict', about: keyOf(zhou) }), await forge(zhou, id, { kind: 'conflict', about: id })], ['second-person', 'malformed', 'malformed'])
})
