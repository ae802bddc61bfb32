// Goal: a kept view and its address mean the same list, and the address names no label. Method: every kind of choice there and back.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { NONE, VIEWS, type QueueFilter } from '#clients/member/queue-filter.ts'
import { SEVERITIES } from '#domain/triage-body.ts'
import { STATES } from '#domain/docket.ts'
import { readAddress, writeAddress } from '#clients/desk/place.ts'
import { filterOf, listedBy, markedBy, narrowedTo } from './narrowing.ts'

const LABELS = ['港口', 'tender']
const KEY = 'MWwqAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGfzA'
const markOf = (label: string): string => `mark-of-label-0${LABELS.indexOf(label)}`

const someFilter: fc.Arbitrary<QueueFilter> = fc.record({
  view: fc.constantFrom(...VIEWS), state: fc.constantFrom(...STATES), label: fc.constantFrom(...LABELS), severity: fc.constantFrom(NONE, ...SEVERITIES),
  assigned: fc.constantFrom(NONE, KEY), channel: fc.constantFrom('web', 'works-council'),
}, { requiredKeys: [] })

test('a view that was kept is found again through its address, which has no label in it', () => {
  fc.assert(fc.property(someFilter, (filter) => {
    const address = writeAddress({ place: { page: 'queue', ...listedBy(filter, markOf) }, language: null })
    for (const label of LABELS) assert.ok(!address.includes(label) && !address.includes(encodeURIComponent(label)))
    const { place } = readAddress(address)
    assert.ok(place.page === 'queue')
    const { state, ...rest } = filter
    assert.deepEqual(filterOf(place, LABELS, markOf), rest)
    assert.equal(place.state, state ?? null)
  }))
})

test('a label that this device does not know shows no report, and not all of them', () => {
  assert.deepEqual(filterOf({ state: null, narrowed: { label: markOf('港口') } }, ['tender'], markOf), { label: '' })
})

test('a choice leaves the others as they are, and is taken back', () => {
  const listed = { state: 'accepted', narrowed: { view: 'late' } } as const
  assert.deepEqual(narrowedTo(listed, { severity: 'high' }), { state: 'accepted', narrowed: { view: 'late', severity: 'high' } })
  assert.deepEqual(narrowedTo(listed, { view: undefined }), { state: 'accepted' })
})

test('a mark is worked out once', () => {
  let worked = 0
  const marked = markedBy((label) => { worked += 1; return markOf(label) })
  assert.deepEqual([marked('tender'), marked('tender'), worked], [markOf('tender'), markOf('tender'), 1])
})
