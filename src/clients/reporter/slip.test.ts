// Goal: a code that is read out is heard as it is. Method: every digit in both languages.
import assert from 'node:assert/strict'
import test from 'node:test'
import { aloud } from './slip.ts'

test('a code is read out group by group, in Chinese with 幺 for one', () => {
  assert.deepEqual(aloud('012345678901234567890123', 'en').slice(0, 3), ['zero one two three', 'four five six seven', 'eight nine zero one'])
  assert.deepEqual(aloud('012345678901234567890123', 'zh').slice(0, 3), ['零幺二三', '四五六七', '八九零幺'])
  assert.equal(aloud('012345678901234567890123', 'zh').length, 6)
})
