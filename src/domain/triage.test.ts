// Goal: two people who change different things of one report both have their way, and a change can be taken back without taking anybody else's. Method: properties over any changes.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { SEVERITIES } from './triage-body.ts'
import { givenTo, labelText, triageChange, undoOf, UNTRIAGED, withTriage, type Triage, type TriageChange } from './triage.ts'

const label = fc.constantFrom('工资', 'tender', '假体检', 'wages', '𠮷')
const anyTriage: fc.Arbitrary<Triage> = fc.record({
  labels: fc.uniqueArray(label, { maxLength: 4 }).map((labels) => labels.toSorted()), severity: fc.constantFrom(null, ...SEVERITIES),
  nextStep: fc.constantFrom('', 'call the bank'), assigned: fc.constantFrom(null, 'lin', 'wei'), handed: fc.boolean(), hold: fc.boolean(), series: fc.constantFrom('by-text', 'alone', 'some-report'),
}, { noNullPrototype: true }).map((triage) => ({ ...triage, handed: triage.handed && triage.assigned !== null }))
const anyChange: fc.Arbitrary<TriageChange> = fc.record({
  add: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }), remove: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
  severity: fc.constantFrom(null, ...SEVERITIES), nextStep: fc.constantFrom('', 'write to the firm'), assigned: fc.constantFrom(null, 'lin', 'wei'), handed: fc.boolean(), hold: fc.boolean(), series: fc.constantFrom('by-text', 'alone', 'some-report'),
}, { requiredKeys: [], noNullPrototype: true })

function refusalOf(deed: () => unknown): string {
  try {
    deed()
  } catch (error) {
    return error instanceof Refusal ? error.code : assert.fail(String(error))
  }
  return 'nothing'
}

test('a change names only what it changes, and what it names is so afterwards', () => {
  fc.assert(fc.property(anyTriage, anyChange, (before, wanted) => {
    const change = triageChange(before, wanted)
    const after = change === null ? before : withTriage(before, change)
    assert.equal(triageChange(after, wanted), null)
    assert.deepEqual(Object.keys(change ?? {}).filter((name) => !Object.keys(wanted).includes(name)), [])
    for (const name of ['severity', 'nextStep', 'assigned', 'hold', 'series'] as const) assert.equal(after[name], wanted[name] === undefined ? before[name] : wanted[name])
    assert.equal(after.handed, after.assigned !== null && (wanted.handed ?? (after.assigned === before.assigned && before.handed)))
    assert.ok((wanted.add ?? []).every((each) => after.labels.includes(each)))
  }))
})

test('two who change different things at once both have their way, in either order', () => {
  fc.assert(fc.property(anyTriage, fc.record({ severity: fc.constantFrom(...SEVERITIES), add: fc.tuple(label) }), fc.constantFrom('lin', 'wei'), (before, grave, assigned) => {
    const [one, two]: readonly TriageChange[] = [grave, { assigned, nextStep: 'ask the ministry' }]
    assert.ok(one !== undefined && two !== undefined)
    assert.deepEqual(withTriage(withTriage(before, one), two), withTriage(withTriage(before, two), one))
  }))
})

test('a change that is taken back leaves what others changed since', () => {
  fc.assert(fc.property(anyTriage, anyChange, anyChange, (before, mine, theirs) => {
    const after = withTriage(before, triageChange(before, mine) ?? {})
    const alone = undoOf({ before, after, now: after })
    assert.deepEqual(alone === null ? after : withTriage(after, alone), before)
    const now = withTriage(after, theirs)
    const undo = undoOf({ before, after, now })
    const undone = undo === null ? now : withTriage(now, undo)
    for (const name of ['severity', 'nextStep', 'assigned', 'handed', 'hold', 'series'] as const) if (now[name] !== after[name]) assert.equal(undone[name], now[name])
  }))
})

test('what is handed to somebody waits until they take it, and is taken from nobody who took it by taking back the hand-over', () => {
  const handed = withTriage(UNTRIAGED, givenTo('wei', 'lin'))
  assert.deepEqual([handed.assigned, handed.handed], ['wei', true])
  assert.deepEqual(undoOf({ before: UNTRIAGED, after: handed, now: handed }), { assigned: null })
  const taken = withTriage(handed, givenTo('wei', 'wei'))
  assert.deepEqual(triageChange(handed, givenTo('wei', 'wei')), { handed: false })
  assert.deepEqual([taken.assigned, taken.handed], ['wei', false])
  assert.deepEqual(undoOf({ before: handed, after: taken, now: taken }), { handed: true })
  assert.equal(undoOf({ before: UNTRIAGED, after: handed, now: taken }), null)
  assert.equal(withTriage(handed, { assigned: null }).handed, false)
  assert.equal(withTriage(UNTRIAGED, { handed: true }).handed, false, 'nobody’s is handed to nobody')
})

test('a label is one line that can be seen, and a report has no more than a card holds', () => {
  assert.equal(labelText('  wage   theft '), 'wage theft')
  assert.equal(refusalOf(() => labelText('two\nlines')), 'bad-text')
  assert.equal(refusalOf(() => labelText('  ')), 'empty-text')
  assert.equal(refusalOf(() => labelText('标'.repeat(LIMITS.labelCharactersMax + 1))), 'too-large')
  const full: Triage = { ...UNTRIAGED, labels: Array.from({ length: LIMITS.labelsPerReportMax }, (_, at) => `${at}`) }
  assert.equal(refusalOf(() => triageChange(full, { add: ['one more'] })), 'too-large')
  assert.deepEqual(triageChange(full, { add: ['one more'], remove: ['0'] }), { add: ['one more'], remove: ['0'] })
  assert.deepEqual(withTriage(full, { add: ['one more'] }).labels, full.labels)
})

test('words alone change nothing, and go along with what does', () => {
  assert.equal(triageChange(UNTRIAGED, { note: 'please look' }), null)
  assert.deepEqual(triageChange(UNTRIAGED, { assigned: 'wei', note: 'please look' }), { assigned: 'wei', note: 'please look' })
  assert.deepEqual(triageChange({ ...UNTRIAGED, nextStep: 'call' }, { nextStep: '  ' }), { nextStep: '' })
})
