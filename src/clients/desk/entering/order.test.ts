// Goal: nothing is entered that lacks what the law or the reader needs, and nothing leans. Method: drafts by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays, asDay, type Day } from '#base/day.ts'
import { languageIn, missingIn, orderOf, type Taken } from './order.ts'

const TODAY = asDay('2026-11-26')
const NOTHING: Taken = { arrival: null, received: null, consent: null, isAnswerable: null, language: null, answers: {}, name: '', contact: '' }
const LETTER: Taken = { ...NOTHING, arrival: 'letter', isAnswerable: true, answers: { what: '标底泄露', where: ' ' } }
const missing = (taken: Partial<Taken>): readonly string[] => [...missingIn({ ...LETTER, ...taken }, TODAY)]

test('only how it came, what was said and whether anybody can be answered must be told', () => {
  assert.deepEqual([...missingIn(NOTHING, TODAY)], ['arrival', 'back', 'what'])
  assert.deepEqual(missing({}), [])
  assert.deepEqual(orderOf(LETTER, { today: TODAY, channel: 'web', ofDesk: 'en', files: [] }), {
    arrived: { arrival: 'letter', received: TODAY, isAnswerable: true, consent: false }, channel: 'web', files: [], language: 'zh', answers: { what: '标底泄露' }, identity: null,
  })
  assert.throws(() => orderOf(NOTHING, { today: TODAY, channel: 'web', ofDesk: 'en', files: [] }))
})

test('a day to come, one of longer ago than a letter lies, and one that is none are told', () => {
  for (const received of [addDays(TODAY, 1), addDays(TODAY, -367), '' as Day]) assert.deepEqual(missing({ received }), ['received'])
  for (const received of [TODAY, addDays(TODAY, -366), null]) assert.deepEqual(missing({ received }), [])
})

test('consent is asked for minutes alone, and a meeting has none without it', () => {
  assert.deepEqual(missing({ arrival: 'phone-live' }), ['consent'])
  assert.deepEqual(missing({ arrival: 'phone-live', consent: false }), [])
  assert.deepEqual(missing({ arrival: 'meeting', consent: false }), ['consent'])
  assert.deepEqual(missing({ arrival: 'meeting', consent: true }), [])
  // Whoever first chose a call and then a letter has agreed to nothing.
  assert.equal(orderOf({ ...LETTER, consent: true }, { today: TODAY, channel: 'web', ofDesk: 'en', files: [] }).arrived.consent, false)
})

test('a way to reach somebody needs a name, and words tell their language unless somebody chose', () => {
  assert.deepEqual(missing({ contact: '13800000000' }), ['name'])
  assert.deepEqual(orderOf({ ...LETTER, name: '林晚晴', contact: '' }, { today: TODAY, channel: 'web', ofDesk: 'en', files: [] }).identity, { name: '林晚晴', contact: '' })
  assert.deepEqual([languageIn(LETTER, 'en'), languageIn({ ...LETTER, language: 'en' }, 'zh'), languageIn(NOTHING, 'zh'), languageIn({ ...NOTHING, answers: { what: 'A' } }, 'zh')], ['zh', 'en', 'zh', 'en'])
})
