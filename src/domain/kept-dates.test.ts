// Goal: a date is met, late or open by the signed days alone. Method: small histories, each with its twin on the other side of the date.
import assert from 'node:assert/strict'
import test from 'node:test'
import { asDay } from '#base/day.ts'
import type { DocketEvent } from './docket.ts'
import { keptDates } from './kept-dates.ts'

const received: DocketEvent = { day: asDay('2026-03-02'), from: 'reporter', change: { state: 'received', channel: 'web', team: 'intake' } }
const office = (day: string, state: 'acknowledged' | 'concluded' | 'accepted'): DocketEvent => ({ day: asDay(day), from: 'office', change: { state } })
const withdrawal = (day: string): DocketEvent => ({ day: asDay(day), from: 'reporter', change: { state: 'withdrawn' } })

function outcomes(today: string, ...events: readonly DocketEvent[]): string[] {
  return keptDates([received, ...events], new Map(), asDay(today)).map(({ outcome, done }) => `${outcome} ${done ?? ''}`.trim())
}

test('the seventh day is in time and the eighth is late', () => {
  assert.deepEqual(outcomes('2026-03-09'), ['open', 'open'])
  assert.deepEqual(outcomes('2026-03-10'), ['late', 'open'])
  assert.equal(outcomes('2026-03-20', office('2026-03-09', 'acknowledged'))[0], 'met 2026-03-09')
  assert.equal(outcomes('2026-03-20', office('2026-03-10', 'acknowledged'))[0], 'late 2026-03-10')
})

test('feedback is three months from the acknowledgement, and given with the state that settles', () => {
  const acknowledged = office('2026-03-04', 'acknowledged')
  assert.equal(outcomes('2026-06-04', acknowledged)[1], 'open')
  assert.equal(outcomes('2026-06-05', acknowledged)[1], 'late')
  const accepted = office('2026-03-05', 'accepted')
  assert.equal(outcomes('2026-06-05', acknowledged, accepted, office('2026-06-04', 'concluded'))[1], 'met 2026-06-04')
  assert.equal(outcomes('2026-06-05', acknowledged, accepted, office('2026-06-05', 'concluded'))[1], 'late 2026-06-05')
})

test('a report that was reopened owes feedback again', () => {
  const settled = [office('2026-03-04', 'acknowledged'), office('2026-03-05', 'accepted'), office('2026-03-06', 'concluded')]
  assert.equal(outcomes('2026-04-01', ...settled, office('2026-03-08', 'acknowledged'))[1], 'open')
})

test('what a reporter took back is owed no longer; what was late by then stays late', () => {
  assert.deepEqual(outcomes('2027-01-01', withdrawal('2026-03-09')), ['none', 'none'])
  assert.deepEqual(outcomes('2027-01-01', withdrawal('2026-03-10')), ['late', 'none'])
})
