// Goal: no due day is later than the law's, and nobody moves one by hand. Method: any history of any deeds to any clock, by anybody, in any order,
// held to bounds that are written down here without the engine.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { addDays, addMonths, asDay, daysBetween, type Day } from '#base/day.ts'
import { CLOCK_DEEDS, moveDocket, nextStates, openDocket, STATES, type ClockChange, type ClockEvent, type Docket, type State } from '../docket.ts'
import { refusalAtOnce } from '#test/support/vectors.ts'
import { checkClockDeed, deedsFor } from './deeds.ts'
import { deriveClocks, type Clock, type ClockHistory } from './derive.ts'
import { SHIPPED_PACKS } from './packs.ts'
import { CAUSES, clockName} from './rule.ts'

const FIRST = asDay('2025-12-01')
const RULES = SHIPPED_PACKS.flatMap((pack) => pack.rules.map((rule) => ({ pack, rule, name: clockName(pack, rule) })))
const PEOPLE = ['anna', 'bert', 'chen']

const day = fc.nat(500).map((days) => addDays(FIRST, days))
const deed = fc.record({
  day, by: fc.constantFrom(...PEOPLE), rule: fc.constantFrom(...RULES.map(({ name }) => name)), deed: fc.constantFrom(...CLOCK_DEEDS),
  amount: fc.option(fc.integer({ min: -5, max: 80 }), { nil: undefined }), cause: fc.option(fc.constantFrom(...CAUSES), { nil: undefined }),
})
const move = fc.record({ day, state: fc.constantFrom(...STATES.filter((state) => state !== 'received')) })

/** Moves in the order of their days, as a log has them. */
const history: fc.Arbitrary<ClockHistory> = fc.record({ received: day, moves: fc.array(move, { maxLength: 5 }), deeds: fc.array(deed, { maxLength: 24 }) })
  .map(({ received, moves, deeds }) => {
    const later = moves.filter((each) => each.day >= received).toSorted((a, b) => (a.day < b.day ? -1 : 1))
    const state: State = later.at(-1)?.state ?? 'received'
    return { receivedDay: received, acknowledgedDay: later.find((each) => each.state !== 'withdrawn')?.day ?? null, state, events: [...later, ...deeds as ClockEvent[]] }
  })

function clocks(of: ClockHistory, today: Day | null): readonly Clock[] {
  return deriveClocks(SHIPPED_PACKS, of, today)
}

/** The latest that the law allows: its period, all that may be added, and every day on which it was made to stand still. */
function lawsLast({ rule, name }: Clock, start: Day, of: ClockHistory): Day {
  const { amount, unit, extension } = rule
  const months = (unit === 'month' ? amount : 0) + (extension?.unit === 'month' ? extension.amount : 0)
  // A year has 240 working days at least: a period of them is never longer than this.
  const days = (unit === 'month' ? 0 : unit === 'working-day' ? Math.ceil(amount * 1.6) + 12 : amount) + (extension !== undefined && extension.unit !== 'month' ? extension.amount : 0)
  const stood = rule.pausedFor.length === 0 ? 0 : standing(of, name)
  return addDays(addMonths(start, months), days + stood)
}

function standing(of: ClockHistory, name: string): number {
  const days = of.events.filter((event) => 'rule' in event && event.rule === name && (event.deed === 'pause' || event.deed === 'restart')).map((event) => event.day).toSorted()
  const [first] = days
  const last = days.at(-1)
  return first === undefined || last === undefined ? 0 : daysBetween(first, last)
}

test('whatever is signed, no due day is later than the law’s', () => {
  fc.assert(fc.property(history, (of) => {
    for (const clock of clocks(of, null)) if (clock.start !== null && clock.due !== null) assert.ok(clock.due <= lawsLast(clock, clock.start, of), `${clock.name}: ${clock.due}`)
  }), { numRuns: 500 })
})

test('nor earlier than its plain period, once it has begun', () => {
  fc.assert(fc.property(history, (of) => {
    for (const { name, rule: { amount, unit }, start, due } of clocks(of, null)) {
      if (start !== null && due !== null) assert.ok(due >= (unit === 'month' ? addMonths(start, amount) : addDays(start, amount)), name)
    }
  }), { numRuns: 500 })
})

