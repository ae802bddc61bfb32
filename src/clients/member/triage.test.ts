// Goal: what handlers say of a report among themselves reaches every handler's list and nobody else. Method: the real server in this process, two members, and the reporter.
import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '#base/bytes.ts'
import { canonicalJson } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { TriageChange } from '#domain/triage.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import type { QueueLine } from './member.ts'
import { listQueue } from './queue.ts'
import { markSeen, openReportAsHandler, reply, setTitle, writeNote } from './report.ts'
import { removeMember } from './people.ts'
import { triageReport } from './triage.ts'

const open = await openOffice()
const { api, session } = open
const wei = await join(open, { name: 'Wei' })
const outsider = await join(open, { name: 'Outsider', teams: [] })
await session.refresh()

async function report(): Promise<string> {
  const office = await loadOffice(api, session.id)
  return (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser' } })).report
}

async function lineOf(id: string): Promise<QueueLine> {
  return (await listQueue(wei)).lines.find((line) => line.id === id) ?? assert.fail('not listed')
}

test('labels, severity, next step and assignee stand in a colleague’s list, and two who change at once both have their way', async () => {
  const id = await report()
  await Promise.all([
    triageReport(session, id, { add: ['招标', '紧急核实'], severity: 'high' }),
    triageReport(wei, id, { assigned: session.me.signKey, nextStep: '调取评标记录', note: '你熟悉这家公司' }),
  ])
  const { triage, stale } = await lineOf(id)
  assert.deepEqual([triage, stale], [{ labels: ['招标', '紧急核实'].toSorted(), severity: 'high', nextStep: '调取评标记录', assigned: session.me.signKey, handed: true, hold: false, series: 'by-text' }, false])
  const { notes } = (await openReportAsHandler(session, id)).desk
  assert.deepEqual(notes.map(({ text, handedTo, author }) => [text, handedTo, author]), [['你熟悉这家公司', session.me.signKey, wei.me.signKey]])
})

test('what is so already is not written again, and a report is given to nobody who cannot read it', async () => {
  const id = await report()
  const change: TriageChange = { add: ['wages'], severity: 'low' }
  const once = await triageReport(session, id, change)
  assert.equal((await triageReport(wei, id, change)).chain.length, once.chain.length)
  assert.equal(await refusalOf(() => triageReport(session, id, { assigned: outsider.me.signKey })), 'not-a-reader')
  assert.equal(await refusalOf(() => triageReport(session, id, { add: ['two\nlines'] })), 'bad-text')
  assert.notEqual(await refusalOf(() => triageReport(outsider, id, { severity: 'low' })), 'accepted')
  assert.deepEqual((await openReportAsHandler(wei, id)).desk.triage, { labels: ['wages'], severity: 'low', nextStep: '', assigned: null, handed: false, hold: false, series: 'by-text' })
})

test('a report that a handler took out of its series, or put into one, is so on every colleague’s device, and undone by either', async () => {
  const [id, other] = [await report(), await report()]
  const placed = async (): Promise<readonly string[]> => Promise.all([session, wei].map(async (each) => (await listQueue(each)).lines.find((line) => line.id === id)?.triage.series ?? assert.fail('not listed')))
  assert.deepEqual(await placed(), ['by-text', 'by-text'])
  await triageReport(session, id, { series: 'alone' })
  assert.deepEqual(await placed(), ['alone', 'alone'])
  await triageReport(wei, id, { series: other })
  assert.deepEqual(await placed(), [other, other])
  await triageReport(session, id, { series: 'by-text' })
  assert.deepEqual(await placed(), ['by-text', 'by-text'])
  assert.equal(await refusalOf(() => triageReport(session, id, { series: id })), 'malformed')
  assert.equal(await refusalOf(() => triageReport(session, id, { series: 'tidy' })), 'malformed')
})

test('a report handed over with a word waits at the top for whoever it was given to, until they take it, answer, or give it back', async () => {
  const { signKey: lin } = session.me
  const whose = async (id: string): Promise<readonly unknown[]> => { const { triage } = await lineOf(id); return [triage.assigned, triage.handed] }
  const taken = await report()
  const handed = await triageReport(session, taken, { assigned: wei.me.signKey, note: '证人周五来电' })
  assert.deepEqual(handed.desk.handOver, { by: lin, day: session.today(), text: '证人周五来电' })
  assert.deepEqual(await whose(taken), [wei.me.signKey, true])
  const after = await triageReport(wei, taken, { assigned: wei.me.signKey })
  assert.deepEqual([after.desk.handOver, await whose(taken)], [null, [wei.me.signKey, false]])
  const answered = await report()
  await triageReport(session, answered, { assigned: wei.me.signKey })
  assert.deepEqual((await openReportAsHandler(wei, answered)).desk.handOver, { by: lin, day: session.today(), text: '' })
  await writeNote(wei, answered, { text: 'I am looking at it' })
  assert.deepEqual(await whose(answered), [wei.me.signKey, true], 'a note takes nothing')
  assert.equal((await reply(wei, answered, { text: 'We have it.', language: 'en' })).desk.handOver, null)
  assert.deepEqual(await whose(answered), [wei.me.signKey, false])
  const back = await report()
  await triageReport(session, back, { assigned: wei.me.signKey })
  const returned = await triageReport(wei, back, { assigned: lin, note: 'I am away' })
  assert.deepEqual([returned.desk.handOver, await whose(back)], [{ by: wei.me.signKey, day: session.today(), text: 'I am away' }, [lin, true]])
  await triageReport(session, back, { assigned: null })
  assert.deepEqual([(await openReportAsHandler(wei, back)).desk.handOver, await whose(back)], [null, [null, false]])
})

test('a colleague hands over what is assigned to somebody who left, and the successor reads it while the one who left does not', async () => {
  const gone = await join(open, { name: 'Gone' })
  const id = await report()
  await triageReport(gone, id, { assigned: gone.me.signKey, nextStep: 'call the bank' })
  await removeMember(session, gone.me.signKey)
  await wei.refresh()
  const view = await triageReport(wei, id, { assigned: session.me.signKey, note: 'It was Gone’s' })
  assert.deepEqual([view.desk.triage.assigned, view.desk.triage.nextStep, view.desk.handOver?.by], [session.me.signKey, 'call the bank', wei.me.signKey])
  assert.equal((await openReportAsHandler(session, id)).desk.handOver?.text, 'It was Gone’s')
  assert.equal(await refusalOf(() => openReportAsHandler(gone, id)), 'session-ended')
  assert.equal(await refusalOf(() => triageReport(wei, id, { assigned: gone.me.signKey })), 'not-a-reader')
})

test('a note that asks a colleague stands in that colleague’s list until they write or mark it as seen, and in nobody else’s', async () => {
  const id = await report()
  const asksMe = async (): Promise<readonly boolean[]> => Promise.all([session, wei].map(async (each) => (await listQueue(each)).lines.find((line) => line.id === id)?.asksMe ?? assert.fail('not listed')))
  const asked = await writeNote(session, id, { text: '@Wei 请核实', mentions: [wei.me.signKey] })
  assert.deepEqual([asked.desk.asked, asked.desk.notes[0]?.mentions, await asksMe()], [[wei.me.signKey], [wei.me.signKey], [false, true]])
  const before = (await markSeen(session, id)).chain.length
  assert.deepEqual([before, await asksMe()], [asked.chain.length, [false, true]])
  await markSeen(wei, id)
  assert.deepEqual(await asksMe(), [false, false])
  await triageReport(wei, id, { severity: 'low', note: '请看', mentions: [session.me.signKey] })
  assert.deepEqual(await asksMe(), [true, false])
  await reply(session, id, { text: 'We have it.', language: 'en' })
  assert.deepEqual(await asksMe(), [false, false])
})

test('nobody is asked who cannot read the report, and the server sees no key of whom a note asks', async () => {
  const id = await report()
  assert.equal(await refusalOf(() => writeNote(session, id, { text: 'x', mentions: [outsider.me.signKey] })), 'not-a-reader')
  assert.equal(await refusalOf(() => triageReport(session, id, { severity: 'low', note: 'x', mentions: [outsider.me.signKey] })), 'not-a-reader')
  const { device, liar } = await deviceOf(session)
  await writeNote(device, id, { text: 'x', mentions: [wei.me.signKey] })
  const sent = liar.calls.filter(({ route }) => route === 'append-entry' || route === 'put-card').map(({ body }) => Buffer.from(body as Uint8Array).toString('latin1')).join('')
  assert.ok(sent.length > 1000)
  assert.ok(!sent.includes(wei.me.signKey))
})

test('the longest title, labels, next step and list of people asked that there may be have room on a card', async () => {
  const id = await report()
  await setTitle(session, id, '标'.repeat(LIMITS.titleCharactersMax))
  const add = Array.from({ length: LIMITS.labelsPerReportMax }, (_, at) => `${at}${'标'.repeat(LIMITS.labelCharactersMax - 1)}`)
  await triageReport(session, id, { add, nextStep: '步'.repeat(LIMITS.nextStepCharactersMax), severity: 'medium', assigned: wei.me.signKey, hold: true, series: await report() })
  const { triage, title } = await lineOf(id)
  assert.deepEqual([triage.labels.length, triage.nextStep.length, title?.length], [LIMITS.labelsPerReportMax, LIMITS.nextStepCharactersMax, LIMITS.titleCharactersMax])
  const card = (await lineOf(id)).card ?? assert.fail('no card')
  // So many colleagues are in no test's office; quotation marks are what costs most of what a name of a key may hold.
  const asked = Array.from({ length: LIMITS.askedOnCardMax }, (_, at) => `colleag${at % 10}`)
  assert.ok(utf8(canonicalJson({ ...card, seq: 999_999, asked })).length <= LIMITS.cardBytes)
})
