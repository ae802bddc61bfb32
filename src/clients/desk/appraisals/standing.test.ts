// Goal: each side sees what waits for it, and nothing that does not; the steps tell how far it is. Method: appraisals walked through by their folds,
// looked at from both sides after each entry.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays, asDay, type Day } from '#base/day.ts'
import type { AppraisalLine, AppraisalView } from '#clients/member/appraisals.ts'
import { foldAppraisal, readAppraisal, type AppraisalEntry } from '#domain/appraisal.ts'
import type { Bodies } from '#domain/bodies.ts'
import { appraisalGroupOf, appraisalGroups, stepsOf, waitingCount, waitingOf } from './standing.ts'

const DAY = asDay('2026-11-23')
const id = (seed: string): string => `${seed.padEnd(42, '0')}A`
const item = { exhibit: id('one'), number: 1, description: '录音', kind: 'file' as const, files: [] }
const question: Bodies['appraisal'] = { expert: 'expert', items: [item], questions: '?', due: addDays(DAY, 10) }
const finding = { exhibit: id('one'), finding: 'f', scale: 's', method: 'm', reasons: 'r' }

type Said = { [K in Exclude<AppraisalEntry['kind'], 'unreadable'>]: readonly [K, Bodies[K], string] }[Exclude<AppraisalEntry['kind'], 'unreadable'>]
const asked: Said = ['appraisal', question, 'lin']
const taken: Said = ['appraisal-accepted', { independence: '无' }, 'expert']
const opinion: Said = ['opinion', { findings: [finding] }, 'expert']
const word = (author: string): Said => ['appraisal-word', { text: '?' }, author]
const review = (at: number, verdict: 'accepted' | 'objected'): Said => ['appraisal-review', { opinion: `hash ${at}`, verdict, reason: 'r' }, 'zhou']

function viewOf(part: 'office' | 'expert', walk: readonly Said[], more: Partial<AppraisalView> = {}): AppraisalView {
  const entries = walk.map(([kind, body, author], at) => ({ kind, body, author, day: addDays(DAY, at), hash: `hash ${at}` }) as AppraisalEntry)
  const steps = entries.map((entry) => ({ kind: entry.kind === 'unreadable' ? entry.claimed : entry.kind, author: entry.author, day: entry.day, hash: entry.hash }))
  return { ...foldAppraisal(steps), id: id('a'), report: id('r'), part, asked: readAppraisal(entries), steps, next: [], ...more }
}

const waits = (part: 'office' | 'expert', ...walk: readonly Said[]): string => waitingOf(viewOf(part, [asked, ...walk]), [], DAY).join()

test('the office looks at what nobody answered: a word, an opinion, a supplement', () => {
  assert.equal(waits('office'), '')
  assert.equal(waits('office', word('lin')), '')
  assert.equal(waits('office', word('expert')), 'word')
  assert.equal(waits('office', word('expert'), word('zhou')), '')
  assert.equal(waits('office', taken, opinion), 'review')
  assert.equal(waits('office', taken, opinion, review(2, 'accepted')), '')
  assert.equal(waits('office', taken, opinion, review(2, 'objected'), opinion), 'review')
  assert.equal(waits('office', taken, opinion, review(2, 'objected'), opinion, word('expert')), 'review,word')
  assert.equal(waits('office', taken, opinion, ['appraisal-closed', { reason: '' }, 'lin']), '')
})

test('who gives a key answers nobody', () => {
  const view = viewOf('office', [asked, word('expert')])
  const keyed = { ...view, steps: [...view.steps, { kind: 'rekey' as const, author: 'lin', day: DAY, hash: 'hash 2' }] }
  assert.deepEqual(waitingOf(keyed, [], DAY), ['word'])
})

test('an opinion that counts for nothing waits for no review', () => {
  assert.equal(waits('office', taken, ['opinion', { findings: [{ ...finding, exhibit: id('other') }] }, 'expert']), '')
})

test('the expert sees what is not done: to take on, to answer, an objection, a word', () => {
  assert.equal(waits('expert'), 'take-on')
  assert.equal(waits('expert', word('lin')), 'take-on,word')
  assert.equal(waits('expert', word('lin'), taken), 'opinion')
  assert.equal(waits('expert', taken, opinion), '')
  assert.equal(waits('expert', taken, opinion, review(2, 'accepted')), '')
  assert.equal(waits('expert', taken, opinion, review(2, 'objected')), 'objection')
  assert.equal(waits('expert', taken, opinion, review(2, 'objected'), opinion), '')
  assert.equal(waits('expert', ['appraisal-declined', { reason: 'r' }, 'expert']), '')
  assert.equal(waits('expert', taken, ['appraisal-closed', { reason: '' }, 'lin']), '')
})

