// Goal: a member is told what they chose and nothing else, and a quiet hour is one on both sides of midnight. Method: each case by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { isQuiet, reasonsFor, type QuietHours } from './notices.ts'

test('a member is told of a day what they chose, once, and nothing where nothing is due', () => {
  const counts = { overdue: 1, soon: 2, later: 3 }
  assert.deepEqual(reasonsFor([], counts), [])
  assert.deepEqual(reasonsFor(['urgent'], counts), [])
  assert.deepEqual(reasonsFor(['soon', 'overdue', 'urgent'], counts), ['soon', 'overdue'])
  assert.deepEqual(reasonsFor(['soon', 'overdue', 'digest'], counts), ['digest'], 'the digest holds the others')
  assert.deepEqual(reasonsFor(['overdue'], { ...counts, overdue: 0 }), [])
  assert.deepEqual(reasonsFor(['soon'], { ...counts, soon: 0 }), [])
  assert.deepEqual(reasonsFor(['digest'], { overdue: 0, soon: 0, later: 0 }), [])
})

test('quiet hours reach over midnight, and their end is not among them', () => {
  const quietOf = (quiet: QuietHours | null): number[] => Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => isQuiet(hour, quiet))
  assert.deepEqual(quietOf({ from: 20, to: 6 }), [0, 1, 2, 3, 4, 5, 20, 21, 22, 23])
  assert.deepEqual(quietOf({ from: 12, to: 14 }), [12, 13])
  assert.deepEqual([quietOf(null), quietOf({ from: 5, to: 5 })], [[], []])
})
