// Goal: a report says that it was taken up again for as long as that is so. Method: orders of states, by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { asDay } from '#base/day.ts'
import type { ClockEvent, State } from './docket.ts'
import { isReopening, reopenedOn } from './reopening.ts'

const day = (at: number) => asDay(`2026-03-0${at + 1}`)
const events = (...states: readonly State[]): readonly ClockEvent[] => states.map((state, at) => ({ day: day(at), state }))

test('a report is taken up again by the first step behind an end, and by no other', () => {
  assert.equal(reopenedOn([]), null)
  assert.equal(reopenedOn(events('acknowledged', 'accepted', 'concluded')), null)
  assert.equal(reopenedOn(events('acknowledged', 'accepted', 'concluded', 'acknowledged', 'accepted')), day(3))
  assert.equal(reopenedOn([...events('referred', 'accepted'), { day: day(5), retaliation: 'alleged' }]), day(1))
  assert.equal(reopenedOn(events('not-accepted', 'accepted', 'concluded')), null, 'it came to an end again')
  assert.equal(reopenedOn(events('withdrawn', 'acknowledged')), day(1))
  assert.ok(!isReopening('withdrawn', 'concluded') && !isReopening('received', 'accepted'))
})
