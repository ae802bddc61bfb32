// Goal: what the office is done with is erased when its day has come, and not before, nor while somebody holds it or waits for an answer. Method: the real server in this process, its clock moved on.
import assert from 'node:assert/strict'
import test, { mock } from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { dueOf } from '#domain/retention.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, logInAgain, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { eraseReport, mayErase } from './erase.ts'
import { eraseDue, listRetained, setRetention, type RetainedLine } from './retention.ts'
import { changeState } from './change-state.ts'
import { openReportAsHandler } from './report.ts'
import { triageReport } from './triage.ts'

const open = await openOffice()
const { api } = open
let { session } = open
const wei = await join(open, { name: 'Wei' })
await session.refresh()
const office = await loadOffice(api, session.id)
const DAY_MS = 86_400_000
const watched = { onprogress: () => undefined, signal: new AbortController().signal }

async function settled(what: string, state: 'outside-remit' | 'referred') {
  const keys = await quickReporter()
  const { report } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what }, language: 'en', provenance: 'in-browser' } })
  await changeState(session, report, { state, reason: 'not ours', language: 'en', ...(state === 'referred' ? { referral: { to: 'The authority', notConcerned: true } } : {}) })
  return { id: report, keys }
}

async function retained(): Promise<readonly RetainedLine[]> {
  const lines: RetainedLine[] = []
  await listRetained(session, (some) => { lines.push(...some) })
  return lines
}

async function due(): Promise<readonly string[]> {
  return dueOf(await retained(), session.today()).map(({ line }) => line.id)
}

test('nothing is due while no end is set, and only administrators set one within its bounds', async () => {
  await settled('somebody’s reading', 'outside-remit')
  assert.deepEqual(await retained(), [])
  assert.equal(await refusalOf(() => setRetention(wei, { outsideRemitDays: 30, settledDays: null })), 'not-allowed')
  assert.equal(await refusalOf(() => setRetention(session, { outsideRemitDays: 1, settledDays: null })), 'malformed')
  await setRetention(session, { outsideRemitDays: 30, settledDays: 1096 })
  const { length } = session.officeLog()
  await setRetention(session, { outsideRemitDays: 30, settledDays: 1096 })
  assert.equal(session.officeLog().length, length, 'what is so already is not said again')
  await wei.refresh()
  assert.deepEqual(wei.office().retention, { outsideRemitDays: 30, settledDays: 1096 })
  assert.deepEqual([(await retained()).length, await due()], [1, []])
})

test('what is held, and what waits for an answer, stays; the rest is erased one by one', async () => {
  const [gone, held, waiting, referred] = [await settled('gone', 'outside-remit'), await settled('held', 'outside-remit'), await settled('waiting', 'outside-remit'), await settled('referred', 'referred')]
  await triageReport(wei, held.id, { hold: true, note: 'a court asks for it' })
  await replyToReport(api, office, { keys: waiting.keys, text: 'But it is yours.', language: 'en', provenance: 'in-browser' })
  // The server's clock goes with the clients'.
  mock.timers.enable({ apis: ['Date'], now: Date.now() + 31 * DAY_MS })
  session = await logInAgain(open)
  try {
    const before = await due()
    assert.deepEqual([before.includes(gone.id), before.includes(held.id), before.includes(waiting.id), before.includes(referred.id)], [true, false, false, false])
    assert.equal(await refusalOf(() => mayErase(session, held.id)), 'on-hold')
    assert.equal(await refusalOf(() => eraseReport(session, held.id)), 'on-hold')
    // A list of before says what is not so any more: it stays, and is told.
    const stale = (await retained()).map((each) => (each.line.id === held.id ? { ...each, retained: { ...each.retained, kept: null } } : each)).filter(({ line }) => [gone.id, held.id, referred.id].includes(line.id))
    const { done, stayed } = await eraseDue(session, stale, watched)
    assert.deepEqual([done, stayed.map(({ id }) => id).toSorted()], [3, [held.id, referred.id].toSorted()])
    assert.equal(await refusalOf(() => openReportAsHandler(session, gone.id)), 'no-such-log')
    await triageReport(session, held.id, { hold: false })
    assert.deepEqual((await due()).includes(held.id), true)
    const stopped = new AbortController()
    stopped.abort()
    assert.equal((await eraseDue(session, stale, { ...watched, signal: stopped.signal })).done, 0)
  } finally {
    mock.timers.reset()
  }
})
