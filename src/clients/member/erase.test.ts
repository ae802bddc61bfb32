// Goal: a member erases a report for good: nobody finds it any more, the proof is the server's, and what may not be erased is not. Method: the real
// server in this process, and the same server lying.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { checkErasureProof } from '#sealing/proof/erasure-file.ts'
import { decodeLogPage } from '#wire/log.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, liarOver, openOffice, refusing } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { erasedBefore, eraseReport, mayErase, readProof } from './erase.ts'
import { listQueue } from './queue.ts'
import { Session } from './session.ts'
import { changeState } from './change-state.ts'
import { openReportAsHandler, reply, writeNote } from './report.ts'

const { api, session, world } = await openOffice()
const wei = await join({ api, session, world, member: undefined as never }, { name: 'Wei', roles: ['intake', 'auditor'] })
await session.refresh()
const office = await loadOffice(api, session.id)

async function concluded() {
  const keys = await quickReporter()
  const { report } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser' } })
  await openReportAsHandler(session, report)
  await writeNote(session, report, { text: 'a note' })
  for (const state of ['accepted', 'concluded'] as const) await changeState(session, report, { state, reason: 'done', language: 'en' })
  return { report, keys }
}

test('an erased report is there for nobody, and the server’s word for it is checked', async () => {
  const { report, keys } = await concluded()
  await openReportAsHandler(wei, report)
  const before = (await listQueue(session)).total
  const proof = await eraseReport(session, report)
  assert.equal(proof.log, report)
  assert.equal((await checkErasureProof(proof)).log, report)
  assert.equal(await refusalOf(() => checkErasureProof({ ...proof, entry: report })), 'bad-proof')
  assert.deepEqual(await readProof(wei, { log: report, entry: proof.entry }), proof)
  assert.equal(await refusalOf(() => readProof(wei, { log: report, entry: report })), 'no-such-log')
  assert.ok([...wei.unlocked().logKeys.keys()].some((name) => name.startsWith(report)), 'the control: the device held its key')
  for (const who of [session, wei]) assert.equal(await refusalOf(() => openReportAsHandler(who, report)), 'no-such-log')
  assert.ok(![...wei.unlocked().logKeys.keys()].some((name) => name.startsWith(report)))
  assert.equal(await refusalOf(() => reply(wei, report, { text: 'late', language: 'en' })), 'no-such-log')
  assert.equal(await refusalOf(() => eraseReport(wei, report)), 'no-such-log')
  assert.equal((await listQueue(session)).total, before - 1)
  const stranger = await quickReporter()
  const answers = await Promise.all([keys, stranger].map((who) => rawAnswer(who)))
  assert.deepEqual(answers[0], answers[1], 'an erased report and an unknown code get the same answer')
  assert.equal(await refusalOf(() => openReport(api, office, keys)), 'no-such-report')
  await world.server.settle()
  const audit = decodeLogPage(new Uint8Array(await (await wei.api.call({ route: 'read-audit', parameters: { office: session.id } })).arrayBuffer()))
  assert.ok(audit.entries.some(({ body }) => Buffer.from(body).toString() === `{"log":"${report}","member":"${session.me.signKey}"}`))
})

async function rawAnswer({ lookup, token }: Awaited<ReturnType<typeof quickReporter>>): Promise<readonly unknown[]> {
  const headers = { authorization: `Postern ${base64url(lookup)}.${base64url(token)}` }
  const answer = await world.server.fetch(new Request('https://postern.test/api/report', { headers }))
  return [answer.status, await answer.text(), [...answer.headers].filter(([name]) => name !== 'date')]
}

test('an erasure whose answer was lost is proved to a later process of the same member, and to nobody else', async () => {
  const { report } = await concluded()
  await openReportAsHandler(wei, report)
  const losing = liarOver(session.api, { 'append-entry': async (honest) => { await honest(); throw new Refusal('unreachable') }, 'read-erasure': refusing('unreachable') })
  assert.equal(await erasedBefore(session, report), null, 'the control: it is not erased yet')
  assert.equal(await refusalOf(async () => eraseReport(await Session.open(losing, session.unlocked().secrets), report)), 'unreachable')
  const later = await Session.open(session.api, session.unlocked().secrets)
  const proof = await eraseReport(later, report)
  assert.deepEqual([proof.log, await erasedBefore(later, report)], [report, proof])
  assert.equal(await erasedBefore(wei, report), null, 'only who wrote the last entry is told which it was')
  const lying = liarOver(session.api, { 'read-own-erasure': async () => Response.json({ ...proof, format: undefined, genesis: undefined, day: '2026-01-01' }) })
  assert.equal(await refusalOf(async () => erasedBefore(await Session.open(lying, session.unlocked().secrets), report)), 'wrong-server')
})

test('what is open, or has an unread message, is not erased', async () => {
  const keys = await quickReporter()
  const { report } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: 'x' }, language: 'en', provenance: 'in-browser' } })
  assert.equal(await refusalOf(() => eraseReport(session, report)), 'not-settled')
  const other = await concluded()
  await replyToReport(api, office, { keys: other.keys, text: 'one thing more', language: 'en', provenance: 'in-browser' })
  assert.equal(await refusalOf(() => mayErase(session, other.report)), 'unread-message')
  await reply(session, other.report, { text: 'thank you', language: 'en' })
  const { length } = await mayErase(session, other.report)
  assert.equal(await refusalOf(() => eraseReport(session, other.report, length - 1)), 'stale-head')
  assert.equal((await eraseReport(session, other.report, length)).log, other.report)
})
