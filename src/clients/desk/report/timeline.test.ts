// Goal: notes stand where they were written, and nothing new is missed. Method: a report of the fixture, written on by both sides.
import assert from 'node:assert/strict'
import test from 'node:test'
import { asDay } from '#base/day.ts'
import { FixtureCase } from '#test/desk/fixture-report.ts'
import { newMoments, timelineOf } from './timeline.ts'

const TODAY = asDay('2026-11-23')
const LIN = 'lin'

function filed(): FixtureCase {
  const text = { daysAgo: 0, language: 'en', state: 'received', opened: false, answers: { what: 'What happened' } } as const
  return new FixtureCase('timeline', { text, receivedDay: TODAY, today: () => TODAY, team: () => [LIN] })
}

test('a note of the same day stands behind the turn that its author had read', () => {
  const report = filed()
  report.note(LIN, { text: 'before the answer' })
  report.message(LIN, { text: 'the answer', language: 'en' })
  report.note(LIN, { text: 'after the answer' })
  report.message(null, { text: 'more', language: 'en' })
  assert.deepEqual(timelineOf(report.view).map(({ key }) => key), ['report-0', 'desk-1', 'report-1', 'desk-2', 'report-2'])
})

test('what others wrote meanwhile is told, and what was there is not', () => {
  const report = filed()
  const before = report.view
  assert.deepEqual(newMoments(before, report.view), [])
  report.message(null, { text: 'more', language: 'en' })
  report.note(LIN, { text: 'a note' })
  assert.deepEqual(newMoments(before, report.view).map(({ key }) => key), ['report-1', 'desk-1'])
})
