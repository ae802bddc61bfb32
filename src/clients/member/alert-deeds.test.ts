// Goal: a reporter says that retaliation has begun, long after the report was concluded; the office owes an answer by a day, cannot erase the report before it has
// closed that, and the server learns no more than that. Method: the real server in this process, a handler and a reporter; then what each may not do.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays } from '#base/day.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { tellRetaliation } from '#clients/reporter/tell-retaliation.ts'
import { withdrawReport } from '#clients/reporter/withdraw.ts'
import { openAlert } from '#domain/retaliation.ts'
import { writeClearEntry } from '#sealing/seal/entry.ts'
import { quickReporter } from '#test/support/client.ts'
import { openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { closeAlert } from './alert-deeds.ts'
import { sendReady } from './append.ts'
import { eraseReport } from './erase.ts'
import { listQueue } from './queue.ts'
import { openReportLog } from './report-logs.ts'
import { changeState } from './change-state.ts'
import { openReportAsHandler, reply } from './report.ts'

const { api, session, world } = await openOffice()
const WORDS = { text: '我被调去看仓库。', since: '2026-11-20', mayAct: false, language: 'zh', provenance: 'in-browser' } as const
const CLOSING = { outcome: 'addressed', reason: '已恢复原岗位。', language: 'zh' } as const

async function concluded() {
  const office = await loadOffice(api, session.id)
  const keys = await quickReporter()
  const { report: id } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser' } })
  await reply(session, id, { text: '已收到', language: 'zh' })
  await changeState(session, id, { state: 'accepted', reason: '', language: 'zh' })
  await changeState(session, id, { state: 'concluded', reason: '已查明', language: 'zh' })
  return { office, keys, id }
}

async function eraseByHand(id: string): Promise<unknown> {
  const held = await openReportLog(session, id)
  const ready = await writeClearEntry({ office: session.id, log: id, generation: held.key.generation, length: held.log.length, head: held.log.head }, session.authored(), { content: { kind: 'erased', body: {} } })
  return sendReady(session, id, ready)
}

test('who tells of retaliation when all is concluded is owed an answer, and the report stays until that is closed', async () => {
  const { office, keys, id } = await concluded()
  const told = await tellRetaliation(api, office, { keys, ...WORDS })
  const { raised } = openAlert(told.docket.events) ?? assert.fail()
  assert.deepEqual([told.docket.state, told.next], ['concluded', { day: addDays(raised, 7), reason: 'retaliation', clock: 'practice/retaliation' }])
  const [line] = (await listQueue(session)).lines.filter((each) => each.id === id)
  assert.deepEqual(line?.next, told.next)
  assert.equal((await world.store.read.docket(id))?.dueDay, told.next?.day)
  assert.equal(await refusalOf(() => eraseReport(session, id)), 'alert-open')

  const answered = await reply(session, id, { text: '我们在查。', language: 'zh' })
  assert.equal(openAlert(answered.conversation.docket.events)?.answered, raised)
  assert.equal(answered.next, null)
  assert.deepEqual(answered.conversation.turns.at(-2)?.retaliation, { since: '2026-11-20', mayAct: false })
  assert.equal((await reply(session, id, { text: '又及。', language: 'zh' })).chain.length > 0, true)
  assert.equal(await refusalOf(() => eraseReport(session, id)), 'alert-open')
  assert.equal(await refusalOf(() => eraseByHand(id)), 'alert-open', 'the server holds a client to it that does not look')

  const closed = await closeAlert(session, id, CLOSING)
  assert.equal(openAlert(closed.conversation.docket.events), null)
  assert.deepEqual([closed.conversation.turns.at(-1)?.outcome, closed.conversation.turns.at(-1)?.text], ['addressed', CLOSING.reason])
  assert.equal(await refusalOf(() => closeAlert(session, id, { ...CLOSING, reason: '再次' })), 'no-open-alert')
  assert.equal((await openReport(api, office, keys)).turns.at(-1)?.outcome, 'addressed')
  await eraseReport(session, id)
})

test('words that were sent once are told once, and a second alert has a clock of its own', async () => {
  const { office, keys, id } = await concluded()
  const tried = new Set<string>()
  await tellRetaliation(api, office, { keys, ...WORDS, tried })
  await tellRetaliation(api, office, { keys, ...WORDS, tried })
  assert.equal((await openReport(api, office, keys)).turns.filter(({ retaliation }) => retaliation !== undefined).length, 1)
  await tellRetaliation(api, office, { keys, ...WORDS, text: '又扣了奖金。' })
  await closeAlert(session, id, { ...CLOSING, outcome: 'not-pursued' })
  await tellRetaliation(api, office, { keys, ...WORDS, text: '又来了。', since: '', mayAct: true })
  const { clocks } = await openReportAsHandler(session, id)
  assert.deepEqual(clocks.filter(({ rule }) => rule.starts === 'retaliation').map(({ name, status }) => [name, status]), [['practice/retaliation', 'met'], ['practice/retaliation#2', 'running']])
})

test('who closes has read what is there, and who tells says something', async () => {
  const { office, keys, id } = await concluded()
  assert.equal(await refusalOf(() => closeAlert(session, id, CLOSING)), 'no-open-alert')
  assert.equal(await refusalOf(() => tellRetaliation(api, office, { keys, ...WORDS, text: ' ' })), 'empty-text')
  assert.equal(await refusalOf(() => tellRetaliation(api, office, { keys, ...WORDS, since: '2026-13-01' })), 'malformed')
  const { turns } = await tellRetaliation(api, office, { keys, ...WORDS })
  await tellRetaliation(api, office, { keys, ...WORDS, text: '又及。' })
  assert.equal(await refusalOf(() => closeAlert(session, id, { ...CLOSING, expectedLength: turns.length })), 'stale-head')
  assert.equal(await refusalOf(() => closeAlert(session, id, { ...CLOSING, reason: '' })), 'empty-text')
})

test('a reporter who took the report back can still tell', async () => {
  const { office, keys, id } = await concluded()
  await withdrawReport(api, office, { keys, text: '', language: 'zh', erase: true })
  await tellRetaliation(api, office, { keys, ...WORDS })
  assert.equal(await refusalOf(() => eraseReport(session, id)), 'alert-open')
})

test('what the server keeps in clear of an alert is its steps and their days', async () => {
  const { office, keys, id } = await concluded()
  await tellRetaliation(api, office, { keys, ...WORDS })
  const { docket } = await openReport(api, office, keys)
  const kept = await world.store.read.docket(id)
  assert.deepEqual(kept?.events, docket.events)
  assert.deepEqual(Object.keys(kept?.events.at(-1) ?? {}).sort(), ['day', 'retaliation'])
})
