// Goal: a clock is moved by a signed deed and a rule, never by a typed day; server, handlers, reporter and auditor derive one due day. Method: the real
// server in this process, two handlers and a reporter under the rules of an authority and of the police; then what each may not do.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addMonths, asDay } from '#base/day.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { firstDates } from '#clients/reporter/dates.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { Clock } from '#domain/clocks/derive.ts'
import { SHIPPED_PACKS } from '#domain/clocks/packs.ts'
import type { ClockChange } from '#domain/docket.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { addPack, putChannel } from './channels.ts'
import { moveClock } from './clock-deeds.ts'
import { sealEntry } from '#sealing/seal/entry.ts'
import { sendReady } from './append.ts'
import { openReportLog } from './report-logs.ts'
import { listQueue } from './queue.ts'
import { changeState } from './change-state.ts'
import { openReportAsHandler, reply } from './report.ts'

const open = await openOffice()
const { api, session, world } = open
const wei = await join(open, { name: 'Wei' })
await session.refresh()
const web = session.office().channels[0] ?? assert.fail()
const plan = { channel: 'web', names: web.names, team: web.team }
const FEEDBACK = 'eu-authority/feedback'
const POLICE = 'cn-police/handle'

async function filed() {
  const office = await loadOffice(api, session.id)
  const keys = await quickReporter()
  const { report, packs, receivedDay } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: '标底泄露', contact: 'no' }, language: 'zh', provenance: 'in-browser' } })
  return { office, keys, id: report, packs, receivedDay }
}

function named(clocks: readonly Clock[], name: string): Clock {
  return clocks.find((clock) => clock.name === name) ?? assert.fail(name)
}

const order = (change: ClockChange) => ({ change, reason: '等待鉴定结论', language: 'zh' as const })
const move = (who: typeof session, id: string, change: ClockChange) => moveClock(who, id, order(change))

test('a channel without a choice runs by the Directive, as before', async () => {
  const { id, packs, receivedDay, office } = await filed()
  assert.equal(packs, null)
  const { clocks, next } = await openReportAsHandler(session, id)
  assert.deepEqual(clocks.map(({ name }) => name), ['eu-internal/acknowledge', 'eu-internal/feedback'])
  const dates = firstDates(office.packs, packs, receivedDay)
  assert.deepEqual([next?.day, clocks[1]?.due], [dates.answerBy, dates.outcomeBy])
  assert.equal(await refusalOf(() => move(session, id, { rule: 'eu-internal/acknowledge', deed: 'waive' })), 'clock-stands-otherwise')
  assert.equal(await refusalOf(() => move(session, id, { rule: FEEDBACK, deed: 'pause', cause: 'appraisal' })), 'no-such-clock')
})

test('a report keeps the rules under which it came, and the server’s due day is the one that everybody derives', async () => {
  const before = await filed()
  await putChannel(session, { ...plan, packs: ['eu-authority@1', 'cn-police@1'] })
  const { id, keys, office } = await filed()
  assert.deepEqual((await openReportAsHandler(session, before.id)).conversation.docket.packs, ['eu-internal@1'])
  await reply(session, id, { text: '已收到', language: 'zh' })
  await changeState(session, id, { state: 'accepted', reason: '', language: 'zh' })
  const view = await openReportAsHandler(session, id)
  assert.deepEqual(view.conversation.docket.packs, ['eu-authority@1', 'cn-police@1'])
  const [line] = (await listQueue(session)).lines.filter((each) => each.id === id)
  assert.equal((await world.store.read.docket(id))?.dueDay, view.next?.day)
  assert.deepEqual(line?.next, view.next)
  assert.deepEqual((await openReport(api, office, keys)).next, view.next)
})

test('an extension is asked for by one and granted by another, and the reporter reads why', async () => {
  const { id, keys, office, receivedDay } = await filed()
  await reply(session, id, { text: '已收到', language: 'zh' })
  assert.equal(await refusalOf(() => move(session, id, { rule: FEEDBACK, deed: 'ask', amount: 4 })), 'extension-too-long')
  assert.equal(await refusalOf(() => move(wei, id, { rule: FEEDBACK, deed: 'extend', amount: 3 })), 'second-person')
  const asked = named((await move(session, id, { rule: FEEDBACK, deed: 'ask', amount: 3 })).clocks, FEEDBACK)
  assert.deepEqual([asked.due, asked.pending?.by], [addMonths(receivedDay, 3), session.me.signKey])
  assert.equal(await refusalOf(() => move(session, id, { rule: FEEDBACK, deed: 'extend', amount: 3 })), 'second-person')
  const granted = named((await move(wei, id, { rule: FEEDBACK, deed: 'extend', amount: 3 })).clocks, FEEDBACK)
  assert.deepEqual([granted.status, granted.due], ['extended', addMonths(receivedDay, 6)])
  const turns = (await openReport(api, office, keys)).turns.filter(({ clock }) => clock !== undefined)
  assert.deepEqual(turns.map(({ clock, text, author }) => [clock?.deed, text, author]), [['ask', '等待鉴定结论', session.me.signKey], ['extend', '等待鉴定结论', wei.me.signKey]])
  assert.equal(await refusalOf(() => moveClock(session, id, { ...order({ rule: FEEDBACK, deed: 'ask', amount: 1 }), reason: ' \n' })), 'empty-text')
})

