// Goal: days read as people write them, and a clock's bar never leaves its track. Method: examples, and every mix of three days.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { addDays, asDay } from '#base/day.ts'
import { longDay, passedPercent, shortDay } from './days.ts'

const TODAY = asDay('2026-11-23')

test('a day is written as each language writes it, with the year only where it is another', () => {
  assert.equal(longDay(TODAY, 'en'), '23 Nov 2026')
  assert.equal(longDay(TODAY, 'zh'), '2026年11月23日')
  assert.equal(shortDay(TODAY, TODAY, 'en'), '23 Nov')
  assert.equal(shortDay(TODAY, TODAY, 'zh'), '11月23日')
  assert.equal(shortDay(asDay('2027-02-28'), TODAY, 'en'), '28 Feb 2027')
  assert.equal(shortDay(asDay('2027-02-28'), TODAY, 'zh'), '2027年2月28日')
})

test('what has passed of a span is between nothing and all of it', () => {
  assert.equal(passedPercent(TODAY, addDays(TODAY, 7), TODAY), 0)
  assert.equal(passedPercent(TODAY, addDays(TODAY, 10), addDays(TODAY, 5)), 50)
  const day = fc.integer({ min: -400, max: 400 }).map((days) => addDays(TODAY, days))
  fc.assert(fc.property(day, day, day, (from, to, today) => {
    const percent = passedPercent(from, to, today)
    assert.ok(percent >= 0 && percent <= 100)
  }))
})
