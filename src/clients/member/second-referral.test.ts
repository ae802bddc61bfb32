// Goal: no report goes to a body that it names by one person's word, in whatever spelling; with two it goes at once, in the words that were asked for. Method: the real server
// in this process, two handlers, a reporter who reads, and a device that does not look.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { changeState } from './change-state.ts'
import { listQueue } from './queue.ts'
import { reportHashes } from './report-hashes.ts'
import { openReportAsHandler, reply, write } from './report.ts'
import { answerSecond, askSecond } from './second-referral.ts'
import type { Session } from './session.ts'

const open = await openOffice()
const { api, session: lin } = open
const wei = await join(open, { name: 'Wei' })
await lin.refresh()
const REFERRED = { state: 'referred', reason: '属其职权。', language: 'zh' } as const
const to = (body: string) => ({ to: body, notConcerned: true }) as const

/** The answer to what waits, as this member sees it now. */
async function seen(member: Session, id: string, agrees = true) {
  const view = await openReportAsHandler(member, id)
  return { asked: view.desk.secondApprovals.waiting?.hash ?? '', expectedLength: reportHashes(view).length, agrees, because: '已核实。' }
}

async function report(what = '舉報市場監督管理局副局長受賄，ＡＢＣ公司行賄。') {
  const office = await loadOffice(api, lin.id)
  const keys = await quickReporter()
  const { report: id } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what }, language: 'zh', provenance: 'in-browser' } })
  return { id, office, keys }
}

test('a body that the report names stops a referral, in any spelling; another one does not', async () => {
  const { id } = await report()
  for (const body of ['市场监督管理局', '市場監督管理局', 'abc公司']) assert.equal(await refusalOf(() => changeState(lin, id, { ...REFERRED, referral: to(body) })), 'names-body', body)
  const { conversation, isUnseconded } = await changeState(lin, id, { ...REFERRED, referral: to('纪检监察组') })
  assert.deepEqual([conversation.docket.state, isUnseconded], ['referred', false])
})

test('a second handler sees who asks and why, agrees, and the reporter reads what was asked for', async () => {
  const { id, office, keys } = await report()
  const order = { referral: to('市场监督管理局'), reason: REFERRED.reason, language: 'zh', because: '副局长已调离，只有该局有权。', ask: wei.me.signKey } as const
  assert.deepEqual([await refusalOf(() => askSecond(lin, id, { ...order, ask: lin.me.signKey })), await refusalOf(() => askSecond(lin, id, { ...order, because: ' ' }))], ['second-person', 'empty-text'])
  const asked = await askSecond(lin, id, order)
  assert.deepEqual([asked.conversation.docket.state, asked.desk.secondApprovals.waiting?.because], ['received', order.because])
  assert.equal((await listQueue(wei)).lines.find((line) => line.id === id)?.asksMe, true, 'it waits in the second person’s list')
  assert.deepEqual([await refusalOf(async () => answerSecond(lin, id, await seen(lin, id))), await refusalOf(() => changeState(lin, id, { ...REFERRED, referral: order.referral }))], ['second-person', 'names-body'])
  const view = await answerSecond(wei, id, await seen(wei, id))
  assert.deepEqual([view.conversation.docket.state, view.isUnseconded, view.desk.secondApprovals.waiting, view.conversation.turns.at(-1)?.author], ['referred', false, null, wei.me.signKey])
  const read = await openReport(api, office, keys)
  assert.deepEqual([read.turns.at(-1)?.text, read.turns.at(-1)?.referredTo, read.turns.some(({ text }) => text.includes('副局长'))], [REFERRED.reason, '市场监督管理局', false])
  assert.equal((await listQueue(wei)).lines.find((line) => line.id === id)?.asksMe, false)
})

test('who objects, or takes it back, leaves the report where it is; without an asking there is nothing to answer', async () => {
  const { id } = await report()
  assert.equal(await refusalOf(async () => answerSecond(wei, id, await seen(wei, id, false))), 'not-found')
  for (const member of [wei, lin]) {
    await askSecond(lin, id, { referral: to('ABC公司'), reason: 'x', language: 'zh', because: 'x', ask: wei.me.signKey })
    const view = await answerSecond(member, id, await seen(member, id, false))
    assert.deepEqual([view.conversation.docket.state, view.desk.secondApprovals.waiting], ['received', null])
  }
  assert.equal(await refusalOf(() => changeState(lin, id, { ...REFERRED, referral: to('ABC公司') })), 'names-body')
})

