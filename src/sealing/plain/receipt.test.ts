// Goal: a slip of the pen is told before anything is sent, and a code opens the same report on every device. Method: the vectors of
// spec/, made by a second hand over OpenSSL; every slip on codes of our own; the check digit's table held to what makes it one.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { base64url } from '#base/bytes.ts'
import { bytesIn, vectors } from '#test/support/vectors.ts'
import { identityText, recipientOf } from './age-identity.ts'
import { checkReceipt, deriveReporter, groupsOf, newReceipt, RECEIPT_DIGITS } from './receipt.ts'

interface Vectors {
  readonly salt: string
  readonly derived: readonly { readonly receipt: string; readonly lookup: string; readonly token: string; readonly identity: string; readonly recipient: string; readonly signKey: string }[]
  readonly typed: readonly { readonly typed: string; readonly receipt?: string; readonly refusal?: string }[]
  readonly damm: { readonly valid: readonly string[]; readonly invalid: readonly string[] }
}

const { salt, derived, typed, damm } = vectors<Vectors>('receipt')

test('a code gives the keys that the vectors name', async () => {
  for (const each of derived) {
    const keys = await deriveReporter(each.receipt, bytesIn(salt))
    assert.equal(base64url(keys.lookup), each.lookup)
    assert.equal(base64url(keys.token), each.token)
    assert.equal(identityText(keys.identity), each.identity)
    assert.equal(await recipientOf(keys.identity), each.recipient)
    assert.equal(keys.signing.publicId, each.signKey)
  }
})

for (const { typed: text, receipt, refusal } of typed) {
  test(`${JSON.stringify(text)} is ${refusal === undefined ? 'read' : `refused for its ${refusal}`}`, () => {
    assert.deepEqual(checkReceipt(text), refusal === undefined ? { ok: true, receipt } : { ok: false, reason: refusal })
  })
}

test('every wrong digit and every swap of neighbours in the vectors is told', () => {
  for (const each of damm.valid) assert.deepEqual(checkReceipt(each), { ok: true, receipt: each })
  for (const each of damm.invalid) assert.deepEqual(checkReceipt(each), { ok: false, reason: 'check' })
  assert.ok(damm.invalid.length > 9 * RECEIPT_DIGITS)
})

test('a new code checks, and so does no slip of it', () => {
  const slip = fc.record({ at: fc.nat(RECEIPT_DIGITS - 1), digit: fc.nat(9), swap: fc.boolean() })
  fc.assert(fc.property(fc.constant(null).map(() => newReceipt()), slip, (receipt, { at, digit, swap }) => {
    assert.deepEqual(checkReceipt(receipt), { ok: true, receipt })
    const digits = [...receipt]
    if (swap) digits.splice(at, 2, ...digits.slice(at, at + 2).toReversed())
    else digits[at] = String(digit)
    const slipped = digits.join('')
    assert.equal(checkReceipt(slipped).ok, slipped === receipt)
  }), { numRuns: 500 })
})

test('digits of new codes are equally likely', () => {
  const counts = Array.from({ length: 10 }, () => 0)
  for (let n = 0; n < 1000; n++) for (const digit of newReceipt().slice(0, -1)) counts[Number(digit)] = (counts[Number(digit)] ?? 0) + 1
  // 23,000 digits: 2,300 of each, give or take five times the deviation.
  for (const count of counts) assert.ok(Math.abs(count - 2300) < 5 * 45.5, String(counts))
})

test('a code stands in six groups of four', () => {
  assert.deepEqual(groupsOf('123456789012345678901234'), ['1234', '5678', '9012', '3456', '7890', '1234'])
})

test('nothing is derived from a code that does not check', async () => {
  await assert.rejects(deriveReporter('1'.repeat(24), bytesIn(salt)), RangeError)
})
