// Goal: two rows that differ in anything have two hashes, and one row has the same one always. Method: neighbours that a careless
// spelling would confuse; random rows; and one value made by another SHA-256.
import assert from 'node:assert/strict'
import test from 'node:test'
import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { canonicalJson } from '#base/json.ts'
import { concat, hex, utf8, type Bytes } from '#base/bytes.ts'
import { rowHash, type Cell } from './row-hash.ts'

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null), fc.integer(), fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 40 }).map((bytes): Bytes => new Uint8Array(bytes)))

function spelled(cells: readonly Cell[]): string {
  return canonicalJson(cells.map((each) => (each instanceof Uint8Array ? { bytes: hex(each) } : each)))
}

test('rows that differ have different hashes, and equal rows have equal ones', () => {
  fc.assert(fc.property(fc.array(cell), fc.array(cell), (a, b) => {
    assert.equal(hex(rowHash('t', a)) === hex(rowHash('t', b)), spelled(a) === spelled(b))
    assert.deepEqual(rowHash('t', a), rowHash('t', [...a]))
  }))
})

test('neither type nor boundary nor table can be mistaken', () => {
  const rows: readonly (readonly Cell[])[] = [
    [], [null], [''], [0], ['0'], [new Uint8Array(0)], [new Uint8Array([48])], ['ab', 'c'], ['a', 'bc'], ['abc'], [null, ''], ['', null], [10], [1, 0],
  ]
  const hashes = [...rows.map((row) => hex(rowHash('t', row))), hex(rowHash('u', []))]
  assert.equal(new Set(hashes).size, rows.length + 1)
})

test('the spelling of a row stays what it is: type, length, bytes of each field, the table first', () => {
  const field = (type: number, bytes: Bytes): Bytes => concat(new Uint8Array([type, 0, 0, 0, bytes.length]), bytes)
  const outside = sha256(concat(field(2, utf8('card')), field(1, utf8('7')), field(0, utf8('')), field(2, utf8('é')), field(3, new Uint8Array([255]))))
  assert.equal(hex(rowHash('card', [7, null, 'é', new Uint8Array([255])])), hex(outside.subarray(0, 16)))
})

test('a row larger than any before is hashed whole', () => {
  const large = new Uint8Array(3_000_000)
  const before = rowHash('t', [large])
  large[2_999_999] = 1
  assert.notDeepEqual(rowHash('t', [large]), before)
  assert.deepEqual(rowHash('t', ['a']), rowHash('t', ['a']))
})
