// Goal: a referral that needs two people has two. Method: orders of entries, by hand, then any order of three people's.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { asDay } from '#base/day.ts'
import { secondApprovalsIn } from './second.ts'

const DAY = asDay('2026-03-02')
const ask = (hash: string, author: string, to = 'the bureau') => ({ hash, author, day: DAY, body: { reportHead: 'h', asksReferral: { to, reason: 'theirs', language: 'en' as const }, note: 'no other body may' } })
const answer = (asked: string, author: string, agrees = true) => ({ hash: `${asked} ${author}`, author, day: DAY, body: { reportHead: 'later', answersReferral: { asked, agrees }, note: 'so' } })

test('what one asks another agrees with, and nobody with themselves', () => {
  const { waiting } = secondApprovalsIn([ask('a', 'lin')])
  assert.deepEqual(waiting, { hash: 'a', author: 'lin', day: DAY, to: 'the bureau', reason: 'theirs', language: 'en', because: 'no other body may' })
  assert.deepEqual(secondApprovalsIn([ask('a', 'lin'), answer('a', 'lin')]), { waiting, agreed: [] })
  assert.deepEqual(secondApprovalsIn([ask('a', 'lin'), answer('a', 'wei')]), { waiting: null, agreed: [{ ...waiting, second: 'wei', reportHead: 'later' }] })
  for (const author of ['lin', 'wei']) assert.deepEqual(secondApprovalsIn([ask('a', 'lin'), answer('a', author, false)]), { waiting: null, agreed: [] })
})

test('an agreement is to what was asked, and not to what was asked later', () => {
  const { waiting, agreed } = secondApprovalsIn([ask('a', 'lin'), ask('b', 'lin', 'another'), answer('a', 'wei')])
  assert.deepEqual([waiting?.hash, agreed.length], ['b', 0])
})

test('in any order: what is agreed has two people', () => {
  const people = fc.constantFrom('lin', 'wei', 'zhou')
  const entry = fc.oneof(fc.tuple(fc.constantFrom('a', 'b'), people).map(([hash, author]) => ask(hash, author)), fc.tuple(fc.constantFrom('a', 'b'), people, fc.boolean()).map(([asked, author, agrees]) => answer(asked, author, agrees)))
  fc.assert(fc.property(fc.array(entry, { maxLength: 16 }), (entries) => {
    for (const { author, second } of secondApprovalsIn(entries).agreed) assert.notEqual(author, second)
  }))
})
