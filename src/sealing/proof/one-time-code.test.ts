// Goal: codes are those of every authenticator, and work once. Method: RFC 6238 appendix B, cut to six digits.
import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '#base/bytes.ts'
import { codeAt, matchingStep, stepAt } from './one-time-code.ts'

const SECRET = utf8('12345678901234567890')

for (const [seconds, code] of [
  [59, '287082'], [1111111109, '081804'], [1111111111, '050471'], [1234567890, '005924'], [2000000000, '279037'], [20000000000, '353130'],
] as const) {
  test(`RFC 6238: the code ${seconds} s after 1970 is ${code}`, () => {
    assert.equal(codeAt(SECRET, stepAt(seconds * 1000)), code)
  })
}

const NOW_MS = 1_700_000_000_000
const NOW = stepAt(NOW_MS)

test('a code counts one step early and one step late, and no further', () => {
  const clock = { nowMs: NOW_MS, lastStep: -1 }
  for (const away of [-1, 0, 1]) assert.equal(matchingStep(SECRET, codeAt(SECRET, NOW + away), clock), NOW + away)
  for (const away of [-2, 2]) assert.equal(matchingStep(SECRET, codeAt(SECRET, NOW + away), clock), null)
})

test('a code works once, and after it no earlier one', () => {
  const used = { nowMs: NOW_MS, lastStep: NOW }
  assert.equal(matchingStep(SECRET, codeAt(SECRET, NOW), used), null)
  assert.equal(matchingStep(SECRET, codeAt(SECRET, NOW - 1), used), null)
  assert.equal(matchingStep(SECRET, codeAt(SECRET, NOW + 1), used), NOW + 1)
})

test('what is no code matches nothing', () => {
  for (const code of ['', '0', '0000000', '12345a']) assert.equal(matchingStep(SECRET, code, { nowMs: NOW_MS, lastStep: -1 }), null)
})
