// Goal: the queue's order, pages and window are right whatever comes in. Method: examples for the groups; for pages and window, random
// queues held against the plain way of doing the same.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { addDays, asDay } from '#base/day.ts'
import { UNTRIAGED } from '#domain/triage.ts'
import type { QueueLine } from '#clients/member/member.ts'
import type { Docket } from '#domain/docket.ts'
import { groupOf, groupsOf, type GroupName } from './grouping.ts'
import { mergeAsked, mergeNewest } from './pages.ts'
import { anchorAt, anchoredPx, layOut, totalPx, windowOf } from './windowing.ts'

const TODAY = asDay('2026-11-23')
const HEIGHTS = { groupPx: 30, linePx: 50, triagedPx: 70 }

function line(id: string, { dueInDays, urgent = false }: { dueInDays: number | null; urgent?: boolean } = { dueInDays: 3 }): QueueLine {
  const docket: Docket = {
    state: dueInDays === null ? 'concluded' : 'received', channel: 'web', team: 'intake', urgent, receivedDay: TODAY, acknowledgedDay: null, entries: 1, lastFrom: 'reporter', lastDay: TODAY, packs: ['eu-internal@1'], events: [],
  }
  const next = dueInDays === null ? null : { day: addDays(TODAY, dueInDays), reason: 'acknowledge' as const, clock: 'eu-internal/acknowledge' }
  return { id, docket, next, title: id, language: 'en', unopened: true, stale: false, entered: null, byTelephone: false, triage: UNTRIAGED, asksMe: false, card: null }
}

const CASES: readonly [number | null, boolean, GroupName][] = [
  [-1, true, 'urgent'], [30, true, 'urgent'], [null, true, 'settled'], [-1, false, 'late'], [0, false, 'today'], [1, false, 'week'],
  [7, false, 'week'], [8, false, 'later'], [null, false, 'settled'],
]
for (const [dueInDays, urgent, group] of CASES) {
  test(`due in ${dueInDays} days${urgent ? ' and urgent' : ''} is ${group}`, () => {
    assert.equal(groupOf(line('a', { dueInDays, urgent }), TODAY), group)
  })
}

test('a report whose clocks all stand still is not settled, and what is urgent stays urgent', () => {
  const still = line('a', { dueInDays: 3 })
  assert.equal(groupOf({ ...still, next: null }, TODAY), 'later')
  assert.equal(groupOf({ ...line('b', { dueInDays: 3, urgent: true }), next: null }, TODAY), 'urgent')
})

test('groups come in the order of what must move first, and keep the order inside', () => {
  const lines = [line('a', { dueInDays: 9 }), line('b', { dueInDays: -1 }), line('c', { dueInDays: 9 }), line('d', { dueInDays: 9, urgent: true })]
  const told = groupsOf(lines, TODAY).map(({ name, lines: members }) => [name, members.map((each) => each.id).join('')])
  assert.deepEqual(told, [['urgent', 'd'], ['late', 'b'], ['later', 'ac']])
})

test('the newest page, put in place of what it covers, leaves the queue as the server has it', () => {
  const sizes = fc.record({ known: fc.integer({ min: 0, max: 30 }), arrived: fc.integer({ min: 0, max: 8 }), gone: fc.integer({ min: 0, max: 3 }), page: fc.integer({ min: 12, max: 20 }) })
  fc.assert(fc.property(sizes, ({ known, arrived, gone, page }) => {
    const before = Array.from({ length: known }, (_, index) => line(`old-${index}`))
    const now = [...Array.from({ length: arrived }, (_, index) => line(`new-${index}`)), ...before.slice(Math.min(gone, known))]
    const merged = mergeNewest(before, now.slice(0, page), now.length <= page)
    assert.deepEqual(merged.map(({ id }) => id), now.map(({ id }) => id))
  }))
})

test('what was asked for by itself stands in its place, and what did not come is gone', () => {
  const order = Array.from({ length: 20 }, (_, at) => `r${at}`)
  const placeOf = (id: string): number => order.indexOf(id)
  fc.assert(fc.property(fc.subarray(order), fc.subarray(order), fc.subarray(order), (known, asked, there) => {
    const before = known.map((id) => line(id))
    const got = asked.filter((id) => there.includes(id)).toReversed().map((id) => line(id))
    const merged = mergeAsked(before, { asked, got, placeOf }).map(({ id }) => id)
    assert.deepEqual(merged, order.filter((id) => (asked.includes(id) ? there.includes(id) : known.includes(id))))
    for (const each of got) assert.ok(mergeAsked(before, { asked, got, placeOf }).includes(each), 'as it came, and not as it was')
  }))
})

const queue = fc.array(fc.record({ dueInDays: fc.option(fc.integer({ min: -5, max: 20 })), urgent: fc.boolean(), hold: fc.boolean() }), { maxLength: 120 })
  .map((each) => layOut(groupsOf(each.map(({ hold, ...due }, index) => ({ ...line(`r${index}`, due), triage: { ...UNTRIAGED, hold } })), TODAY), HEIGHTS))

test('a window draws every row that can be seen, and space for all others', () => {
  fc.assert(fc.property(queue, fc.integer({ min: -500, max: 8000 }), fc.integer({ min: 0, max: 2000 }), (rows, fromPx, heightPx) => {
    const drawn = windowOf(rows, { fromPx, toPx: fromPx + heightPx }, 2)
    const seen = rows.filter((row) => row.topPx + row.heightPx > fromPx && row.topPx <= fromPx + heightPx)
    for (const row of seen) assert.ok(drawn.rows.includes(row))
    const drawnPx = drawn.rows.reduce((sum, row) => sum + row.heightPx, 0)
    if (drawn.rows.length > 0) assert.equal(drawn.beforePx + drawnPx + drawn.afterPx, totalPx(rows))
  }))
})

test('what is read stays where it is when rows come in above', () => {
  const before = layOut(groupsOf(Array.from({ length: 40 }, (_, index) => line(`r${index}`)), TODAY), HEIGHTS)
  const anchor = anchorAt(before, 777)
  assert.ok(anchor)
  const after = layOut(groupsOf([line('urgent', { dueInDays: 1, urgent: true }), ...Array.from({ length: 40 }, (_, index) => line(`r${index}`))], TODAY), HEIGHTS)
  assert.equal(anchoredPx(after, anchor), 777 + HEIGHTS.groupPx + HEIGHTS.linePx)
  assert.equal(anchoredPx([], anchor), null)
})
