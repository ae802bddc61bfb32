// Goal: a view shows what its name says and nothing else. Method: a line for each side of every condition; random queues for what must hold of all filters.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { addDays, asDay } from '#base/day.ts'
import { SEVERITIES } from '#domain/triage-body.ts'
import { STATES, type Docket } from '#domain/docket.ts'
import { UNTRIAGED, type Triage } from '#domain/triage.ts'
import type { QueueLine } from './member.ts'
import { countEach, labelsInUse, NONE, VIEWS, wantedBy, wroteAgain, type QueueFilter, type ViewName } from './queue-filter.ts'

const LOOKING = { me: 'lin', today: asDay('2026-11-26') }

interface Said { readonly docket?: Partial<Docket>; readonly triage?: Partial<Triage>; readonly dueInDays?: number | null; readonly unopened?: boolean; readonly asksMe?: boolean; readonly entered?: QueueLine['entered'] }

function line({ docket = {}, triage = {}, dueInDays = 30, unopened = false, asksMe = false, entered = null }: Said): QueueLine {
  const { today } = LOOKING
  return {
    id: 'a', title: 'a', language: 'en', unopened, stale: false, entered, byTelephone: false, asksMe, card: null, triage: { ...UNTRIAGED, ...triage },
    docket: { state: 'received', channel: 'web', team: 'intake', urgent: false, receivedDay: today, acknowledgedDay: null, entries: 1, lastFrom: 'reporter', lastDay: today, packs: [], events: [], ...docket },
    next: dueInDays === null ? null : { day: addDays(today, dueInDays), reason: 'acknowledge', clock: 'eu-internal/acknowledge' },
  }
}

const concluded = { state: 'concluded' } as const
const CASES: readonly [ViewName, readonly Said[], readonly Said[]][] = [
  ['unread', [{ unopened: true }], [{}]],
  ['mine', [{ triage: { assigned: 'lin' } }], [{}, { triage: { assigned: 'zhou' } }, { triage: { assigned: 'lin' }, docket: concluded }]],
  ['due', [{ dueInDays: 0 }, { dueInDays: 7 }], [{ dueInDays: -1 }, { dueInDays: 8 }, { dueInDays: null }]],
  ['late', [{ dueInDays: -1 }], [{ dueInDays: 0 }, { dueInDays: null }]],
  ['urgent', [{ docket: { urgent: true } }], [{}, { docket: { urgent: true, ...concluded } }]],
  ['unassigned', [{}], [{ triage: { assigned: 'zhou' } }, { docket: concluded }]],
  ['hold', [{ triage: { hold: true }, docket: concluded }], [{}]],
  ['asks-me', [{ asksMe: true }], [{}]],
]
for (const [view, shown, hidden] of CASES) {
  test(`the view “${view}” shows what its name says, and nothing else`, () => {
    const isWanted = wantedBy({ view }, LOOKING)
    for (const each of shown) assert.ok(isWanted(line(each)), JSON.stringify(each))
    for (const each of hidden) assert.ok(!isWanted(line(each)), JSON.stringify(each))
  })
}

test('whoever covers somebody finds their reports among their own, and apart; whoever covers nobody finds none', () => {
  const [covered, own] = [line({ triage: { assigned: 'zhou' } }), line({ triage: { assigned: 'lin' } })]
  const settled = line({ triage: { assigned: 'zhou' }, docket: concluded })
  const seen = (view: ViewName, looking: Parameters<typeof wantedBy>[1]): readonly boolean[] => [covered, own, settled, line({})].map(wantedBy({ view }, looking))
  const covering = { ...LOOKING, covered: new Set(['zhou']) }
  assert.deepEqual([seen('mine', covering), seen('covering', covering)], [[true, true, false, false], [true, false, false, false]])
  assert.deepEqual([seen('mine', LOOKING), seen('covering', LOOKING)], [[false, true, false, false], [false, false, false, false]])
  assert.ok(!wantedBy({ assigned: 'lin' }, covering)(covered), 'whose it is stays what it is')
})

test('label, severity, assignee, channel and state each narrow the list, “none” included', () => {
  const one = line({ triage: { labels: ['港口'], severity: 'high', assigned: 'zhou' } })
  const yes: readonly QueueFilter[] = [{}, { label: '港口' }, { severity: 'high' }, { assigned: 'zhou' }, { channel: 'web' }, { state: 'received' }, { label: '港口', severity: 'high', assigned: 'zhou' }]
  const no: readonly QueueFilter[] = [{ label: '港' }, { severity: 'low' }, { severity: NONE }, { assigned: NONE }, { assigned: 'lin' }, { channel: 'letter' }, { state: 'accepted' }, { label: '港口', severity: 'low' }]
  assert.deepEqual([...yes, ...no].map((filter) => wantedBy(filter, LOOKING)(one)), [...yes.map(() => true), ...no.map(() => false)])
  assert.ok(wantedBy({ severity: NONE, assigned: NONE }, LOOKING)(line({})))
})

