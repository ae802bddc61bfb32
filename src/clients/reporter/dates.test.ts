// Goal: a reporter is told the day from which a report may be erased when it is known, and no day that somebody made up or that something of theirs puts off. Method: dockets
// by hand, and anything in the place of the office's days.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { addDays, asDay } from '#base/day.ts'
import { moveDocket, openDocket, type Docket, type DocketEvent } from '#domain/docket.ts'
import { NO_RETENTION, type RetentionRules } from '#domain/retention.ts'
import { erasureDay } from './dates.ts'

const DAY = asDay('2026-11-23')
const YEAR: RetentionRules = { settledDays: 365, outsideRemitDays: 30 }

function moved(...events: readonly Partial<DocketEvent>[]): Docket {
  const opened = openDocket({ day: DAY, from: 'reporter', change: { state: 'received', channel: 'web', team: 'intake', packs: ['cn-petition@1'] } })
  return events.reduce<Docket>((docket, event) => moveDocket(docket, { day: DAY, from: 'office', change: null, ...event }), opened)
}

test('a settled report has a day from which it may be erased, by the office’s rule for its state', () => {
  assert.equal(erasureDay({ docket: moved({ change: { state: 'not-accepted' } }), retention: YEAR }), addDays(DAY, 365))
  assert.equal(erasureDay({ docket: moved({ change: { state: 'outside-remit' } }), retention: YEAR }), addDays(DAY, 30))
  assert.equal(erasureDay({ docket: moved({ change: { state: 'withdrawn' }, from: 'reporter' }), retention: YEAR }), addDays(DAY, 365), 'a withdrawal needs no answer')
})

test('no day is told while none is known', () => {
  assert.equal(erasureDay({ docket: moved({ change: { state: 'accepted' } }), retention: YEAR }), null, 'not settled')
  assert.equal(erasureDay({ docket: moved({ change: { state: 'not-accepted' } }), retention: NO_RETENTION }), null, 'no rule')
  assert.equal(erasureDay({ docket: moved({ change: { state: 'not-accepted' } }, { from: 'reporter' }), retention: YEAR }), null, 'a word that nobody answered')
  assert.equal(erasureDay({ docket: moved({ change: { state: 'not-accepted' } }, { from: 'reporter', change: { retaliation: 'alleged' } }), retention: YEAR }), null, 'an alert')
  assert.equal(erasureDay({ docket: moved({ change: { state: 'referred' } }, { from: 'reporter', change: { objection: 'raised' } }, {}), retention: YEAR }), null, 'an objection')
})

test('a word of the office’s moves the day, as it does for handlers', () => {
  const docket = moved({ change: { state: 'not-accepted' } }, { day: addDays(DAY, 9) })
  assert.equal(erasureDay({ docket, retention: YEAR }), addDays(DAY, 374))
})

test('what is no number of days that an office may set is no day', () => {
  const docket = moved({ change: { state: 'not-accepted' } })
  fc.assert(fc.property(fc.oneof(fc.anything(), fc.integer(), fc.double()), (settledDays) => {
    const day = erasureDay({ docket, retention: { settledDays, outsideRemitDays: null } as RetentionRules })
    const fits = typeof settledDays === 'number' && Number.isSafeInteger(settledDays) && settledDays >= 7 && settledDays <= 10_957
    assert.equal(day, fits ? addDays(DAY, settledDays) : null)
  }))
})