test('one that was declined waits until somebody else is asked, or its day is over', () => {
  const declined = viewOf('office', [asked, ['appraisal-declined', { reason: 'r' }, 'expert']], { id: id('declined') })
  const later = viewOf('office', [asked], { id: id('later') })
  const elsewhere = viewOf('office', [asked], { id: id('elsewhere'), report: id('other') })
  assert.deepEqual(waitingOf(declined, [declined], DAY), ['declined'])
  assert.deepEqual(waitingOf(declined, [elsewhere, declined], DAY), ['declined'])
  assert.deepEqual(waitingOf(declined, [declined, later], DAY), ['declined'], 'what was asked before it settles nothing')
  assert.deepEqual(waitingOf(declined, [later, declined], DAY), [])
  assert.deepEqual(waitingOf(declined, [declined], addDays(DAY, 10)), ['declined'])
  assert.deepEqual(waitingOf(declined, [declined], addDays(DAY, 11)), [])
})

test('nobody can answer what does not open, so it waits for nobody', () => {
  assert.deepEqual(waitingOf(viewOf('expert', [asked], { asked: null }), [], DAY), [])
})

test('the steps tell the way that was gone, and where it stands', () => {
  const told = (...walk: readonly Said[]): string => stepsOf(viewOf('office', [asked, ...walk])).map(({ name, at, day }) => `${name}:${at}${day === null ? '' : `@${day.slice(8)}`}`).join(' ')
  assert.equal(told(), 'asked:now@23 taken-on:ahead work:ahead opinion:ahead reviewed:ahead closed:ahead')
  assert.equal(told(taken), 'asked:done@23 taken-on:done@24 work:now opinion:ahead reviewed:ahead closed:ahead')
  assert.equal(told(taken, opinion), 'asked:done@23 taken-on:done@24 work:done opinion:now@25 reviewed:ahead closed:ahead')
  assert.equal(told(taken, opinion, review(2, 'objected')), 'asked:done@23 taken-on:done@24 work:done opinion:done@25 reviewed:now@26 closed:ahead')
  assert.equal(told(taken, opinion, review(2, 'objected'), opinion), 'asked:done@23 taken-on:done@24 work:done opinion:now@25 reviewed:ahead closed:ahead')
  assert.equal(told(['appraisal-declined', { reason: 'r' }, 'expert']), 'asked:done@23 declined:done@24')
  assert.equal(told(['appraisal-closed', { reason: '' }, 'lin']), 'asked:done@23 closed:done@24', 'steps that were not taken are not told')
  assert.equal(told(taken, opinion, ['appraisal-closed', { reason: '' }, 'lin']), 'asked:done@23 taken-on:done@24 work:done opinion:done@25 closed:done@26')
})

test('a list begins with what does not hold, then what is late, and what is wanted first', () => {
  const line = (name: string, due: Day, ...walk: readonly Said[]): AppraisalLine => ({ id: id(name), view: viewOf('office', [['appraisal', { ...question, due }, 'lin'], ...walk], { id: id(name) }) })
  const broken: AppraisalLine = { id: id('broken'), view: null, broken: 'bad-chain' }
  const lines = [
    line('ended', addDays(DAY, -9), ['appraisal-declined', { reason: 'r' }, 'expert']), line('answered', addDays(DAY, -9), taken, opinion), line('later', addDays(DAY, 8)),
    line('week', addDays(DAY, 7), taken), line('today', DAY), line('late', addDays(DAY, -1)), line('later still', addDays(DAY, -4)), broken,
  ]
  const name = (each: AppraisalLine): string => each.id.replace(/0*A$/, '')
  assert.deepEqual(appraisalGroups(lines, DAY).map((group) => [group.name, group.lines.map(name)]), [
    ['broken', ['broken']], ['late', ['later still', 'late']], ['week', ['today', 'week']], ['later', ['later']], ['answered', ['answered']], ['ended', ['ended']],
  ])
  assert.equal(appraisalGroupOf({ id: id('x'), view: viewOf('office', [asked], { asked: null }) }, DAY), 'broken')
  assert.equal(waitingCount(lines, DAY), 1)
})
