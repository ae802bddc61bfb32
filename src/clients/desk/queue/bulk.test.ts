// Goal: what is ordered for many is done to each that can take it, in its own language, and nobody is left out in silence. Method: property tests.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { asDay } from '#base/day.ts'
import { DEFAULT_PACKS, nextStates, openDocket, STATES, type OfficeState } from '#domain/docket.ts'
import { needsReason } from '#domain/conclusion.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { UNTRIAGED } from '#domain/triage.ts'
import type { QueueLine } from '#clients/member/member.ts'
import { bulkPlan, type BulkOrder } from './bulk.ts'

const docket = openDocket({ day: asDay('2026-11-23'), from: 'reporter', change: { state: 'received', channel: 'web', team: 'intake', packs: DEFAULT_PACKS } })
const lines = fc.uniqueArray(fc.record({ id: fc.uuid(), language: fc.constantFrom(...LANGUAGES), state: fc.constantFrom(...STATES), entries: fc.integer({ min: 1, max: 9 }), lastFrom: fc.constantFrom('reporter' as const, 'office' as const) }), { selector: ({ id }) => id, maxLength: 20 })
  .map((made) => made.map(({ id, language, state, entries, lastFrom }): QueueLine => ({
    id, docket: { ...docket, state, entries, lastFrom }, next: null, title: id, language, unopened: false, stale: false, entered: null, byTelephone: false, triage: UNTRIAGED, asksMe: false, card: null,
  })))
const texts = fc.record({ en: fc.constantFrom('', ' ', 'Thank you.'), zh: fc.constantFrom('', '谢谢。') })
const OFFICE_STATES = STATES.filter((state): state is OfficeState => state !== 'withdrawn')
const orders: fc.Arbitrary<BulkOrder> = fc.oneof(
  fc.record({ kind: fc.constant('state' as const), state: fc.constantFrom(...OFFICE_STATES), texts }),
  fc.record({ kind: fc.constant('reply' as const), texts }),
  fc.constant<BulkOrder>({ kind: 'triage', change: { add: ['wages'] } }),
)

test('each report is either done or left out with a reason, once', () => {
  fc.assert(fc.property(lines, orders, (given, order) => {
    const { deeds, leftOut } = bulkPlan(given, order)
    const told = [...deeds.map(({ line }) => line.id), ...leftOut.state.map(({ id }) => id), ...leftOut.language.map(({ id }) => id), ...leftOut.missing.map(({ id }) => id)]
    assert.deepEqual(told.toSorted(), given.map(({ id }) => id).toSorted())
  }))
})

test('nobody gets another language, an empty answer, or a decision that cannot follow', () => {
  fc.assert(fc.property(lines, orders, (given, order) => {
    for (const { line, deed } of bulkPlan(given, order).deeds) {
      if (deed.kind === 'reply') assert.deepEqual([deed.written.language, deed.written.text.trim() === '', deed.written.expectedLength], [line.language, false, line.docket.entries])
      if (deed.kind !== 'state') continue
      assert.ok(nextStates(line.docket.state).some((next) => next === deed.order.state))
      assert.deepEqual([deed.order.language, deed.order.expectedLength], [line.language, line.docket.entries])
      if (needsReason(line.docket.state, deed.order.state)) assert.notEqual(deed.order.reason, '')
      if (deed.order.state === 'concluded') assert.notEqual(line.docket.lastFrom === 'reporter' && line.docket.state !== 'withdrawn', true)
    }
  }))
})

test('a report with nothing written in its language is left out for that, and one that is settled for its state', () => {
  const base: QueueLine = { id: 'a', docket, next: null, title: 'a', language: 'zh', unopened: false, stale: false, entered: null, byTelephone: false, triage: UNTRIAGED, asksMe: false, card: null }
  const { leftOut } = bulkPlan([base, { ...base, id: 'b', docket: { ...docket, state: 'outside-remit' } }], { kind: 'state', state: 'not-accepted', texts: { en: 'x', zh: '' } })
  assert.deepEqual([leftOut.language.map(({ id }) => id), leftOut.state.map(({ id }) => id)], [['a'], ['b']])
})

test('of many that are to be concluded, those whose reporter waits are held back', () => {
  const line = (id: string, change: Partial<QueueLine['docket']>): QueueLine => ({ id, docket: { ...docket, state: 'accepted', lastFrom: 'office', ...change }, next: null, title: id, language: 'en', unopened: false, stale: false, entered: null, byTelephone: false, triage: UNTRIAGED, asksMe: false, card: null })
  const many = [line('done', {}), line('unread', { lastFrom: 'reporter' }), line('alert', { events: [{ day: asDay('2026-11-24'), retaliation: 'alleged' }] }), line('withdrawn', { state: 'withdrawn', lastFrom: 'reporter' })]
  const { deeds, leftOut } = bulkPlan(many, { kind: 'state', state: 'concluded', texts: { en: 'done', zh: '' } })
  assert.deepEqual([deeds.map(({ line: { id } }) => id), leftOut.missing.map(({ id }) => id)], [['done', 'withdrawn'], ['unread', 'alert']])
})