test('deeds count by their days alone: in whatever order they are read, the clocks are the same', () => {
  fc.assert(fc.property(fc.tuple(history, day), fc.infiniteStream(fc.nat()), ([of, today], numbers) => {
    const states = of.events.filter((event) => 'state' in event)
    const deeds = of.events.filter((event) => 'deed' in event)
    const shuffled = deeds.map((each) => ({ each, at: numbers.next().value })).toSorted((a, b) => a.at - b.at).map(({ each }) => each)
    assert.deepEqual(clocks({ ...of, events: [...shuffled, ...states] }, today), clocks({ ...of, events: [...states, ...deeds] }, today))
  }))
})

test('nobody sets a day: what a header holds besides its deed changes nothing', () => {
  fc.assert(fc.property(history, day, (of, wanted) => {
    const typed = of.events.map((event) => ({ ...event, due: wanted, dueDay: wanted, start: wanted }))
    assert.deepEqual(clocks({ ...of, events: typed }, null), clocks(of, null))
  }))
})

test('a pause of n days moves a clock of days by n, and nothing moves one that the law does not let stand still', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 29 }), fc.integer({ min: 0, max: 300 }), (into, n) => {
    for (const { pack, rule, name } of RULES.filter((each) => each.rule.unit !== 'working-day' && each.rule.starts === 'accepted')) {
      const start = FIRST
      const of = { receivedDay: start, acknowledgedDay: start, state: 'accepted', events: [{ day: start, state: 'accepted' }] } as const
      const from = addDays(start, into)
      const pause = [{ day: from, by: 'anna', rule: name, deed: 'pause', cause: 'appraisal' }, { day: addDays(from, n), by: 'anna', rule: name, deed: 'restart' }] as const
      const at = (events: readonly ClockEvent[]): Day | null => deriveClocks([pack], { ...of, events }, null).find((clock) => clock.name === name)?.due ?? null
      const before = at(of.events) ?? assert.fail()
      assert.equal(at([...of.events, ...pause]), rule.pausedFor.length === 0 ? before : addDays(before, n), name)
    }
  }))
})

test('what is late stays late: no later day, and no deed signed behind the last day, tidies it away', () => {
  fc.assert(fc.property(fc.tuple(history, day), fc.array(deed, { maxLength: 8 }), fc.nat(200), ([of, some], more, days) => {
    // Nothing of what was signed lies ahead.
    const today = [some, of.receivedDay, ...of.events.map((event) => event.day)].toSorted().at(-1) ?? some
    // A report that was settled is reopened by the office: then the clock runs again, and is late again.
    const late = clocks(of, today).filter(({ status }) => status === 'breached')
    const added = more.map((each) => ({ ...each, day: addDays(today, Math.abs(daysBetween(FIRST, each.day))) })) as ClockEvent[]
    const after = clocks({ ...of, events: [...of.events, ...added] }, addDays(today, 600 + days))
    for (const { name } of late) assert.equal(after.find((clock) => clock.name === name)?.status, 'breached', name)
  }), { numRuns: 300 })
})

test('a clock that was waived is never late, and asks for nothing', () => {
  fc.assert(fc.property(history, day, (of, today) => {
    for (const clock of clocks(of, today)) {
      if (clock.status !== 'waived') continue
      assert.equal(clock.rule.waivable, true)
      assert.deepEqual([clock.daysLeft, clock.pending], [null, null])
    }
  }))
})

function begun(...states: readonly State[]): Docket {
  const opened = openDocket({ day: FIRST, from: 'reporter', change: { state: 'received', channel: 'web', team: 'intake', packs: ['eu-authority@1', 'cn-police@1'] } })
  return states.reduce<Docket>((docket, state) => moveDocket(docket, { day: FIRST, from: 'office', change: { state } }), opened)
}

