// Goal: a reporter can take a report back, once, and is heard afterwards; nobody else can do it in their name. Method: the real server.
import assert from 'node:assert/strict'
import test from 'node:test'
import { changeState } from '#clients/member/change-state.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { quickReporter } from '#test/support/client.ts'
import { liarOver, openOffice, refusing } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { fileReport } from './file-report.ts'
import { loadOffice } from './load-office.ts'
import { replyToReport } from './reply.ts'
import { withdrawReport } from './withdraw.ts'

const { api, session } = await openOffice()
const office = await loadOffice(api, session.id)

async function filed() {
  const keys = await quickReporter()
  const { report } = await fileReport(api, office, { draft: { channel: 'web', answers: { what: '他收了钱', danger: 'no' }, language: 'zh', provenance: 'in-browser' }, keys })
  return { keys, report }
}

test('a report is taken back with its reason, and the conversation goes on', async () => {
  const { keys, report } = await filed()
  const opened = await withdrawReport(api, office, { keys, text: ' 我怕 ', language: 'zh', erase: true })
  assert.deepEqual([opened.docket.state, opened.turns.at(-1)?.text, opened.next], ['withdrawn', '我怕', null])
  const { conversation } = await openReportAsHandler(session, report)
  assert.deepEqual([conversation.docket.state, conversation.docket.lastFrom, conversation.turns.at(-1)?.kind, conversation.turns.at(-1)?.wantsErasure], ['withdrawn', 'reporter', 'withdrawal', true])
  await replyToReport(api, office, { keys, text: 'one more thing', language: 'en', provenance: 'in-browser' })
  const resumed = await changeState(session, report, { state: 'acknowledged', reason: 'Somebody is in danger.', language: 'en' })
  assert.equal(resumed.conversation.docket.state, 'acknowledged')
  const once = await withdrawReport(api, office, { keys, text: '', language: 'en', erase: false })
  assert.deepEqual([once.docket.state, once.turns.at(-1)?.wantsErasure], ['withdrawn', undefined], 'and once more')
})

test('taking back twice says it once', async () => {
  const { keys } = await filed()
  const once = await withdrawReport(api, office, { keys, text: '', language: 'en', erase: false })
  assert.equal((await withdrawReport(api, office, { keys, text: 'again', language: 'en', erase: true })).turns.length, once.turns.length)
})

test('no handler withdraws in a reporter’s name, and a lost answer loses nothing', async () => {
  const { keys, report } = await filed()
  await openReportAsHandler(session, report)
  assert.equal(await refusalOf(() => changeState(session, report, { state: 'withdrawn' as 'concluded', reason: '', language: 'en' })), 'transition-not-allowed')
  const broken = liarOver(api, { 'reply-to-report': refusing('unreachable') })
  assert.equal(await refusalOf(() => withdrawReport(broken, office, { keys, text: '', language: 'en', erase: false })), 'unreachable')
  assert.equal((await withdrawReport(api, office, { keys, text: '', language: 'en', erase: false })).docket.state, 'withdrawn')
})
