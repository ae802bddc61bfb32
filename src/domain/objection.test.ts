// Goal: a reporter objects to a referral once, by a day that a pack says and nobody types, and the office answers before it concludes or erases. Method: examples with
// the Chinese calendar, then properties over any order of any signed days.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { addDays, asDay, type Day } from '#base/day.ts'
import { refusalAtOnce } from '#test/support/vectors.ts'
import { checkObjectionInTime, objectionEnding, objectionsInTime, objectionStanding } from './clocks/objections.ts'
import { clocksOf, nextForReporter, NO_OWN_PACKS } from './clocks/next.ts'
import { readOwnPack } from './clocks/pack-schema.ts'
import { packsNamed, SHIPPED_PACKS } from './clocks/packs.ts'
import { checkErasable } from './erasure.ts'
import { moveDocket, nextStates, nextStatesOf, openDocket, STATES, type ClockEvent, type Docket, type State } from './docket.ts'
import { openObjection, referralsOf } from './objection.ts'
import { retainedUntil } from './retention.ts'

/** A Monday. */
const DAY = asDay('2026-11-23')
const PETITION = packsNamed(['cn-petition@1'], NO_OWN_PACKS)

function referred(packs: readonly string[] = ['cn-petition@1'], on: Day = DAY): Docket {
  const opened = openDocket({ day: on, from: 'reporter', change: { state: 'received', channel: 'web', team: 'intake', packs } })
  return moveDocket(opened, { day: on, from: 'office', change: { state: 'referred' } })
}

const raise = (docket: Docket, on: Day = DAY): Docket => moveDocket(docket, { day: on, from: 'reporter', change: { objection: 'raised' } })
const uphold = (docket: Docket, on: Day = DAY): Docket => moveDocket(docket, { day: on, from: 'office', change: { objection: 'upheld' } })
const go = (docket: Docket, state: State, on: Day = DAY): Docket => moveDocket(docket, { day: on, from: state === 'withdrawn' ? 'reporter' : 'office', change: { state } })

test('five working days after a referral are five working days of the Chinese calendar, the day of it not counted', () => {
  assert.equal(objectionEnding(PETITION, DAY)?.until, '2026-11-30')
  // National Day of 2026: off from the first to the seventh of October, and a Saturday that is worked on.
  const over = objectionEnding(PETITION, asDay('2026-09-30'))
  assert.equal(over?.until, '2026-10-13')
  assert.equal(objectionEnding(PETITION, DAY)?.period.wording.checked, false, 'no law gives it to a reporter, and the pack says so')
})

test('no other pack that comes with the program gives time to object, and an office’s own may', () => {
  for (const { id, version } of SHIPPED_PACKS.filter(({ id: name }) => name !== 'cn-petition')) assert.equal(objectionEnding(packsNamed([`${id}@${version}`], NO_OWN_PACKS), DAY), null, id)
  const [web] = SHIPPED_PACKS
  const period = { amount: 10, unit: 'calendar-day', rollsOver: false, wording: { article: { en: 'our rules', zh: '本单位规定' }, checked: true } }
  const own = readOwnPack({ ...web, id: 'own-ten', objection: period }) ?? assert.fail()
  assert.equal(objectionEnding([own], DAY)?.until, addDays(DAY, 10))
  assert.equal(objectionEnding([...PETITION, own], DAY)?.pack, 'own-ten@1', 'of several the longest counts')
  for (const wrong of [{ ...period, amount: 0 }, { ...period, amount: 13, unit: 'month', until: DAY }, { ...period, unit: 'hour' }, DAY]) assert.equal(readOwnPack({ ...web, id: 'own-x', objection: wrong }), null)
})

test('a rule that an objection starts is answered, and nothing else moves it', () => {
  const [web] = SHIPPED_PACKS
  const rule = { ...(web?.rules[0] ?? assert.fail()), id: 'objection', starts: 'objection', amount: 3, done: 'answered' }
  const own = { ...web, id: 'own-quick', rules: [rule] }
  assert.notEqual(readOwnPack(own), null)
  for (const change of [{ done: 'settled' }, { done: 'hand' }, { pausedFor: ['other'] }, { waivable: true }, { yearEnds: '03-31' }]) assert.equal(readOwnPack({ ...own, rules: [{ ...rule, ...change }] }), null)
})

test('an objection has a clock of its own, which upholding, taking back and withdrawing all end', () => {
  const raised = raise(referred(), addDays(DAY, 2))
  assert.deepEqual(nextForReporter(raised, NO_OWN_PACKS), { day: addDays(DAY, 9), reason: 'objection', clock: 'practice/objection' })
  const standing = (docket: Docket) => clocksOf(docket, NO_OWN_PACKS, addDays(DAY, 30)).filter(({ rule }) => rule.starts === 'objection').map(({ status, done }) => [status, done])
  assert.deepEqual(standing(referred()), [])
  assert.deepEqual(standing(raised), [['breached', null]])
  for (const end of [uphold(raised, addDays(DAY, 5)), go(raised, 'assessed', addDays(DAY, 5)), go(raised, 'accepted', addDays(DAY, 5)), go(raised, 'withdrawn', addDays(DAY, 5))]) assert.deepEqual(standing(end), [['met', addDays(DAY, 5)]])
  assert.deepEqual([uphold(raised).state, openObjection(uphold(raised).events)], ['referred', null])
  assert.deepEqual(standing(uphold(raised, addDays(DAY, 20))), [['breached', addDays(DAY, 20)]], 'what was late stays late')
})