test('nobody agrees to what they did not see: another asking, or a word of the reporter’s, comes first', async () => {
  const { id, office, keys } = await report()
  const order = { referral: to('市场监督管理局'), reason: REFERRED.reason, language: 'zh', because: 'x', ask: wei.me.signKey } as const
  await askSecond(lin, id, order)
  const first = await seen(wei, id)
  await askSecond(lin, id, { ...order, referral: to('ABC公司') })
  assert.equal(await refusalOf(() => answerSecond(wei, id, first)), 'stale-head')
  const second = await seen(wei, id)
  await replyToReport(api, office, { keys, text: '他们是一伙的。', language: 'zh', provenance: 'in-browser' })
  assert.equal(await refusalOf(() => answerSecond(wei, id, second)), 'stale-head')
  const { desk: { secondApprovals }, conversation } = await openReportAsHandler(wei, id)
  assert.deepEqual([secondApprovals.agreed, conversation.docket.state], [[], 'received'])
  assert.equal((await answerSecond(wei, id, await seen(wei, id))).conversation.turns.at(-1)?.referredTo, 'ABC公司')
})

test('where the agreement is kept and the referral is not, the same answer again finishes it, once', async () => {
  const { id } = await report()
  await askSecond(lin, id, { referral: to('市场监督管理局'), reason: REFERRED.reason, language: 'zh', because: 'x', ask: wei.me.signKey })
  const answer = await seen(wei, id)
  await write(wei, { id, what: ['agrees'] }, ({ report: held, desk }) => (
    { to: desk, content: { kind: 'triage', body: { answersReferral: { asked: answer.asked, agrees: true }, note: 'x', reportHead: held.log.head } }, merge: true }))
  await reply(lin, id, { text: '我们正在处理。', language: 'zh' })
  const view = await answerSecond(wei, id, answer)
  assert.deepEqual([view.conversation.docket.state, view.desk.secondApprovals.agreed.length, view.isUnseconded], ['referred', 1, false])
  assert.equal((await answerSecond(wei, id, answer)).conversation.turns.length, view.conversation.turns.length)
})

test('an agreement is good for the words that were agreed, and until the reporter writes', async () => {
  const { id, office, keys } = await report()
  const order = { ...REFERRED, referral: to('市场监督管理局') } as const
  const asked = await askSecond(lin, id, { referral: order.referral, reason: order.reason, language: 'zh', because: 'x', ask: wei.me.signKey })
  // Agreed, and not referred: as where the device stops in between.
  await write(wei, { id, what: ['agrees'] }, ({ report: held, desk }) => (
    { to: desk, content: { kind: 'triage', body: { answersReferral: { asked: asked.desk.secondApprovals.waiting?.hash ?? '', agrees: true }, note: 'x', reportHead: held.log.head } }, merge: true }))
  assert.equal(await refusalOf(() => changeState(lin, id, { ...order, reason: '另一番话。' })), 'names-body')
  await replyToReport(api, office, { keys, text: '副局长刚刚回来任职。', language: 'zh', provenance: 'in-browser' })
  assert.equal(await refusalOf(() => changeState(lin, id, order)), 'names-body')
})

test('an agreement is used up by the decision', async () => {
  const { id } = await report()
  const order = { referral: to('市场监督管理局'), reason: REFERRED.reason, language: 'zh', because: 'x', ask: wei.me.signKey } as const
  await askSecond(lin, id, order)
  await answerSecond(wei, id, await seen(wei, id))
  await changeState(lin, id, { state: 'acknowledged', reason: '重新办理。', language: 'zh' })
  assert.equal(await refusalOf(() => changeState(lin, id, { ...REFERRED, referral: order.referral })), 'names-body')
  const { isUnseconded } = await write(lin, { id, what: ['blind'] }, ({ report: held }) => (
    { to: held, content: { kind: 'state', body: { state: 'referred', reason: REFERRED.reason, language: 'zh', referral: order.referral }, docket: { state: 'referred' } }, merge: false }))
  assert.equal(isUnseconded, true)
})

test('a program that does not look is seen: the report says that no second handler agreed', async () => {
  const { id } = await report()
  await write(lin, { id, what: ['blind'] }, ({ report: held }) => (
    { to: held, content: { kind: 'state', body: { state: 'referred', reason: 'x', language: 'zh', referral: { to: '市场监督管理局', notConcerned: true } }, docket: { state: 'referred' } }, merge: false }))
  assert.equal((await openReportAsHandler(wei, id)).isUnseconded, true)
})
