// Goal: what handlers say of a report among themselves reaches every handler's list and nobody else. Method: the real server in this process, two members, and the reporter.
import assert from 'node:assert/strict'
import test from 'node:test'
import { LIMITS } from '#base/limits.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { TriageChange } from '#domain/triage.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import type { QueueLine } from './member.ts'
import { listQueue } from './queue.ts'
import { openReportAsHandler, setTitle } from './report.ts'
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
  assert.deepEqual([triage, stale], [{ labels: ['招标', '紧急核实'].toSorted(), severity: 'high', nextStep: '调取评标记录', assigned: session.me.signKey, hold: false }, false])
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
  assert.deepEqual((await openReportAsHandler(wei, id)).desk.triage, { labels: ['wages'], severity: 'low', nextStep: '', assigned: null, hold: false })
})

test('the longest title, labels and next step that there may be have room on a card', async () => {
  const id = await report()
  await setTitle(session, id, '𠮷'.repeat(LIMITS.titleCharactersMax / 2))
  const add = Array.from({ length: LIMITS.labelsPerReportMax }, (_, at) => `${at}${'标'.repeat(LIMITS.labelCharactersMax - 1)}`)
  await triageReport(session, id, { add, nextStep: '步'.repeat(LIMITS.nextStepCharactersMax), severity: 'medium', assigned: wei.me.signKey, hold: true })
  const { triage, title } = await lineOf(id)
  assert.deepEqual([triage.labels.length, triage.nextStep.length, title?.length], [LIMITS.labelsPerReportMax, LIMITS.nextStepCharactersMax, LIMITS.titleCharactersMax])
})
