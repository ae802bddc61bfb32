// Goal: a mark of time stands where somebody types, on its own line, and takes no word away. Method: small texts, then any text and place.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { markAt, timeOf } from './in-words.ts'

test('a place in a recording is written as minutes and seconds, and hours where there are any', () => {
  assert.deepEqual([0, 65_900, 3_723_000].map((atMs) => timeOf({ atMs })), ['[0:00]', '[1:05]', '[1:02:03]'])
})

test('a mark begins a line, and the caret stands behind it', () => {
  assert.deepEqual(markAt('', 0, '[0:00]'), { written: '[0:00] ', caret: 7 })
  assert.deepEqual(markAt('码头。箱子。', 3, '[0:05]'), { written: '码头。\n[0:05] 箱子。', caret: 11 })
  fc.assert(fc.property(fc.string(), fc.nat(), (text, place) => {
    const at = place % (text.length + 1)
    const { written, caret } = markAt(text, at, '[0:05]')
    assert.equal(written.slice(caret), text.slice(at))
    assert.ok(written.startsWith(text.slice(0, at)) && written.slice(0, caret).endsWith('[0:05] '))
  }))
})
