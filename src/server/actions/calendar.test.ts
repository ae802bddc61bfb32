// Goal: an office's day is the one on its own wall. Method: instants on both sides of midnight, of a clock change and of the date line.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '#base/refusal.ts'
import { asDay } from '#base/day.ts'
import { calendar, checkDay, isTimeZone } from './calendar.ts'

test('each office has its own day', () => {
  const today = calendar(() => Date.parse('2026-11-23T11:30:00Z'))
  assert.deepEqual(['UTC', 'Asia/Shanghai', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'].map(today), ['2026-11-23', '2026-11-23', '2026-11-24', '2026-11-23'])
})

test('the day changes at midnight there, though the answer is kept for a while', () => {
  let nowMs = Date.parse('2026-11-23T18:14:59Z')
  const today = calendar(() => nowMs)
  assert.equal(today('Asia/Kathmandu'), '2026-11-23')
  nowMs += 1000
  assert.equal(today('Asia/Kathmandu'), '2026-11-24', 'a quarter past, because that zone is 5:45 ahead')
  nowMs = Date.parse('2026-10-24T21:59:59Z')
  assert.equal(today('Europe/Berlin'), '2026-10-24')
  nowMs += 1000
  assert.equal(today('Europe/Berlin'), '2026-10-25', 'the day on which clocks go back')
})

test('a day is tolerated on either side', () => {
  const today = asDay('2026-03-01')
  for (const day of ['2026-02-28', '2026-03-01', '2026-03-02']) checkDay(asDay(day), today)
  for (const day of ['2026-02-27', '2026-03-03', '2025-03-01']) assert.throws(() => checkDay(asDay(day), today), new Refusal('wrong-day', { today }))
})

test('a zone is one that the platform knows', () => {
  assert.deepEqual(['Europe/Berlin', 'UTC', 'Mars/Olympus', '', '../etc'].map(isTimeZone), [true, true, false, false, false])
})
