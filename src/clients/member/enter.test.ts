// Goal: what a member takes down is a reporter's report in everything, says truly by whom, and its clocks begin when the office had it. Method: the real server in
// this process, two members, the reporter with the code, and a stranger who lies.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays, type Day } from '#base/day.ts'
import { checkMinutes } from '#clients/reporter/check-minutes.ts'
import { prepareEntry, type EnteredSlip } from '#clients/reporter/enter-report.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { Draft } from '#clients/reporter/reporter.ts'
import type { OfficeEntry } from '#sealing/seal/report.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, liarOver, logInAgain, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { entryOf, type Arrived } from './enter.ts'
import { removeMember } from './people.ts'
import { listQueue } from './queue.ts'
import { openReportAsHandler, reply } from './report.ts'

const open = await openOffice()
const { api, session } = open
const wei = await join(open, { name: 'Wei' })
const auditor = await join(open, { name: 'Auditor', roles: ['auditor'], teams: [] })
await session.refresh()
const office = await loadOffice(api, session.id)
const today = session.today()
const WORDS: Draft = { channel: 'web', answers: { what: '标底泄露', danger: 'yes' }, language: 'zh', provenance: 'in-browser' }
const CALL: Arrived = { arrival: 'phone-live', received: today, isAnswerable: true, consent: true }

async function enter(arrived: Arrived, by = session): Promise<EnteredSlip> {
  return (await prepareEntry(office, { ...WORDS, entry: entryOf(by, arrived) }, arrived.isAnswerable)).send(api)
}

async function lineOf(id: string) {
  return (await listQueue(wei)).lines.find((line) => line.id === id) ?? assert.fail('not listed')
}

async function backWith(receipt: string | null) {
  return deriveReporter(receipt ?? assert.fail('no code'), office.salt)
}

test('a letter that came a week ago runs by the day on which it came, for the server, every handler and the reporter', async () => {
  const received = addDays(today, -7)
  const { report, receivedDay, receipt } = await enter({ ...CALL, arrival: 'letter', received })
  assert.equal(receivedDay, received)
  const line = await lineOf(report)
  assert.deepEqual([line.docket.receivedDay, line.docket.lastDay, line.next?.day, line.docket.urgent], [received, today, today, true])
  const view = await openReportAsHandler(wei, report)
  assert.deepEqual([view.conversation.docket.receivedDay, view.next?.day, view.isDatedBack], [received, today, false])
  assert.deepEqual(view.entered, { arrival: 'letter', member: session.me.signKey, isProved: true })
  const back = await openReport(api, office, await backWith(receipt))
  assert.deepEqual([back.docket.receivedDay, back.next?.day, back.entered?.arrival], [received, today, 'letter'])
})

test('lists name who took it down before and after somebody opened it', async () => {
  const { report } = await enter({ ...CALL, arrival: 'e-mail-in' })
  const wanted = { arrival: 'e-mail-in', member: session.me.signKey }
  assert.deepEqual((await lineOf(report)).entered, wanted)
  await openReportAsHandler(wei, report)
  const line = await lineOf(report)
  assert.deepEqual([line.unopened, line.entered], [false, wanted])
})

test('clocks are never begun later than by law: a day to come is refused, and so is one of longer than a year and a day ago', () => {
  for (const received of [addDays(today, 1), addDays(today, -367)]) assert.throws(() => entryOf(session, { ...CALL, received }), { code: 'malformed' })
  assert.throws(() => entryOf(session, { ...CALL, arrival: 'meeting', consent: false }), { code: 'malformed' })
  assert.throws(() => entryOf(session, { ...CALL, isRecorded: true, consent: false }), { code: 'malformed' })
  assert.throws(() => entryOf(auditor, CALL), { code: 'not-allowed' })
})