test('nobody objects to what is not referred, nor twice, nor for the other side', () => {
  assert.equal(refusalAtOnce(() => raise(go(referred(), 'acknowledged'))), 'cannot-object')
  assert.equal(refusalAtOnce(() => raise(raise(referred()))), 'cannot-object')
  assert.equal(refusalAtOnce(() => raise(uphold(raise(referred())))), 'cannot-object', 'an answer opens no second one')
  assert.equal(refusalAtOnce(() => uphold(referred())), 'no-open-objection')
  assert.equal(refusalAtOnce(() => moveDocket(referred(), { day: DAY, from: 'office', change: { objection: 'raised' } })), 'not-allowed')
  assert.equal(refusalAtOnce(() => moveDocket(raise(referred()), { day: DAY, from: 'reporter', change: { objection: 'upheld' } })), 'not-allowed')
  const again = go(go(uphold(raise(referred())), 'assessed'), 'referred')
  assert.equal(referralsOf(raise(again).events).filter(({ objection }) => objection !== null).length, 2, 'each referral has one')
})

test('an open objection is neither concluded over nor erased, and answered it is both', () => {
  const raised = raise(referred())
  assert.equal(refusalAtOnce(() => go(raised, 'concluded')), 'objection-open')
  assert.deepEqual([nextStatesOf(raised), nextStatesOf(uphold(raised))], [['acknowledged', 'assessed', 'accepted'], ['acknowledged', 'assessed', 'accepted', 'concluded']])
  const office = { kind: 'message', from: 'office' } as const
  assert.equal(refusalAtOnce(() => checkErasable(raised, office)), 'objection-open')
  assert.equal(retainedUntil(raised, { hold: false }, { settledDays: 30, outsideRemitDays: null })?.kept, 'objection')
  assert.equal(refusalAtOnce(() => checkErasable(uphold(raised), office)), 'none')
  assert.equal(go(uphold(raised), 'concluded').state, 'concluded')
})

test('the reporter is told until when, and afterwards why not', () => {
  const told = (docket: Docket, today: Day) => { const found = objectionStanding(packsNamed(docket.packs, NO_OWN_PACKS), docket.events, today); return found === null ? null : [found.until, found.bar] }
  assert.deepEqual(told(referred(), asDay('2026-11-30')), ['2026-11-30', null])
  assert.deepEqual(told(referred(), asDay('2026-12-01')), ['2026-11-30', 'too-late'])
  assert.deepEqual(told(raise(referred()), DAY), ['2026-11-30', 'objected'])
  assert.deepEqual(told(go(referred(), 'accepted'), DAY), ['2026-11-30', 'not-referred'])
  assert.deepEqual(told(referred(['eu-internal@1']), DAY), [null, 'no-period'])
  assert.equal(told({ ...referred(), events: [] }, DAY), null)
})

const someDay = fc.nat(60).map((days) => addDays(DAY, days))
const event: fc.Arbitrary<ClockEvent> = fc.oneof(
  fc.record({ day: someDay, state: fc.constantFrom(...STATES.filter((state) => state !== 'received')) }),
  fc.record({ day: someDay, objection: fc.constantFrom('raised', 'upheld') }), fc.record({ day: someDay, retaliation: fc.constant('alleged' as const) }),
)

test('whoever kept what: no objection behind the last day counts, and there is one at most for each referral', () => {
  fc.assert(fc.property(fc.array(event, { maxLength: 25 }), (events) => {
    const referrals = referralsOf(events)
    assert.equal(referrals.length, events.filter((each) => 'state' in each && each.state === 'referred').length)
    const counting = referrals.filter(({ day, objection }) => objection !== null && objection.raised <= (objectionEnding(PETITION, day)?.until ?? ''))
    assert.deepEqual(objectionsInTime(PETITION, events), counting.map(({ objection }) => objection))
    for (const { day, objection } of referrals) {
      if (objection !== null) assert.ok(objection.raised >= day && (objection.closed === null || objection.closed >= objection.raised))
    }
    // Without a pack that gives time none counts.
    assert.deepEqual(objectionsInTime(packsNamed(['eu-internal@1'], NO_OWN_PACKS), events), [])
  }), { numRuns: 400 })
})

/** Any way that a docket may go, by anybody, with what is refused left out. */
test('over any history the docket takes one objection to each referral, and the gate none behind its day', () => {
  const step = fc.record({ after: fc.nat(4), what: fc.constantFrom('raise', 'uphold', ...STATES.filter((state) => state !== 'received')) })
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    let docket = referred()
    let today = DAY
    for (const { after, what } of steps) {
      today = addDays(today, after)
      const before = docket
      const at = today
      const move = (): Docket => {
        if (what === 'uphold') return uphold(before, at)
        if (what !== 'raise') return go(before, what as State, at)
        checkObjectionInTime(PETITION, before.events, at)
        return raise(before, at)
      }
      if (refusalAtOnce(move) === 'none') docket = move()
    }
    const referrals = referralsOf(docket.events)
    assert.equal(docket.events.filter((each) => 'objection' in each && each.objection === 'raised').length, referrals.filter(({ objection }) => objection !== null).length)
    assert.equal(objectionsInTime(PETITION, docket.events).length, referrals.filter(({ objection }) => objection !== null).length, 'what passed the gate counts')
    const open = openObjection(docket.events)
    if (open !== null) assert.deepEqual([docket.state, (nextStates(docket.state) as readonly State[]).includes('assessed')], ['referred', true])
  }), { numRuns: 300 })
})
