// Goal: nothing is due before its day, and nothing at all while somebody holds it or waits for an answer. Method: examples, then properties over any docket.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { addDays, asDay } from '#base/day.ts'
import { isSettled, STATES } from './docket.ts'
import { isDue, NO_RETENTION, retainedUntil } from './retention.ts'

const DAY = asDay('2026-11-23')
const FREE = { hold: false }
const RULES = { outsideRemitDays: 30, settledDays: 1096 }

test('what is outside the remit goes first, what is settled later, what is open never', () => {
  assert.deepEqual(retainedUntil({ state: 'outside-remit', lastDay: DAY, lastFrom: 'office', events: [] }, FREE, RULES), { day: asDay('2026-12-23'), kept: null })
  assert.deepEqual(retainedUntil({ state: 'concluded', lastDay: DAY, lastFrom: 'office', events: [] }, FREE, RULES), { day: asDay('2029-11-23'), kept: null })
  assert.deepEqual(retainedUntil({ state: 'outside-remit', lastDay: DAY, lastFrom: 'office', events: [] }, FREE, { ...RULES, outsideRemitDays: null }), { day: asDay('2029-11-23'), kept: null })
  assert.equal(retainedUntil({ state: 'accepted', lastDay: DAY, lastFrom: 'office', events: [] }, FREE, RULES), null)
  assert.equal(retainedUntil({ state: 'concluded', lastDay: DAY, lastFrom: 'office', events: [] }, FREE, NO_RETENTION), null)
})

test('a word of the reporter’s one day before the end postpones it, and a withdrawal waits for nobody', () => {
  const late = addDays(DAY, 1095)
  assert.deepEqual(retainedUntil({ state: 'concluded', lastDay: late, lastFrom: 'reporter', events: [] }, FREE, RULES), { day: addDays(late, 1096), kept: 'unread' })
  assert.deepEqual(retainedUntil({ state: 'withdrawn', lastDay: DAY, lastFrom: 'reporter', events: [] }, FREE, RULES), { day: addDays(DAY, 1096), kept: null })
})

test('a hold and an open alert of retaliation beat every day', () => {
  const days = fc.option(fc.integer({ min: 7, max: 9000 }))
  fc.assert(fc.property(fc.record({ state: fc.constantFrom(...STATES), ago: fc.nat(9000), from: fc.constantFrom('reporter' as const, 'office' as const), hold: fc.boolean(), alert: fc.boolean() }), days, days, (of, outsideRemitDays, settledDays) => {
    const docket = { state: of.state, lastDay: addDays(DAY, -of.ago), lastFrom: of.from, events: of.alert ? [{ day: DAY, retaliation: 'alleged' as const }] : [] }
    const retained = retainedUntil(docket, of, { outsideRemitDays, settledDays })
    if (!isSettled(of.state)) assert.equal(retained, null)
    if (!isDue(retained, DAY)) return
    assert.ok(!of.hold && !of.alert && (of.from === 'office' || of.state === 'withdrawn'))
    assert.ok(of.ago >= (of.state === 'outside-remit' ? outsideRemitDays ?? settledDays ?? 0 : settledDays ?? 0))
  }))
})
