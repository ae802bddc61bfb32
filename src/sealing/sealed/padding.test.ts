// Goal: sizes say little, and padding never changes what is read. Method: spec/vectors/padding.json, then properties.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { fromUtf8, utf8 } from '#base/bytes.ts'
import { canonicalJson, parseCanonical } from '#base/json.ts'
import { vectors } from '#test/support/vectors.ts'
import { padJson, padmeLength, unpadJson } from './padding.ts'

interface Vectors {
  readonly lengths: readonly (readonly [number, number])[]
  readonly padded: readonly { readonly json: string; readonly least: number; readonly padded: string }[]
}
const { lengths, padded } = vectors<Vectors>('padding')

test('lengths are those of Padmé', () => {
  for (const [size, length] of lengths) assert.equal(padmeLength(size), length, String(size))
})

test('padding stands inside the last brace', () => {
  for (const { json, least, padded: text } of padded) {
    const value: unknown = JSON.parse(json)
    assert.equal(fromUtf8(padJson(canonicalJson(value), least)), text)
    assert.deepEqual(parseCanonical(unpadJson(utf8(text))), value)
    assert.deepEqual(JSON.parse(text), value)
  }
})

test('a padded size is never smaller, at most 12 % larger, and padding it again changes nothing', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (size) => {
    const length = padmeLength(size)
    assert.ok(length >= size && length <= Math.max(size * 1.12, size + 1))
    assert.equal(padmeLength(length), length)
  }), { numRuns: 2000 })
})

test('longer words are never shorter when padded', () => {
  for (let size = 1; size < 5000; size++) assert.ok(padmeLength(size) <= padmeLength(size + 1))
})

test('whatever was padded is read back', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }), { noNullPrototype: true }), (value) => {
    assert.deepEqual(parseCanonical(unpadJson(padJson(canonicalJson(value)))), value)
  }))
})

test('what has no last brace is left as it is', () => {
  for (const text of ['', '[]   ', '"}" ', 'x']) assert.equal(fromUtf8(unpadJson(utf8(text))), text)
})
