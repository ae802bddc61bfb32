// Goal: nobody concludes a report over what still waits, unless they write why; the desk log says so, and a conclusion that skipped the look is marked; a decision
// that is itself the answer stays one step. Method: the real server in this process, a case beside, a reporter who writes in between.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { Refusal } from '#base/refusal.ts'
import { quickReporter } from '#test/support/client.ts'
import { openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { beginCase, leaveCase } from './case-moves.ts'
import { changeState, missingToConclude } from './change-state.ts'
import { openReportAsHandler, reply, write } from './report.ts'

const { api, session } = await openOffice()
const DONE = { state: 'concluded', reason: 'The locks were changed.', language: 'en' } as const

async function accepted() {
  const office = await loadOffice(api, session.id)
  const keys = await quickReporter()
  const { report: id } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: 'The gate stands open.' }, language: 'en', provenance: 'in-browser' } })
  await changeState(session, id, { state: 'accepted', reason: '', language: 'en' })
  return { id, office, keys, says: (text: string) => replyToReport(api, office, { keys, text, language: 'en', provenance: 'in-browser' }) }
}

async function missing(deed: () => Promise<unknown>): Promise<unknown> {
  const error = await deed().catch((thrown: unknown) => thrown)
  assert.ok(error instanceof Refusal, String(error))
  return error.code === 'report-incomplete' ? error.details['missing'] : error.code
}

test('a report is concluded with a reason, and not over a word that nobody answered', async () => {
  const { id, says } = await accepted()
  assert.equal(await missing(() => changeState(session, id, { ...DONE, reason: ' ' })), 'reason')
  await says('They came back.')
  assert.equal(await missing(() => changeState(session, id, DONE)), 'unread:2')
  assert.deepEqual(await missingToConclude(session, id), [{ what: 'unread', of: '2' }])
  await reply(session, id, { text: 'We were there again.', language: 'en' })
  const { conversation, overlooked } = await changeState(session, id, DONE)
  assert.deepEqual([conversation.docket.state, overlooked], ['concluded', []])
})

test('what is excused stands in the desk log with its reason, the reporter reads none of it, and it covers no later word', async () => {
  const { id, office, keys, says } = await accepted()
  await says('Please write to me no more.')
  const despite = { lacks: [{ what: 'unread', of: '2' }], reason: 'The reporter asked not to be contacted.' } as const
  assert.equal(await refusalOf(() => changeState(session, id, { ...DONE, despite: { ...despite, reason: ' ' } })), 'empty-text')
  assert.equal(await missing(() => changeState(session, id, { ...DONE, despite: { ...despite, lacks: [{ what: 'alert', of: '' }, { what: 'unread', of: '1' }] } })), 'unread:2')
  assert.equal((await openReportAsHandler(session, id)).desk.excuses.length, 0, 'what does not suffice is not written')
  const view = await changeState(session, id, { ...DONE, despite: { lacks: [...despite.lacks, { what: 'exhibit', of: 'x' }], reason: despite.reason } })
  assert.deepEqual([view.conversation.docket.state, view.desk.excuses.map(({ lacks }) => lacks), view.desk.notes.map(({ text }) => text), view.overlooked], ['concluded', [despite.lacks], [despite.reason], []])
  assert.ok((await openReport(api, office, keys)).turns.every(({ text }) => !text.includes(despite.reason)))

  await changeState(session, id, { state: 'acknowledged', reason: 'Somebody else wrote.', language: 'en' })
  await changeState(session, id, { state: 'accepted', reason: '', language: 'en' })
  await says('They are here again.')
  assert.equal(await missing(() => changeState(session, id, DONE)), 'unread:6')
})

test('an open case is no matter of a reason, and a report leaves it first', async () => {
  const { id } = await accepted()
  const { id: kase } = await beginCase(session, { title: 'Gate', members: [] }, { report: id, giveKeys: false })
  assert.equal(await missing(() => changeState(session, id, { ...DONE, despite: { lacks: [{ what: 'unread', of: '2' }], reason: 'x' } })), `case:${kase}`)
  await leaveCase(session, kase, { report: id, reason: 'done' })
  assert.equal((await changeState(session, id, DONE)).conversation.docket.state, 'concluded')
})

test('who is told no, or where to turn, is told in one step, also while their last word waits; without a reason nobody is', async () => {
  const { id, says } = await accepted()
  await says('And another thing.')
  assert.equal(await missing(() => changeState(session, id, { state: 'not-accepted', reason: '', language: 'en' })), 'reason')
  assert.equal((await changeState(session, id, { state: 'not-accepted', reason: 'It is not ours.', language: 'en' })).conversation.docket.state, 'not-accepted')
  assert.equal(await missing(() => changeState(session, id, { state: 'acknowledged', reason: '', language: 'en' })), 'reason', 'nor is a report taken up again without one')
  await changeState(session, id, { state: 'acknowledged', reason: 'New facts came.', language: 'en' })
})

test('a program that does not look is seen: the report stands as concluded, and says what was missing', async () => {
  const { id, says } = await accepted()
  await says('Does anybody read this?')
  const { overlooked } = await write(session, { id, what: ['blind'] }, ({ report }) => (
    { to: report, content: { kind: 'state', body: { state: 'concluded', reason: 'x', language: 'en' }, docket: { state: 'concluded' } }, merge: false }))
  assert.deepEqual(overlooked, ['unread'])
  assert.deepEqual((await openReportAsHandler(session, id)).overlooked, ['unread'])
})