test('what a page offers the server keeps, and what it does not offer the server refuses', () => {
  fc.assert(fc.property(fc.array(fc.record({ name: fc.nat(), deed: fc.constantFrom(...CLOCK_DEEDS), by: fc.constantFrom(...PEOPLE), days: fc.nat(12), amount: fc.integer({ min: 1, max: 3 }) }), { maxLength: 20 }), (wanted) => {
    let docket = begun('acknowledged', 'accepted')
    let today = FIRST
    for (const { name: at, deed: done, by, days, amount } of wanted) {
      today = addDays(today, days)
      const all = deriveClocks(SHIPPED_PACKS, docket, today)
      const clock = all[at % all.length] ?? assert.fail()
      const pending = clock.pending?.amount
      const change: ClockChange = {
        rule: clock.name, deed: done, ...(done === 'ask' || done === 'extend' ? { amount: done === 'extend' ? pending ?? amount : amount } : {}),
        ...(done === 'pause' ? { cause: 'appraisal' } : {}),
      }
      const isKept = refusalAtOnce(() => { checkClockDeed(SHIPPED_PACKS, docket, { change, by, day: today }) }) === 'none'
      assert.equal(isKept, deedsFor(clock, by).includes(done), `${clock.name} ${clock.status} ${done}`)
      if (!isKept) continue
      docket = moveDocket(docket, { day: today, from: 'office', author: by, change: { clock: change } })
      const after = deriveClocks(SHIPPED_PACKS, docket, today).find(({ name }) => name === clock.name)
      // What was kept was not in vain.
      assert.notDeepEqual(after, clock, `${done} of ${clock.name} did nothing`)
    }
  }), { numRuns: 300 })
})

test('an extension beyond the limit is refused, and so is one by the person who asked', () => {
  const docket = begun('acknowledged')
  const name = 'eu-authority/feedback'
  const kept = (of: Docket, change: Omit<ClockChange, 'rule'>, by: string): string => refusalAtOnce(() => { checkClockDeed(SHIPPED_PACKS, of, { change: { rule: name, ...change }, by, day: FIRST }) })
  assert.equal(kept(docket, { deed: 'ask', amount: 4 }, 'anna'), 'extension-too-long')
  assert.equal(kept(docket, { deed: 'ask' }, 'anna'), 'extension-too-long')
  assert.equal(kept(docket, { deed: 'extend', amount: 3 }, 'bert'), 'second-person')
  assert.equal(kept(docket, { deed: 'ask', amount: 3 }, 'anna'), 'none')
  const asked = moveDocket(docket, { day: FIRST, from: 'office', author: 'anna', change: { clock: { rule: name, deed: 'ask', amount: 3 } } })
  assert.equal(kept(asked, { deed: 'extend', amount: 3 }, 'anna'), 'second-person')
  assert.equal(kept(asked, { deed: 'extend', amount: 2 }, 'bert'), 'clock-stands-otherwise')
  assert.equal(kept(asked, { deed: 'extend', amount: 3 }, 'bert'), 'none')
  assert.equal(refusalAtOnce(() => { checkClockDeed(SHIPPED_PACKS, docket, { change: { rule: 'eu-authority/none', deed: 'pause' }, by: 'anna', day: FIRST }) }), 'no-such-clock')
  assert.equal(kept(docket, { deed: 'pause', cause: 'appraisal' }, 'anna'), 'clock-stands-otherwise')
})

test('a reporter touches no clock, and a docket ends somewhere', () => {
  const change = { clock: { rule: 'eu-authority/acknowledge', deed: 'waive' } } as const
  assert.equal(refusalAtOnce(() => moveDocket(begun(), { day: FIRST, from: 'reporter', change })), 'not-allowed')
  let docket = begun('not-accepted')
  for (let round = 0; refusalAtOnce(() => { docket = moveDocket(docket, { day: FIRST, from: 'office', change: { state: nextStates(docket.state)[0] ?? 'acknowledged' } }) }) === 'none'; round++) assert.ok(round < 1000)
  assert.equal(docket.events.length, 500)
  assert.equal(moveDocket(docket, { day: FIRST, from: 'reporter', change: { state: 'withdrawn' } }).state, 'withdrawn')
})
