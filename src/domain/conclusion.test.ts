// Goal: nothing that waits is forgotten when a report is concluded, and a decision that is itself the answer asks for nothing but its reason. Method: the folds
// over made-up logs, each lack alone, with what mends it and with an excuse; then excuses that are too old, and a conclusion that nobody checked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asDay } from '#base/day.ts'
import type { Clock } from './clocks/derive.ts'
import { clocksOf, NO_OWN_PACKS } from './clocks/next.ts'
import { missingBefore, needsReason, NOTHING_RUNS, overlookedIn, type Concluding } from './conclusion.ts'
import { foldConversation, foldDesk, type DeskEntry, type ReportEntry } from './conversation.ts'
import type { DocketChange } from './docket.ts'
import type { Exhibit } from './exhibits.ts'

const DAY = asDay('2026-03-02')
const [REPORTER, LIN] = ['reporter', 'lin']

type Line = Pick<ReportEntry, 'kind'> & Record<string, unknown>

/** @param lines - behind entry 0 */
function report(...lines: readonly Line[]): readonly ReportEntry[] {
  const first = { kind: 'report', author: REPORTER, docket: { state: 'received', channel: 'web', team: 'intake' }, body: { answers: { what: 'w' }, language: 'en', provenance: 'in-browser', directory: 'd', recipient: 'age1pq1' } }
  return [first, ...lines].map((line, seq) => ({ seq, hash: `h${seq}`, day: DAY, docket: null, ...line }) as unknown as ReportEntry)
}

const says = (text = 'x', body: object = {}): Line => ({ kind: 'message', author: REPORTER, body: { text, language: 'en', ...body } })
const answers = (body: object = {}): Line => ({ kind: 'message', author: LIN, body: { text: 'y', language: 'en', ...body } })
const moves = (docket: DocketChange): Line => ({ kind: 'state', author: LIN, docket, body: { state: docket.state, reason: 'r', language: 'en' } })
const ACCEPTED = moves({ state: 'accepted' })

function excused(reportHead: string, lacksThen: readonly string[] = ['unread 2']): DeskEntry {
  const lacks = lacksThen.map((each) => ({ what: each.split(' ')[0] ?? '', of: each.split(' ')[1] ?? '' }))
  return { kind: 'triage', seq: 1, hash: `e ${reportHead}`, author: LIN, day: DAY, docket: null, body: { reportHead, excuse: { lacks, reason: 'why' } } } as unknown as DeskEntry
}

function standing(entries: readonly ReportEntry[], more: Partial<Concluding> & { readonly desk?: never; readonly excuses?: readonly DeskEntry[]; readonly cases?: readonly string[] } = {}): Concluding {
  const conversation = foldConversation(entries)
  const { excuses = [], cases, ...rest } = more
  const desk = foldDesk(excuses)
  return { conversation, clocks: clocksOf(conversation.docket, NO_OWN_PACKS, DAY), exhibits: [], running: NOTHING_RUNS, hashes: entries.map(({ hash }) => hash), ...rest, desk: cases === undefined ? desk : { ...desk, cases } }
}

const lacks = (now: Concluding): readonly string[] => missingBefore('concluded', 'told', now).map(({ what, of }) => `${what} ${of}`.trim())

test('a report that was answered and has nothing open is concluded with a reason, and not without', () => {
  const now = standing(report(says(), ACCEPTED))
  assert.deepEqual([lacks(now), missingBefore('concluded', ' ', now)], [[], [{ what: 'reason', of: '' }]])
})

test('a decision that is itself the answer needs its reason, whatever else is open', () => {
  const open = standing(report(says('unread')), { cases: ['k'], running: { identities: ['i'], appraisals: ['a'] } })
  for (const state of ['not-accepted', 'outside-remit', 'referred'] as const) {
    assert.deepEqual(missingBefore(state, 'because', open), [])
    assert.deepEqual(missingBefore(state, '', open), [{ what: 'reason', of: '' }])
  }
  for (const state of ['acknowledged', 'assessed', 'accepted'] as const) assert.deepEqual(missingBefore(state, '', open), [], 'a step on the way needs none')
})

test('what is taken up again needs a reason', () => {
  assert.ok(needsReason('not-accepted', 'acknowledged') && !needsReason('received', 'acknowledged'))
})

test('a word of the reporter’s that nobody answered is named by its number; what only moves a date answers nothing', () => {
  assert.deepEqual(lacks(standing(report(ACCEPTED, says(), says()))), ['unread 2'])
  assert.deepEqual(lacks(standing(report(ACCEPTED, says(), { kind: 'urgency', author: LIN, docket: { urgent: true }, body: { reason: 'r', language: 'en' } }))), ['unread 2'])
  assert.deepEqual(lacks(standing(report(ACCEPTED, says(), answers()))), [])
  const withdrawn = report(ACCEPTED, { kind: 'withdrawal', author: REPORTER, docket: { state: 'withdrawn' }, body: { text: '', language: 'en', erase: false } })
  assert.deepEqual(lacks(standing(withdrawn)), [], 'who takes a report back waits for no answer')
})

