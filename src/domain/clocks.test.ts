// Goal: the days that the law counts. Method: spec/vectors/clocks.json, counted by Temporal.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { addDays, asDay, daysBetween } from '#base/day.ts'
import { vectors } from '#test/support/vectors.ts'
import { acknowledgeBy, feedbackBy } from './clocks.ts'

interface Told { readonly received: string; readonly acknowledged: string | null; readonly acknowledgeBy: string; readonly feedbackBy: string }
const told = vectors<readonly Told[]>('clocks')

test('there are enough vectors', () => { assert.ok(told.length >= 20) })

for (const { received, acknowledged, ...expected } of told) {
  test(`received on ${received}, acknowledged ${acknowledged === null ? 'never' : `on ${acknowledged}`}`, () => {
    const day = asDay(received)
    assert.equal(acknowledgeBy(day), expected.acknowledgeBy)
    assert.equal(feedbackBy(day, acknowledged === null ? null : asDay(acknowledged)), expected.feedbackBy)
  })
}

test('an acknowledgement that is late, however late, moves no date', () => {
  fc.assert(fc.property(fc.nat(40_000), fc.integer({ min: 7, max: 400 }), (days, late) => {
    const received = addDays(asDay('2026-01-01'), days)
    assert.equal(feedbackBy(received, addDays(received, late)), feedbackBy(received, null))
    assert.ok(feedbackBy(received, received) <= feedbackBy(received, null))
    assert.ok(daysBetween(received, feedbackBy(received, null)) <= 7 + 92)
  }))
})