test('due, danger, unread, team, days, language, how it came, series and case each narrow the list, both ways', () => {
  const one = line({ docket: { urgent: true, receivedDay: asDay('2026-03-15'), team: 'ethics' }, dueInDays: 0, unopened: true, entered: { arrival: 'letter', member: 'lin' } })
  const looking = { ...LOOKING, isInSeries: (id: string) => id === 'a', isInCase: (id: string) => id === 'a' }
  const yes: readonly QueueFilter[] = [{ due: 'today' }, { due: 'week' }, { urgent: 'yes' }, { unread: 'yes' }, { team: 'ethics' }, { from: asDay('2026-03-15') }, { until: asDay('2026-03-15') }, { language: 'en' }, { came: 'letter' }, { series: 'yes' }, { case: 'yes' }]
  const no: readonly QueueFilter[] = [{ due: 'late' }, { due: NONE }, { urgent: 'no' }, { unread: 'no' }, { team: 'intake' }, { from: asDay('2026-03-16') }, { until: asDay('2026-03-14') }, { language: 'zh' }, { came: 'itself' }, { series: 'no' }, { case: 'no' }]
  assert.deepEqual([...yes, ...no].map((filter) => wantedBy(filter, looking)(one)), [...yes.map(() => true), ...no.map(() => false)])
  assert.ok(wantedBy({ due: NONE, urgent: 'no', unread: 'no', came: 'itself', series: 'no', case: 'no' }, LOOKING)(line({ dueInDays: null })))
  assert.ok(!wantedBy({ urgent: 'yes' }, LOOKING)(line({ docket: { urgent: true, ...concluded } })), 'what is settled is in no danger any more')
})

const someLine = fc.record({
  docket: fc.record({ state: fc.constantFrom(...STATES), urgent: fc.boolean(), channel: fc.constantFrom('web', 'letter') }),
  triage: fc.record({ labels: fc.uniqueArray(fc.constantFrom('a', 'b', '港口')), severity: fc.constantFrom(null, ...SEVERITIES), assigned: fc.constantFrom(null, 'lin', 'zhou'), hold: fc.boolean() }),
  dueInDays: fc.option(fc.integer({ min: -20, max: 20 })), unopened: fc.boolean(), asksMe: fc.boolean(),
}).map(line)
const someFilter: fc.Arbitrary<QueueFilter> = fc.record({
  view: fc.constantFrom(...VIEWS), state: fc.constantFrom(...STATES), label: fc.constantFrom('a', '港口', 'unused'), severity: fc.constantFrom(NONE, ...SEVERITIES),
  assigned: fc.constantFrom(NONE, 'lin', 'zhou'), channel: fc.constantFrom('web', 'letter'),
}, { requiredKeys: [] })

test('whatever more is asked for leaves no line that the less did not show, and counts are those of the lists', () => {
  fc.assert(fc.property(fc.array(someLine, { maxLength: 60 }), someFilter, (lines, filter) => {
    const parts = Object.entries(filter).map(([name, value]): QueueFilter => ({ [name]: value }))
    const shown = lines.filter(wantedBy(filter, LOOKING))
    assert.deepEqual(shown, parts.reduce<readonly QueueLine[]>((left, part) => left.filter(wantedBy(part, LOOKING)), lines))
    const all = [filter, ...parts, {}]
    assert.deepEqual(countEach(lines, all, LOOKING), all.map((each) => lines.filter(wantedBy(each, LOOKING)).length))
  }))
})

test('a line is in one list at most of: late, due, and neither', () => {
  fc.assert(fc.property(someLine, (each) => {
    assert.ok(countEach([each], [{ view: 'late' }, { view: 'due' }], LOOKING).reduce((sum, count) => sum + count, 0) <= 1)
    assert.ok(countEach([each], [{ view: 'mine' }, { view: 'unassigned' }], LOOKING).reduce((sum, count) => sum + count, 0) <= 1)
  }))
})

test('labels in use come each once, the most used first', () => {
  assert.deepEqual(labelsInUse([['b', 'a'], ['港口', 'a'], []].map((labels) => line({ triage: { labels } }))), ['a', 'b', '港口'])
})

test('new keys are no word of the reporter’s, and a second word is', () => {
  const later = addDays(LOOKING.today, 2)
  assert.ok(!wroteAgain(line({ docket: { entries: 2 } })), 'a report and a re-keying')
  assert.ok(!wroteAgain(line({ docket: { entries: 2, lastDay: later }, entered: { arrival: 'letter', member: 'lin' } })), 'a letter that lay elsewhere, and a re-keying')
  assert.ok(!wroteAgain(line({ docket: { entries: 3, lastFrom: 'office', acknowledgedDay: later } })))
  assert.ok(wroteAgain(line({ docket: { entries: 2, lastDay: later } })))
  assert.ok(wroteAgain(line({ docket: { entries: 3, acknowledgedDay: later, lastDay: later } })))
})
