// Goal: bytes have one spelling each way. Method: Node's own Buffer as the second implementation, the vectors of RFC 4648, and
// every text that is nearly right.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { base64url, concat, equalBytes, fromBase64url, fromUtf8, hex, randomBytes, utf8 } from './bytes.ts'

const anyBytes = fc.uint8Array({ maxLength: 100 })

test('base64url is what Node makes of the same bytes, and comes back', () => {
  fc.assert(fc.property(anyBytes, (bytes) => {
    const text = base64url(bytes)
    assert.equal(text, Buffer.from(bytes).toString('base64url'))
    assert.deepEqual(fromBase64url(text), new Uint8Array(bytes))
  }))
})

for (const [clear, text] of [['', ''], ['f', 'Zg'], ['fo', 'Zm8'], ['foo', 'Zm9v'], ['foob', 'Zm9vYg'], ['fooba', 'Zm9vYmE'], ['foobar', 'Zm9vYmFy']] as const) {
  test(`RFC 4648: "${clear}" is "${text}"`, () => {
    assert.equal(base64url(utf8(clear)), text)
    assert.deepEqual(fromBase64url(text), utf8(clear))
  })
}

for (const [why, text] of [
  ['padding', 'Zg=='], ['bits left over', 'Zh'], ['bits left over in three', 'Zm9'], ['the other alphabet', '+/+/'], ['a space', 'Zm9 '],
  ['a line feed', 'Zm9v\n'], ['one character too many', 'Zm9vY'], ['a letter that is not ASCII', 'Zm9ü'], ['a full-width letter', 'Zm9Ａ'], ['NUL', 'Zm9\0'],
] as const) {
  test(`base64url with ${why} is refused`, () => { assert.equal(fromBase64url(text), null) })
}

test('no two texts are the same bytes', () => {
  const text = fc.string({ unit: fc.constantFrom(...'AQgw-_zZ09='), maxLength: 12 })
  fc.assert(fc.property(text, (each) => {
    const bytes = fromBase64url(each)
    if (bytes !== null) assert.equal(base64url(bytes), each)
  }), { numRuns: 1000 })
})

test('hex is what Node makes of the same bytes', () => {
  fc.assert(fc.property(anyBytes, (bytes) => { assert.equal(hex(bytes), Buffer.from(bytes).toString('hex')) }))
})

test('bytes that are not UTF-8 are refused, and a byte order mark is kept', () => {
  for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe4, 0xb8]]) {
    assert.throws(() => fromUtf8(new Uint8Array(bytes)), TypeError)
  }
  assert.equal(fromUtf8(utf8('\ufeff封 🗝️')), '\ufeff封 🗝️')
})

test('equal bytes are equal, and no others', () => {
  fc.assert(fc.property(anyBytes, anyBytes, (a, b) => {
    assert.equal(equalBytes(a, b), Buffer.compare(a, b) === 0)
    assert.equal(equalBytes(a, a.slice()), true)
  }))
  assert.equal(equalBytes(utf8('a'), utf8('ab')), false)
})

test('parts stand one behind the other', () => {
  assert.deepEqual(concat(utf8('a'), utf8(''), utf8('bc')), utf8('abc'))
  assert.equal(concat().length, 0)
})

test('random bytes differ', () => {
  assert.equal(equalBytes(randomBytes(32), randomBytes(32)), false)
})
