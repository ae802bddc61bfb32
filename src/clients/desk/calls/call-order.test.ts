// Goal: nothing is kept of a call that its caller did not agree to, names stand in both scripts, and a call cannot be sealed before all was asked. Method: drafts by
// hand, and any names.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { asDay } from '#base/day.ts'
import { answersWith, isRefused, lengthInDigits, missingOfCall, whoOf } from './call-order.ts'

const TODAY = asDay('2026-11-26')
const CALL = { arrival: 'phone-live', received: null, consent: true, isAnswerable: true, language: 'zh', answers: { what: '标底泄露' }, name: '', contact: '', isRecorded: false } as const

test('a call is sealed once it was asked about recording, agreement, a way back, and what happened', () => {
  assert.deepEqual([...missingOfCall(CALL, TODAY)], [])
  assert.deepEqual([...missingOfCall({ ...CALL, consent: null, isAnswerable: null, answers: {}, isRecorded: null }, TODAY)], ['consent', 'back', 'what', 'recorded'])
})

test('a refusal ends the writing, and danger to life goes before it where nothing is recorded', () => {
  const danger = { danger: 'yes' }
  assert.equal(isRefused({ isRecorded: false, consent: false, answers: {} }), true)
  assert.equal(isRefused({ isRecorded: false, consent: false, answers: danger }), false)
  assert.equal(isRefused({ isRecorded: true, consent: false, answers: danger }), true)
  assert.equal(isRefused({ isRecorded: null, consent: false, answers: danger }), true)
  assert.equal(isRefused({ isRecorded: true, consent: true, answers: {} }), false)
  assert.equal(isRefused({ isRecorded: true, consent: null, answers: {} }), false)
  assert.deepEqual([...missingOfCall({ ...CALL, consent: false }, TODAY)], ['consent'])
  assert.deepEqual([...missingOfCall({ ...CALL, consent: false, answers: { what: '有人被困', danger: 'yes' } }, TODAY)], [])
})

test('names stand in both scripts, one in a line, before what else was said of people', () => {
  assert.equal(whoOf([{ name: '林晚晴', other: 'Lin Wanqing' }, { name: ' ', other: '' }, { name: '', other: 'Zhou' }], '采购科'), '林晚晴 / Lin Wanqing\nZhou\n采购科')
  assert.deepEqual(answersWith({ what: 'x' }, []), { what: 'x', who: '' })
  fc.assert(fc.property(fc.array(fc.record({ name: fc.string(), other: fc.string() })), fc.string(), (people, more) => {
    const who = whoOf(people, more)
    return people.every(({ name, other }) => who.includes(name.trim()) && who.includes(other.trim())) && (more.trim() === '' || who.endsWith(more))
  }))
})

test('how long somebody has been on the line stands in minutes and seconds', () => {
  assert.deepEqual([-1, 0, 61_999, 3_753_000].map(lengthInDigits), ['0:00', '0:00', '1:01', '1:02:33'])
})
