// Goal: no word that a stranger wrote gives a terminal orders. Method: the orders that terminals obey, and honest text beside them.
import assert from 'node:assert/strict'
import test from 'node:test'
import { visible, visibleJson, visibleLine } from './visible.ts'

const ORDERS = ['\u0000', '\u0007', '\b', '\r', '\u001b[2J', '\u007f', '\u009b31m', '\u061c', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069', '\ufeff', '\ud800']

for (const order of ORDERS) {
  const [first = ''] = order
  const name = `U+${first.charCodeAt(0).toString(16).padStart(4, '0')}`
  test(`${name} is spelled out`, () => {
    assert.ok(!visible(`a${order}b`).includes(first))
    assert.match(visible(`a${order}b`), /^a\\u\{[0-9a-f]{4}\}.*b$/)
  })
  test(`${name} is escaped in JSON, and read back as it was`, () => {
    const json = visibleJson({ text: `a${order}b` })
    assert.ok(!json.includes(first))
    assert.deepEqual(JSON.parse(json), { text: `a${order}b` })
  })
}

test('honest text stays as it is', () => {
  for (const text of ['a\tb\nc', '投标前已经内定。', 'שלום', '👩‍👧 e\u0301']) assert.equal(visible(text), text)
})

test('a line stays one line', () => {
  assert.equal(visibleLine('a\n  b\tc'), 'a ⏎ b c')
})
