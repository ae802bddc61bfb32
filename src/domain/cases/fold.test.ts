// Goal: a case keeps every word, moves only where nothing is missing, and copies nothing. Method: folds of made-up entries, and properties over any of them.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { ALLEGATION_CATEGORIES, caseDeed, CASE_STATES, DISPOSITIONS, type CaseDeed } from './bodies.ts'
import { allegationsOf, reportsOf, type Case, type CaseEntry } from './case.ts'
import { isPeriod } from './edtf.ts'
import { foldCase } from './fold.ts'
import { heldBy, missingFor, missingInLog, nextCaseStates } from './steps.ts'

const DAY = asDay('2026-11-26')
const LIN = 'lin'
const WEI = 'wei'

function begun(title = '采购', from?: string): CaseEntry {
  return { kind: 'case', hash: `begun-${title}`, author: LIN, day: DAY, body: { title, lead: LIN, ...(from === undefined ? {} : { from }) } }
}

function said(hash: string, author: string, body: CaseDeed): CaseEntry {
  return { kind: 'case-deed', hash, author, day: DAY, body }
}

/** Entries named by their place. */
function caseOf(deeds: readonly (readonly [author: string, deed: CaseDeed])[], sources?: ReadonlyMap<string, Case>): Case {
  return foldCase([begun(), ...deeds.map(([author, deed], at) => said(String(at), author, deed))], sources)
}

const ALLEGED: CaseDeed = { act: 'alleged', category: 'procurement', text: '标底在开标前外泄', period: '2026-03~' }
const EFFECTS = (of: Case): readonly string[] => of.lines.map(({ effect }) => effect)

test('a case closes once two people say so, and not before every allegation is disposed of', () => {
  const close: CaseDeed = { act: 'moved', state: 'closed', reason: 'done' }
  const early = caseOf([[LIN, ALLEGED], [LIN, close]])
  assert.deepEqual([EFFECTS(early), missingInLog(early, 'closed')], [['counts', 'incomplete'], [{ what: 'disposition', allegation: '0' }]])
  const disposed: CaseDeed = { act: 'disposed', allegation: '0', disposition: 'unsubstantiated', reason: 'no trace' }
  const alone = caseOf([[LIN, ALLEGED], [WEI, disposed], [LIN, close], [LIN, { act: 'agreed', deed: '2' }]])
  assert.deepEqual([alone.state, EFFECTS(alone)], ['opened', ['counts', 'counts', 'waits', 'second-person']])
  const both = caseOf([[LIN, ALLEGED], [WEI, disposed], [LIN, close], [WEI, { act: 'agreed', deed: '2' }], [WEI, ALLEGED], [LIN, { act: 'note', text: 'late word' }]])
  assert.deepEqual([both.state, EFFECTS(both), heldBy(both)], ['closed', ['counts', 'counts', 'counts', 'counts', 'ended', 'counts'], []])
  const late = caseOf([[LIN, ALLEGED], [WEI, disposed], [LIN, close], [LIN, ALLEGED], [WEI, { act: 'agreed', deed: '2' }]])
  assert.deepEqual([late.state, EFFECTS(late).at(-1)], ['opened', 'incomplete'], 'what came since is disposed of first')
  const again = caseOf([[LIN, close], [WEI, { act: 'agreed', deed: '0' }], [WEI, { act: 'moved', state: 'reopened', reason: 'a witness' }], [WEI, ALLEGED]])
  assert.deepEqual([again.state, allegationsOf(again).length], ['reopened', 1])
})

test('nobody calls an allegation abusive alone, and an objection or a later finding ends it', () => {
  const abusive: CaseDeed = { act: 'disposed', allegation: '0', disposition: 'abusive', reason: 'knowingly false' }
  const found = (rest: readonly (readonly [string, CaseDeed])[]): unknown => allegationsOf(caseOf([[LIN, ALLEGED], [LIN, abusive], ...rest]))[0]?.disposed?.disposition
  assert.deepEqual([found([]), found([[LIN, { act: 'agreed', deed: '1' }]]), found([[WEI, { act: 'agreed', deed: '1' }]])], [undefined, undefined, 'abusive'])
  assert.equal(found([[WEI, { act: 'objected', deed: '1', reason: 'honest error' }], [WEI, { act: 'agreed', deed: '1' }]]), undefined)
  assert.equal(found([[WEI, { act: 'disposed', allegation: '0', disposition: 'inconclusive', reason: 'unclear' }], [WEI, { act: 'agreed', deed: '1' }]]), 'inconclusive')
})