test('a clock that stands still has no date, for anybody, until it is restarted', async () => {
  const { id, keys, office } = await filed()
  await changeState(session, id, { state: 'accepted', reason: '', language: 'zh' })
  await changeState(session, id, { state: 'referred', reason: '移送', language: 'zh', referral: { to: '市监局', notConcerned: true } })
  const settled = await openReportAsHandler(session, id)
  assert.equal(settled.next, null)
  const other = await filed()
  await changeState(session, other.id, { state: 'accepted', reason: '', language: 'zh' })
  const paused = await move(session, other.id, { rule: POLICE, deed: 'pause', cause: 'appraisal' })
  assert.deepEqual([named(paused.clocks, POLICE).status, named(paused.clocks, POLICE).due], ['paused', null])
  assert.equal((await openReport(api, other.office, other.keys)).paused, true)
  assert.equal((await openReport(api, office, keys)).paused, false)
  assert.equal(await refusalOf(() => move(wei, other.id, { rule: POLICE, deed: 'pause', cause: 'appraisal' })), 'clock-stands-otherwise')
  const again = await move(wei, other.id, { rule: POLICE, deed: 'restart' })
  assert.equal(named(again.clocks, POLICE).status, 'running')
})

test('a server is sent what no rule allows by a handler whose client does not ask, and keeps nothing', async () => {
  const { id } = await filed()
  await reply(session, id, { text: '已收到', language: 'zh' })
  const send = async (clock: ClockChange): Promise<string> => refusalOf(async () => {
    const { log, key } = await openReportLog(session, id)
    const end = { office: session.id, log: log.log, generation: key.generation, length: log.length, head: log.head }
    await sendReady(session, log.log, await sealEntry(end, key, { authored: session.authored(), content: { kind: 'clock', body: { reason: 'why', language: 'en' }, docket: { clock } } }))
  })
  assert.equal(await send({ rule: FEEDBACK, deed: 'extend', amount: 3 }), 'second-person')
  assert.equal(await send({ rule: FEEDBACK, deed: 'ask', amount: 40 }), 'extension-too-long')
  assert.equal(await send({ rule: FEEDBACK, deed: 'pause', cause: 'appraisal' }), 'clock-stands-otherwise')
  assert.equal(await send({ rule: 'uk/annual-report', deed: 'done' }), 'no-such-clock')
  assert.equal((await world.store.read.docket(id))?.events.length, 1)
})

test('waived: nothing is owed for it any more, and it never was late', async () => {
  const { id } = await filed()
  const { clocks, next } = await move(session, id, { rule: 'eu-authority/acknowledge', deed: 'waive' })
  assert.equal(named(clocks, 'eu-authority/acknowledge').status, 'waived')
  assert.equal(next?.clock, FEEDBACK)
})

test('an office writes its own rules, once and for good', async () => {
  const [some] = SHIPPED_PACKS
  const pack = { ...some, id: 'own-house', rules: some?.rules.slice(0, 1).map((rule) => ({ ...rule, amount: 3, unit: 'calendar-day' })) }
  await addPack(session, pack)
  await addPack(session, pack)
  assert.equal(await refusalOf(() => addPack(session, { ...pack, jurisdiction: 'elsewhere' })), 'unfit-pack')
  assert.equal(await refusalOf(() => addPack(session, { ...pack, id: 'eu-internal' })), 'unfit-pack')
  assert.equal(await refusalOf(() => putChannel(session, { ...plan, packs: ['own-house@2'] })), 'malformed')
  await putChannel(session, { ...plan, packs: ['own-house@1'] })
  const { id, keys, office, packs, receivedDay } = await filed()
  assert.deepEqual(packs, ['own-house@1'])
  const { next } = await openReportAsHandler(wei, id)
  assert.equal(next?.clock, 'own-house/acknowledge')
  assert.deepEqual([(await openReport(api, office, keys)).next?.day, firstDates(office.packs, packs, asDay(receivedDay)).answerBy], [next.day, next.day])
  assert.equal((await world.store.read.docket(id))?.dueDay, next.day)
})
