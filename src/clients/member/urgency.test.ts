// Goal: a handler calls a report urgent and ends that, the reporter reads why, the server learns the one bit, and nobody's alarm is ended by another's taking back.
// Method: the real server in this process, two handlers and a reporter.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { quickReporter } from '#test/support/client.ts'
import { openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { listQueue } from './queue.ts'
import { changeState } from './change-state.ts'
import { setUrgency } from './urgency.ts'

const { api, session, world } = await openOffice()
const SET = { urgent: true, reason: '今晚要销毁账本。', language: 'zh' } as const
const END = { urgent: false, reason: '账本已保全。', language: 'zh' } as const

async function filed() {
  const office = await loadOffice(api, session.id)
  const keys = await quickReporter()
  const { report: id } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser' } })
  return { office, keys, id }
}

test('a report becomes urgent and is so no longer; the reporter reads both reasons, the list and the server know the bit, and saying it again says nothing', async () => {
  const { office, keys, id } = await filed()
  const view = await setUrgency(session, id, SET)
  assert.deepEqual([view.conversation.docket.urgent, view.conversation.docket.state], [true, 'received'], 'it acknowledges nothing')
  assert.equal((await setUrgency(session, id, { ...SET, reason: 'Again.' })).chain.length, view.chain.length)
  assert.equal((await world.store.read.docket(id))?.urgent, true)
  assert.equal((await listQueue(session)).lines.find((line) => line.id === id)?.docket.urgent, true)
  await setUrgency(session, id, END)
  const { turns, docket } = await openReport(api, office, keys)
  assert.deepEqual(turns.slice(1).map(({ urgent, text }) => [urgent, text]), [[true, SET.reason], [false, END.reason]])
  assert.deepEqual([docket.urgent, (await world.store.read.docket(id))?.urgent], [false, false])
  const entries = await world.store.read.entries(view.id, 0, 9)
  assert.ok(entries.every(({ body }) => body === null || !Buffer.from(body).includes(Buffer.from(SET.reason))), 'the reason is sealed')
})

test('it needs a reason, and wakes nobody for a settled report', async () => {
  const { id } = await filed()
  assert.equal(await refusalOf(() => setUrgency(session, id, { ...SET, reason: '  ' })), 'empty-text')
  await changeState(session, id, { state: 'not-accepted', reason: '不属本办公室。', language: 'zh' })
  assert.equal(await refusalOf(() => setUrgency(session, id, SET)), 'transition-not-allowed')
})

test('who takes their own word back ends no alarm that was not theirs', async () => {
  const office = await loadOffice(api, session.id)
  const keys = await quickReporter()
  const { report: id } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: 'x', danger: 'yes' }, language: 'zh', provenance: 'in-browser' } })
  assert.equal((await setUrgency(session, id, { ...END, ownOnly: true })).conversation.docket.urgent, true, 'the reporter called it so')
  await setUrgency(session, id, END)
  assert.equal((await setUrgency(session, id, { ...SET, ownOnly: true })).conversation.docket.urgent, true)
})
