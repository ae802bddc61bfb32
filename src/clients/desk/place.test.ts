// Goal: a reload and the back button keep the place, and no fragment breaks the desk. Method: every place there and back; then whatever comes.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { STATES } from '#domain/docket.ts'
import { placeFor, readAddress, writeAddress, type Place } from './place.ts'

const ID = 'MWwqAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGfzA'
const PLACES: readonly Place[] = [
  { page: 'set-up', token: 'abc-_' }, { page: 'invitation', fragment: `${ID}.secret_-` }, { page: 'members' }, { page: 'recovery' }, { page: 'access' }, { page: 'lost' }, { page: 'queue', state: null },
  ...STATES.map((state): Place => ({ page: 'queue', state })), { page: 'report', id: ID, state: null }, { page: 'report', id: ID, state: 'accepted' },
  { page: 'queue', state: null, narrowed: { view: 'late' } }, { page: 'queue', state: 'accepted', narrowed: { view: 'asks-me', label: 'AAAAAAAAAAAAAA_-', severity: 'none', assigned: ID, channel: 'web' } }, { page: 'report', id: ID, state: null, narrowed: { severity: 'high', assigned: 'none' } },
  { page: 'appraisals' }, { page: 'appraisal', id: ID }, { page: 'cases' }, { page: 'case', id: ID }, { page: 'identities' }, { page: 'teams' }, { page: 'lines' }, { page: 'prompts' }, { page: 'rehearsal' }, { page: 'office' }, { page: 'audit' }, { page: 'clocks' }, { page: 'enter' }, { page: 'call' }, { page: 'away' },
]

for (const place of PLACES) {
  test(`an address leads back to ${JSON.stringify(place)}`, () => {
    for (const language of [null, 'en', 'zh'] as const) assert.deepEqual(readAddress(writeAddress({ place, language })), { place, language })
  })
}

test('what is no place leads to the queue, and no language is invented', () => {
  for (const fragment of ['', '#', '#nonsense', '#report=short', '#appraisal=short', `#report=${ID}x`, '#queue&state=lost&lang=tlh', '#queue&view=lost&label=港口&severity=grave&assigned=Lin&channel=%00', '#setup=', '#%00']) {
    assert.deepEqual(readAddress(fragment), { place: { page: 'queue', state: null }, language: null })
  }
})

test('an outside expert comes to no page of the office', () => {
  for (const place of PLACES) {
    const isTheirs = ['appraisals', 'appraisal', 'access'].includes(place.page)
    assert.deepEqual(placeFor(['expert'], place), isTheirs ? place : { page: 'appraisals' })
    assert.deepEqual(placeFor(['intake', 'administrator'], place), place)
  }
})

test('no fragment throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => { readAddress(text) }))
})