test('a step says what is missing before it, and a suspension ends where it began', () => {
  const empty = caseOf([])
  assert.deepEqual(missingInLog(empty, 'preliminary-assessment'), [{ what: 'report' }])
  assert.deepEqual(missingInLog(empty, 'investigation'), [{ what: 'allegation' }, { what: 'plan' }])
  const held = caseOf([[LIN, { act: 'joined', report: 'r' }], [LIN, { act: 'moved', state: 'preliminary-assessment', reason: 'x' }], [LIN, { act: 'moved', state: 'suspended', reason: 'court' }], [LIN, { act: 'moved', state: 'findings', reason: 'x' }]])
  assert.deepEqual([held.state, nextCaseStates(held), EFFECTS(held).at(-1)], ['suspended', ['preliminary-assessment'], 'transition'])
  const around = { reports: new Map([['r', { isAnswered: false, isOnHold: true }]]), hasRetention: false }
  const open = caseOf([[LIN, { act: 'joined', report: 'r' }]])
  assert.deepEqual(missingFor(open, 'closed', around), [{ what: 'answer', report: 'r' }, { what: 'hold', report: 'r' }, { what: 'retention' }])
  const excused = caseOf([[LIN, { act: 'joined', report: 'r' }], [LIN, { act: 'excused', report: 'r', excuse: 'no-answer', reason: 'asked not to' }], [LIN, { act: 'excused', report: 'r', excuse: 'stays-on-hold', reason: 'court' }]])
  assert.deepEqual(missingFor(excused, 'closed', { ...around, hasRetention: true }), [])
  assert.deepEqual(missingFor(open, 'closed', { reports: new Map(), hasRetention: true }), [{ what: 'reading', report: 'r' }])
})

test('merging hands on by reference: the words stay where they were written, and the other case points there', () => {
  const b = foldCase([begun('b'), said('b1', WEI, { act: 'joined', report: 'r' }), said('b2', WEI, ALLEGED), said('b3', WEI, { act: 'gave', to: 'A', reports: [], allegations: [], whole: true }), said('b4', WEI, ALLEGED)])
  assert.deepEqual([b.mergedInto, reportsOf(b), allegationsOf(b), EFFECTS(b).at(-1), heldBy(b), nextCaseStates(b)], ['A', [], [], 'ended', [], []])
  const took: CaseDeed = { act: 'took', from: 'B', reports: ['r'], allegations: ['b2'] }
  const a = caseOf([[LIN, took], [LIN, { act: 'disposed', allegation: 'b2', disposition: 'partly', reason: 'seen' }]], new Map([['B', b]]))
  assert.deepEqual(allegationsOf(a).map(({ id, from, words, disposed }) => [id, from, words?.text, disposed?.disposition]), [['b2', 'B', '标底在开标前外泄', 'partly']])
  assert.deepEqual(reportsOf(a).map(({ report, from }) => [report, from]), [['r', 'B']])
  const blind = caseOf([[LIN, took]])
  assert.deepEqual(allegationsOf(blind).map(({ id, words }) => [id, words]), [['b2', null]], 'who does not read the other case is told that there is one')
  assert.equal(JSON.stringify(took).includes('标底'), false)
})

test('what is handed over in part is worked on there alone, and may come back', () => {
  const split = caseOf([[LIN, ALLEGED], [LIN, { act: 'gave', to: 'N', reports: [], allegations: ['0'], whole: false }], [LIN, { act: 'disposed', allegation: '0', disposition: 'partly', reason: 'x' }]])
  assert.deepEqual([allegationsOf(split), split.gone.get('0'), EFFECTS(split).at(-1)], [[], 'N', 'not-here'])
  const back = foldCase([...entriesOf(split), said('9', LIN, { act: 'took', from: 'N', reports: [], allegations: ['0'] })])
  assert.deepEqual(allegationsOf(back).map(({ id, from }) => [id, from]), [['0', 'N']])
})

function entriesOf(of: Case): readonly CaseEntry[] {
  return [begun(), ...of.lines.flatMap(({ hash, author, deed }) => (deed === null ? [] : [said(hash, author, deed)]))]
}

const anyDeed: fc.Arbitrary<CaseDeed> = fc.oneof(
  fc.record({ act: fc.constant('note' as const), text: fc.constantFrom('a', '乙') }),
  fc.record({ act: fc.constant('planned' as const), plan: fc.constantFrom('', 'ask the bank') }),
  fc.record({ act: fc.constant('joined' as const), report: fc.constantFrom('r1', 'r2') }),
  fc.record({ act: fc.constant('left' as const), report: fc.constantFrom('r1', 'r2'), reason: fc.constant('x') }),
  fc.constant(ALLEGED),
  fc.record({ act: fc.constant('disposed' as const), allegation: fc.constantFrom('0', '1', 'L', 'W'), disposition: fc.constantFrom(...DISPOSITIONS), reason: fc.constant('x') }),
  fc.record({ act: fc.constant('moved' as const), state: fc.constantFrom(...CASE_STATES), reason: fc.constant('x') }),
  fc.record({ act: fc.constant('agreed' as const), deed: fc.constantFrom('0', '1', '2', 'L', 'W') }),
  fc.record({ act: fc.constant('gave' as const), to: fc.constant('N'), reports: fc.constantFrom([], ['r1']), allegations: fc.constantFrom([], ['0']), whole: fc.boolean() }),
)
const anyDeeds = fc.array(fc.tuple(fc.constantFrom(LIN, WEI), anyDeed), { maxLength: 12 })