test('somebody who writes that a member took their words down is shown as unproved, and so is whoever dates their own report back', async () => {
  const claim: OfficeEntry = { received: addDays(today, -30), sign: async () => ({ arrival: 'letter', member: session.me.signKey, answerable: true, signature: `${'A'.repeat(86)}` }) }
  const { report } = await fileReport(api, office, { keys: await quickReporter(), draft: { ...WORDS, entry: claim } })
  const view = await openReportAsHandler(wei, report)
  assert.deepEqual([view.entered?.isProved, view.isDatedBack], [false, true])
  assert.equal((await lineOf(report)).entered, null)
  const outsider = await fileReport(api, office, { keys: await quickReporter(), draft: { ...WORDS, entry: entryOf(auditorAs(), CALL) } })
  assert.equal((await openReportAsHandler(wei, outsider.report)).entered?.isProved, false, 'signed by a member who handles no reports')
})

/** A member who handles nothing, on a device whose client does not ask. */
function auditorAs() {
  return new Proxy(auditor, {
    get(target, name) {
      if (name === 'officeLog') return () => ({ fold: { members: new Map([[auditor.me.signKey, { ...session.me, active: true }]]) } })
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

test('the reporter checks minutes with the code: what the office wrote stays, what it should have been stands behind it', async () => {
  const { report, receipt } = await enter(CALL)
  const keys = await backWith(receipt)
  assert.equal((await openReport(api, office, keys)).minutes?.standing, 'offered')
  const said = { keys, language: 'zh', provenance: 'in-browser' } as const
  assert.equal(await refusalOf(() => checkMinutes(api, office, { ...said, answer: 'rectified', text: ' ' })), 'empty-text')
  await checkMinutes(api, office, { ...said, answer: 'rectified', text: '是开标前两天。' })
  const rectified = (await openReportAsHandler(wei, report)).conversation
  assert.deepEqual([rectified.minutes?.standing, rectified.minutes?.versions.length, rectified.turns[0]?.text, rectified.turns[1]?.text], ['rectified', 2, '标底泄露', '是开标前两天。'])
  await checkMinutes(api, office, { ...said, answer: 'agreed', text: '' })
  assert.equal((await openReportAsHandler(wei, report)).conversation.minutes?.standing, 'agreed')
  const letter = await enter({ ...CALL, arrival: 'letter' })
  const lettered = await backWith(letter.receipt)
  assert.equal(await refusalOf(() => checkMinutes(api, office, { ...said, keys: lettered, answer: 'agreed', text: '' })), 'not-allowed')
})

test('a report without a way back tells no code to anybody and says so, and a handler can still write in it', async () => {
  const { receipt, report } = await enter({ ...CALL, arrival: 'letter', isAnswerable: false })
  assert.equal(receipt, null)
  assert.equal((await openReportAsHandler(wei, report)).conversation.contactWelcome, false)
  assert.equal((await reply(wei, report, { text: '收到', language: 'zh' })).conversation.turns.length, 2)
})

test('the server is told nothing of who takes a report down: it is filed as by anybody, and of today it looks like any other', async () => {
  const watched = liarOver(api)
  const entry = await prepareEntry(office, { ...WORDS, entry: entryOf(session, CALL) }, true)
  const slip = await entry.send(watched)
  assert.deepEqual(watched.calls.map(({ route, headers }) => [route, headers]), [['file-report', undefined]])
  assert.equal((await entry.send(api)).report, slip.report, 'sent twice it is filed once')
  const { chain } = await openReportAsHandler(wei, slip.report)
  assert.equal(chain.filter(({ log, author }) => log === 'report' && author === null).length, 1)
  const day: Day = (await lineOf(slip.report)).docket.receivedDay
  assert.equal(day, today)
})

test('whoever left the office stands for nothing that comes after, by whatever they say they saw of it', async () => {
  const before = await enter(CALL, wei)
  const gone = wei.me.signKey
  const entry = entryOf(wei, CALL)
  await removeMember(session, gone)
  await session.refresh()
  open.world.nowMs += 2 * 86_400_000
  const again = await logInAgain(open)
  const later = { ...await loadOffice(api, again.id), directory: office.directory }
  const { report } = await fileReport(api, later, { keys: await quickReporter(), draft: { ...WORDS, entry } })
  const { lines } = await listQueue(again)
  const enteredIn = (id: string) => lines.find((line) => line.id === id)?.entered
  assert.equal(enteredIn(report), null)
  assert.deepEqual(enteredIn(before.report), { arrival: 'phone-live', member: gone }, 'what was entered until then stands')
})
