// Goal: dates are those of the calendar, in every year. Method: Temporal as the second implementation.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { addDays, addMonths, asDay, dayAt, daysBetween, isDay, type Day } from './day.ts'

const plain = fc.tuple(fc.integer({ min: 1, max: 9900 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .map(([year, month, day]) => Temporal.PlainDate.from({ year, month, day }))
const dayOf = (date: Temporal.PlainDate): Day => asDay(date.toString())

test('days are added as Temporal adds them', () => {
  fc.assert(fc.property(plain, fc.integer({ min: -300, max: 30_000 }), (date, days) => {
    fc.pre(date.year > 1)
    assert.equal(addDays(dayOf(date), days), date.add({ days }).toString())
  }))
})

test('months are added as Temporal adds them, and a day that the month lacks becomes its last', () => {
  fc.assert(fc.property(plain, fc.integer({ min: -12, max: 600 }), (date, months) => {
    fc.pre(date.year > 1)
    assert.equal(addMonths(dayOf(date), months), date.add({ months }).toString())
  }))
  assert.equal(addMonths(asDay('2026-11-30'), 3), '2027-02-28')
  assert.equal(addMonths(asDay('2027-11-30'), 3), '2028-02-29')
  assert.equal(addMonths(asDay('0050-01-31'), 1), '0050-02-28')
})

test('the days between two dates are those that Temporal counts', () => {
  fc.assert(fc.property(plain, plain, (a, b) => { assert.equal(daysBetween(dayOf(a), dayOf(b)), a.until(b, { largestUnit: 'day' }).days) }))
})

test('dates compare as texts do', () => {
  fc.assert(fc.property(plain, plain, (a, b) => { assert.equal(dayOf(a) < dayOf(b), Temporal.PlainDate.compare(a, b) < 0) }))
})

for (const text of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '26-01-01', '2026-01-01T00:00', '2026-01-32', '+002026-01-01', '', '２０２６-01-01', '2026-01-01\n']) {
  test(`${JSON.stringify(text)} is no date`, () => {
    assert.equal(isDay(text), false)
    assert.throws(() => asDay(text), RangeError)
  })
}

test('what is a date is so for Temporal too', () => {
  const text = fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
    .map(([year, month, day]) => `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)
  fc.assert(fc.property(text, (each) => { assert.equal(isDay(each), isPlainDate(each)) }), { numRuns: 1000 })
})

function isPlainDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text
  } catch {
    return false
  }
}

test('the date on the wall is that of the time zone, to the minute', () => {
  const zones = fc.constantFrom('Asia/Shanghai', 'America/St_Johns', 'Pacific/Kiritimati', 'Pacific/Niue', 'Europe/Berlin', 'Asia/Kathmandu', 'UTC')
  fc.assert(fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), zones, (seconds, zone) => {
    const at = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(zone)
    assert.equal(dayAt(seconds * 1000, zone), at.toPlainDate().toString())
  }), { numRuns: 300 })
  assert.throws(() => dayAt(0, 'Atlantis/Capital'), RangeError)
})
