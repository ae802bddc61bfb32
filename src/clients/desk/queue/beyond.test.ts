// Goal: however long the queue is and however little of it is listed, what must move first is known and counted. Method: any queue, any part of it listed; counts held against the whole.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { addDays, asDay } from '#base/day.ts'
import type { BriefDocket } from '#clients/member/dockets.ts'
import type { QueueLine } from '#clients/member/member.ts'
import { clearlyWanted, countEach, DUES, isTold, VIEWS, YES_NO, type QueueFilter } from '#clients/member/queue-filter.ts'
import { STATES } from '#domain/docket.ts'
import { UNTRIAGED } from '#domain/triage.ts'
import { Beyond, briefOf, mustBeListed, toList } from './beyond.ts'
import { GROUPS, groupOf, groupOfDocket, groupsOf } from './grouping.ts'

const TODAY = asDay('2026-11-26')
const LOOKING = { me: 'lin', today: TODAY }

const someLine = fc.record({
  state: fc.constantFrom(...STATES), urgent: fc.boolean(), unopened: fc.boolean(), alert: fc.boolean(), dueInDays: fc.option(fc.integer({ min: -20, max: 20 })), receivedDaysAgo: fc.integer({ min: 0, max: 900 }), channel: fc.constantFrom('web', 'letter'),
})
const someQueue = fc.array(someLine, { maxLength: 60 }).map((each) => each.map(({ state, urgent, unopened, alert, dueInDays, receivedDaysAgo, channel }, at): QueueLine => ({
  id: `r${at}`, title: 'a', language: 'en', unopened, stale: false, byTelephone: false, entered: null, asksMe: false, card: null, triage: UNTRIAGED,
  docket: {
    state, channel, team: 'intake', urgent, receivedDay: addDays(TODAY, -receivedDaysAgo), acknowledgedDay: null, entries: 1, lastFrom: 'reporter', lastDay: TODAY, packs: [],
    events: alert ? [{ day: TODAY, retaliation: 'alleged' }] : [],
  },
  next: dueInDays === null ? null : { day: addDays(TODAY, dueInDays), reason: 'acknowledge', clock: 'eu-internal/acknowledge' },
})))
const toldFilter: fc.Arbitrary<QueueFilter> = fc.record({
  view: fc.constantFrom('unread', 'due', 'late', 'urgent'), state: fc.constantFrom(...STATES), channel: fc.constantFrom('web', 'letter'), due: fc.constantFrom(...DUES), urgent: fc.constantFrom(...YES_NO), unread: fc.constantFrom(...YES_NO),
  from: fc.constantFrom(addDays(TODAY, -300), addDays(TODAY, -10)), until: fc.constantFrom(addDays(TODAY, -5), TODAY),
}, { requiredKeys: [] })

const docketsOf = (lines: readonly QueueLine[]): ReadonlyMap<string, BriefDocket> => new Map(lines.map((line) => [line.id, briefOf(line)]))

test('counts are of the whole queue, whichever part of it is listed, and groups too', () => {
  fc.assert(fc.property(someQueue, fc.array(fc.boolean(), { maxLength: 60 }), toldFilter, (all, isListed, filter) => {
    const [beyond, listed] = [new Beyond(docketsOf(all), null), all.filter((_, at) => isListed[at] === true)]
    const here = beyond.here(listed)
    for (let time = 0; time < 2; time++) {
      const { count, isCertain } = beyond.unlisted(filter, LOOKING, here)
      assert.ok(isCertain)
      assert.equal(count + (countEach(listed, [filter], LOOKING)[0] ?? 0), countEach(all, [filter], LOOKING)[0])
      const isWanted = clearlyWanted(filter, LOOKING)
      for (const group of GROUPS) {
        const inGroup = (lines: readonly QueueLine[]): number => lines.filter((line) => isWanted(briefOf(line)) && groupOf(line, TODAY) === group).length
        assert.equal((beyond.groups(filter, LOOKING, here).get(group) ?? 0) + inGroup(listed), inGroup(all), group)
      }
    }
  }))
})

test('a filter that asks for what is sealed is never told for certain, and never misses what may fit', () => {
  for (const filter of [{ label: 'x' }, { severity: 'high' }, { assigned: 'lin' }, { came: 'letter' }, { language: 'zh' }, ...VIEWS.filter((view) => ['mine', 'unassigned', 'hold', 'asks-me'].includes(view)).map((view) => ({ view }))] as const) assert.ok(!isTold(filter), JSON.stringify(filter))
  for (const filter of [{}, { state: 'received' }, { due: 'late' }, { series: 'yes' }, { case: 'no' }, { view: 'late' }, { from: TODAY }] as const) assert.ok(isTold(filter), JSON.stringify(filter))
})

test('whoever lists in this order shows the list from its top: no report waits behind one that moves later', () => {
  fc.assert(fc.property(someQueue, (all) => {
    const ids = toList(docketsOf(all), () => true, { today: TODAY, has: () => false })
    assert.deepEqual(ids, groupsOf(all, TODAY).flatMap(({ lines }) => lines.map(({ id }) => id)))
  }))
})

test('danger, retaliation, a late day and a report that nobody opened are listed without being asked, however old', () => {
  fc.assert(fc.property(someQueue, (all) => {
    for (const line of all) {
      const docket = briefOf(line)
      const group = groupOfDocket(docket, TODAY)
      const must = line.unopened || group === 'urgent' || group === 'retaliation' || group === 'late' || group === 'today' || group === 'week'
      if (must) assert.ok(mustBeListed(docket, TODAY))
      if (!line.unopened && group === 'settled') assert.ok(!mustBeListed(docket, TODAY))
    }
  }))
})