test('an open alert, an open objection, an open case and what runs elsewhere are each missing', () => {
  const alert: Line = { kind: 'retaliation', author: REPORTER, docket: { retaliation: 'alleged' }, body: { text: 'x', since: null, mayAct: true, language: 'en' } }
  assert.deepEqual(lacks(standing(report(ACCEPTED, alert, answers()))), ['alert'])
  const objection: Line = { kind: 'objection', author: REPORTER, docket: { objection: 'raised' }, body: { text: 'x', language: 'en' } }
  assert.deepEqual(lacks(standing(report(moves({ state: 'referred' }), objection))), ['unread 2', 'objection'])
  const now = standing(report(ACCEPTED), { cases: ['k'], running: { identities: ['i'], appraisals: ['a'] } })
  assert.deepEqual(lacks(now), ['identity i', 'appraisal a', 'case k'])
})

test('a transcript that its speaker has not checked is missing, and one that was agreed or let be is not', () => {
  const voice = says('', { files: [{ file: 'f', name: 'v.opus' }] })
  const offer = answers({ text: 'heard', transcript: { file: 'f', is: 'offered' } })
  assert.deepEqual(lacks(standing(report(ACCEPTED, voice, offer))), ['transcript 3'])
  assert.deepEqual(lacks(standing(report(ACCEPTED, voice, offer, answers({ text: 'nobody can', transcript: { file: 'f', is: 'unchecked' } })))), [])
  assert.deepEqual(lacks(standing(report(ACCEPTED, voice, offer, says('', { minutes: 'agreed', of: 3 }), answers()))), [])
})

test('a thing that was taken and not given back is missing; so is a date that only a word of the office’s meets', () => {
  const exhibit = (more: Partial<Exhibit>): Exhibit => ({ kind: 'physical', ended: null, hash: 'x', ...more }) as unknown as Exhibit
  assert.deepEqual(lacks(standing(report(ACCEPTED), { exhibits: [exhibit({}), exhibit({ ended: 'return' }), exhibit({ kind: 'file' })] })), ['exhibit x'])
  const clock = (rule: object, more: object = {}): Clock => ({ name: 'p/r', status: 'running', done: null, rule: { owed: 'feedback', done: 'hand', ...rule }, ...more }) as unknown as Clock
  const clocks = [clock({}), clock({ owed: 'step' }), clock({ done: 'settled' }), clock({}, { status: 'waived' }), clock({}, { done: DAY })]
  assert.deepEqual(lacks(standing(report(ACCEPTED), { clocks })), ['clock p/r'])
})

test('an excuse counts for what it names, until the reporter writes or the office decides again', () => {
  const unread = report(ACCEPTED, says())
  assert.deepEqual(lacks(standing(unread, { excuses: [excused('h2')] })), [])
  assert.deepEqual(lacks(standing(unread, { excuses: [excused('h2', ['alert'])] })), ['unread 2'])
  assert.deepEqual(lacks(standing(unread, { excuses: [excused('h1')] })), ['unread 2'], 'it was written before the word came')
  assert.deepEqual(lacks(standing(report(ACCEPTED, says(), says()), { excuses: [excused('h2')] })), ['unread 2'])
  assert.deepEqual(lacks(standing(unread, { excuses: [excused('nowhere')] })), ['unread 2'])
  assert.deepEqual(lacks(standing(report(ACCEPTED), { cases: ['k'], excuses: [excused('h1')] })), ['case k'], 'some things no reason stands in for')
})

test('an excuse covers no thing that came after it, also where its kind was excused', () => {
  const entries = report(ACCEPTED)
  const excuses = [excused('h1', ['appraisal a'])]
  assert.deepEqual(lacks(standing(entries, { excuses, running: { identities: [], appraisals: ['a'] } })), [])
  assert.deepEqual(lacks(standing(entries, { excuses, running: { identities: [], appraisals: ['a', 'b'] } })), ['appraisal b'])
  const thing = (hash: string): Exhibit => ({ kind: 'physical', ended: null, hash }) as unknown as Exhibit
  assert.deepEqual(lacks(standing(entries, { excuses: [excused('h1', ['exhibit x'])], exhibits: [thing('x'), thing('y')] })), ['exhibit y'])
})

test('a report that somebody concluded without looking says what was overlooked, and an excuse that was written afterwards changes nothing', () => {
  const blind = report(ACCEPTED, says(), moves({ state: 'concluded' }))
  assert.deepEqual(overlookedIn(blind, []), ['unread'])
  assert.deepEqual(overlookedIn(blind, foldDesk([excused('h2')]).excuses), [])
  assert.deepEqual(overlookedIn(blind, foldDesk([excused('h3')]).excuses), ['unread'])
  assert.deepEqual(overlookedIn(report(ACCEPTED, says(), answers(), moves({ state: 'concluded' })), []), [])
  assert.deepEqual(overlookedIn([...blind, ...report(moves({ state: 'acknowledged' })).slice(1)], []), [], 'it is taken up again')
})

test('whatever was written: without an excuse a report is never whole while its last word is the reporter’s', () => {
  fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 12 }), (byReporter) => {
    const now = standing(report(ACCEPTED, ...byReporter.map((each) => (each ? says() : answers()))))
    assert.equal(lacks(now).length > 0, byReporter.at(-1) === true)
  }))
})
