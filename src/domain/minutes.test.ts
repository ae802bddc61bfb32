// Goal: what became of minutes is what the reporter's own entries say, and no version goes. Method: turns by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { asDay } from '#base/day.ts'
import type { Entered, MinutesAnswer } from './bodies.ts'
import { minutesOf } from './minutes.ts'

const CALL: Entered = { arrival: 'phone-live', member: 'm', signature: 's', answerable: true, consent: true }
const DAY = asDay('2026-11-24')

function said(...answers: readonly (readonly ['reporter' | 'office', MinutesAnswer | null])[]) {
  const first = { seq: 0, from: 'reporter' as const, day: DAY }
  return [first, ...answers.map(([from, minutes], index) => ({ seq: index + 1, from, day: DAY, ...(minutes === null ? {} : { minutes }) }))]
}

test('minutes are offered, then rectified and agreed by the reporter, and every version stays', () => {
  assert.deepEqual(minutesOf(CALL, said()), { standing: 'offered', consent: true, versions: [{ version: 1, seq: 0, from: 'office', day: DAY }] })
  assert.equal(minutesOf(CALL, said(['reporter', null], ['office', null]))?.standing, 'offered', 'a message is no answer to them')
  const rectified = minutesOf(CALL, said(['reporter', 'rectified'], ['reporter', 'rectified'], ['reporter', 'agreed']))
  assert.deepEqual([rectified?.standing, rectified?.versions.map(({ version, seq, from }) => [version, seq, from])], ['agreed', [[1, 0, 'office'], [2, 1, 'reporter'], [3, 2, 'reporter']]])
  assert.equal(minutesOf(CALL, said(['reporter', 'agreed'], ['reporter', 'rectified']))?.standing, 'rectified', 'the last word counts')
})

test('the office cannot agree for the reporter, nobody checks without the code, and of a letter there are no minutes', () => {
  assert.equal(minutesOf(CALL, said(['office', 'agreed']))?.standing, 'offered')
  assert.equal(minutesOf({ ...CALL, answerable: false }, said())?.standing, 'unchecked')
  assert.equal(minutesOf({ ...CALL, arrival: 'letter' }, said(['reporter', 'agreed'])), null)
  assert.equal(minutesOf(null, said(['reporter', 'agreed'])), null)
  assert.equal(minutesOf({ ...CALL, consent: false }, said())?.consent, false)
})
