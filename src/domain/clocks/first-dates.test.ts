// Goal: what a reporter reads right after filing is what the engine says. Method: spec/vectors/clocks.json, counted by Temporal, put to both.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { addDays, asDay, daysBetween, type Day } from '#base/day.ts'
import { vectors } from '#test/support/vectors.ts'
import { moveDocket, openDocket, type Docket } from '../docket.ts'
import { acknowledgeBy, feedbackAtLatest } from './first-dates.ts'
import { clocksOf, NO_OWN_PACKS } from './next.ts'

interface Told { readonly received: string; readonly acknowledged: string | null; readonly acknowledgeBy: string; readonly feedbackBy: string }
const told = vectors<readonly Told[]>('clocks')

function docket(received: Day, acknowledged: Day | null): Docket {
  const opened = openDocket({ day: received, from: 'reporter', change: { state: 'received', channel: 'web', team: 'intake' } })
  return acknowledged === null ? opened : moveDocket(opened, { day: acknowledged, from: 'office', change: { state: 'acknowledged' } })
}

function dates(received: Day, acknowledged: Day | null): readonly (Day | null)[] {
  return clocksOf(docket(received, acknowledged), NO_OWN_PACKS, null).map(({ due }) => due)
}

test('there are enough vectors', () => { assert.ok(told.length >= 20) })

for (const { received, acknowledged, ...expected } of told) {
  test(`received on ${received}, acknowledged ${acknowledged === null ? 'never' : `on ${acknowledged}`}`, () => {
    const day = asDay(received)
    assert.equal(acknowledgeBy(day), expected.acknowledgeBy)
    assert.deepEqual(dates(day, acknowledged === null ? null : asDay(acknowledged)), [expected.acknowledgeBy, expected.feedbackBy])
    if (acknowledged === null) assert.equal(feedbackAtLatest(day), expected.feedbackBy)
  })
}

test('an acknowledgement that is late, however late, moves no date', () => {
  fc.assert(fc.property(fc.nat(40_000), fc.integer({ min: 7, max: 400 }), (days, late) => {
    const received = addDays(asDay('2026-01-01'), days)
    assert.deepEqual(dates(received, null), [acknowledgeBy(received), feedbackAtLatest(received)])
    assert.deepEqual(dates(received, addDays(received, late)), dates(received, null))
    const [, early] = dates(received, received)
    assert.ok(early !== null && early !== undefined && early <= feedbackAtLatest(received))
    assert.ok(daysBetween(received, feedbackAtLatest(received)) <= 7 + 92)
  }))
})