test('whatever two people write at once, every word of both is kept, whoever comes first', () => {
  fc.assert(fc.property(anyDeeds, anyDeed, anyDeed, (before, lins, weis) => {
    const start = entriesOf(caseOf(before))
    const [l, w] = [said('L', LIN, lins), said('W', WEI, weis)]
    for (const order of [[l, w], [w, l]]) {
      const { lines } = foldCase([...start, ...order])
      assert.equal(lines.length, before.length + 2)
      assert.deepEqual(new Set(lines.slice(-2).map(({ deed }) => deed)), new Set([lins, weis]))
    }
  }))
})

test('two who say different things of an open case at once are both right, in either order', () => {
  const open = fc.array(fc.tuple(fc.constantFrom(LIN, WEI), fc.constantFrom<CaseDeed>(ALLEGED, { act: 'joined', report: 'r1' }, { act: 'note', text: 'a' })), { maxLength: 8 })
  const lins: readonly CaseDeed[] = [{ act: 'titled', title: 'new' }, { act: 'joined', report: 'r9' }, ALLEGED]
  const weis: readonly CaseDeed[] = [{ act: 'planned', plan: 'ask' }, { act: 'joined', report: 'r8' }, { act: 'led', lead: WEI }]
  const unordered = ({ lines, reports, allegations, ...rest }: Case): unknown => ({ ...rest, lines: new Map(lines.map((line) => [line.hash, line])), reports: new Map(reports), allegations: new Map(allegations) })
  fc.assert(fc.property(open, fc.constantFrom(...lins), fc.constantFrom(...weis), (before, a, b) => {
    const start = entriesOf(caseOf(before))
    const [l, w] = [said('L', LIN, a), said('W', WEI, b)]
    assert.deepEqual(unordered(foldCase([...start, l, w])), unordered(foldCase([...start, w, l])))
  }))
})

test('no closed case has an open allegation, none abusive by one person, and none in an order that the steps do not know', () => {
  fc.assert(fc.property(anyDeeds, (deeds) => {
    const now = caseOf(deeds)
    if (now.state === 'closed') assert.ok(allegationsOf(now).every(({ disposed }) => disposed !== null))
    for (const { disposed } of now.allegations.values()) if (disposed?.disposition === 'abusive') assert.ok(disposed.agreedBy !== null && disposed.agreedBy !== disposed.author)
    for (const state of CASE_STATES) if (!nextCaseStates(now).includes(state)) assert.equal(caseOf([...deeds, [LIN, { act: 'moved', state, reason: 'x' }]]).state, now.state)
  }), { numRuns: 300 })
})

test('no category of an allegation is an opinion, a belief, a membership, reading or browsing, and none can be written by hand', () => {
  assert.ok(ALLEGATION_CATEGORIES.every((category) => !/opinion|belief|relig|politic|member|associat|union|read|brows|speech|protest/.test(category)))
  assert.equal(v.safeParse(caseDeed, { ...ALLEGED, category: 'opinion' }).success, false)
  assert.equal(v.safeParse(caseDeed, ALLEGED).success, true)
  assert.equal(v.safeParse(caseDeed, { ...ALLEGED, party: 'somebody' }).success, false, 'no person is attached to an allegation yet')
})

test('a time is as exact as it is known', () => {
  for (const fits of ['', '2025', '2025-03', '2025-03-01', '2025~', '2025-03?', '2025-03-01/2025-06', '2024/..', '../2025', '2025/2025-03']) assert.ok(isPeriod(fits), fits)
  for (const wrong of ['2025-13', '2025-02-30', 'spring', '2025/2024', '/', '../..', '2025/2025/2025', ' 2025', '25']) assert.ok(!isPeriod(wrong), wrong)
})

test('a case whose beginning does not open is none', () => {
  assert.throws(() => foldCase([{ kind: 'unreadable', claimed: 'case', hash: 'x', author: LIN, day: DAY }]), Refusal)
  assert.deepEqual(EFFECTS(foldCase([begun(), { kind: 'unreadable', claimed: 'case-deed', hash: 'x', author: LIN, day: DAY }])), ['unreadable'])
})
