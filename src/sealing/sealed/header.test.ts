// Goal: a header is read in one way or not at all. Method: spec/vectors/headers.json, made by a second hand; then any header in any
// other spelling, and damage at random.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { concat, fromUtf8, utf8 } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesIn, refusedWith, vectors } from '#test/support/vectors.ts'
import { encodeHeader, isId, parseHeader, type Header } from './header.ts'

interface Vectors {
  readonly valid: readonly { readonly name: string; readonly header: string }[]
  readonly refused: readonly { readonly name: string; readonly header: string; readonly refusal: string; readonly member?: string }[]
  readonly notUtf8: string
}
const { valid, refused, notUtf8 } = vectors<Vectors>('headers')

for (const { name, header } of valid) {
  test(`${name} is read, and spelt again the same`, () => {
    const parsed = parseHeader(utf8(header))
    assert.deepEqual(parsed, JSON.parse(header))
    assert.equal(fromUtf8(encodeHeader(parsed)), header)
  })
}

for (const { name, header, refusal, member } of refused) {
  test(`a header with ${name} is refused`, async () => {
    const error = await refusedWith(() => parseHeader(utf8(header)))
    assert.equal(error?.code, refusal)
    if (member !== undefined) assert.equal(error?.details['member'], member)
  })
}

test('a header that is not UTF-8 is refused', async () => {
  assert.equal((await refusedWith(() => parseHeader(bytesIn(notUtf8))))?.code, 'not-canonical')
})

test('damaged at random, a header is another header or refused', () => {
  const sample = utf8(valid[1]?.header ?? '')
  fc.assert(fc.property(fc.nat(sample.length - 1), fc.nat(255), fc.nat(sample.length), (at, byte, length) => {
    const damaged = sample.slice(0, length)
    if (at < length) damaged[at] = byte
    try {
      assert.deepEqual(encodeHeader(parseHeader(damaged)), damaged)
    } catch (error) {
      assert.ok(error instanceof Refusal, String(error))
    }
  }), { numRuns: 1000 })
})

test('every order of the members but one is refused', () => {
  const members = Object.entries(JSON.parse(valid[0]?.header ?? '{}') as Header)
  fc.assert(fc.property(fc.shuffledSubarray(members, { minLength: members.length }), (shuffled) => {
    const text = JSON.stringify(Object.fromEntries(shuffled))
    if (text === valid[0]?.header) return
    assert.throws(() => parseHeader(utf8(text)), (error) => error instanceof Refusal && error.code === 'not-canonical')
  }), { numRuns: 50 })
})

test('an id is 32 bytes in one spelling', () => {
  assert.equal(isId('A'.repeat(43)), true)
  for (const text of ['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}B`, `${'A'.repeat(42)}=`, 1, null, undefined, concat()]) assert.equal(isId(text), false)
})
