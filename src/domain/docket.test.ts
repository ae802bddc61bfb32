// Goal: a report moves as the table says and no other way, whoever pushes. Method: the table written down a second time and put
// to every pair of states, then properties over any sequence of events.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { addDays, asDay } from '#base/day.ts'
import { refusalAtOnce } from '#test/support/vectors.ts'
import { nextDate as nextOf, NO_OWN_PACKS } from './clocks/next.ts'
import { moveDocket, nextStates, openDocket, STATES, type Docket, type DocketEvent, type State } from './docket.ts'

function nextDate(docket: Docket): { readonly day: string; readonly reason: string } | null {
  const next = nextOf(docket, NO_OWN_PACKS)
  return next === null ? null : { day: next.day, reason: next.reason }
}

const DAY = asDay('2026-11-23')
const LATER = asDay('2026-11-25')

/** Row: from. Column: to, in the order of STATES. */
const TABLE: Readonly<Record<State, string>> = {
  //               rcvd ackd asse acce nacc outs refe conc with
  'received':     '  .    x    x    x    x    x    x    .    . ',
  'acknowledged': '  .    .    x    x    x    x    x    .    . ',
  'assessed':     '  .    .    .    x    x    x    x    .    . ',
  'accepted':     '  .    .    .    .    x    .    x    x    . ',
  'not-accepted': '  .    x    .    x    .    .    .    .    . ',
  'outside-remit':'  .    x    .    .    .    .    .    .    . ',
  'referred':     '  .    x    x    x    .    .    .    x    . ',
  'concluded':    '  .    x    .    .    .    .    .    .    . ',
  'withdrawn':    '  .    x    .    .    x    .    .    x    . ',
}

function opened(): Docket {
  return openDocket({ day: DAY, from: 'reporter', change: { state: 'received', channel: 'web', team: 'intake' } })
}

for (const from of STATES) {
  test(`from ${from} a handler moves a report where the table says, and nowhere else`, () => {
    const allowed = TABLE[from].trim().split(/\s+/).map((mark) => mark === 'x')
    for (const [index, to] of STATES.entries()) {
      const current: Docket = { ...opened(), state: from, acknowledgedDay: from === 'received' ? null : DAY }
      const move = (): Docket => moveDocket(current, { day: LATER, from: 'office', change: { state: to } })
      if (allowed[index]) assert.equal(move().state, to)
      else assert.equal(refusalAtOnce(move), 'transition-not-allowed', `${from} -> ${to}`)
      assert.equal((nextStates(from) as readonly State[]).includes(to), allowed[index])
    }
  })
  test(`from ${from} a reporter withdraws, and else moves nothing but the urgent bit`, () => {
    const current: Docket = { ...opened(), state: from }
    for (const state of STATES.filter((each) => each !== 'withdrawn')) {
      assert.equal(refusalAtOnce(() => moveDocket(current, { day: LATER, from: 'reporter', change: { state } })), 'not-allowed')
    }
    const withdraw = (): Docket => moveDocket(current, { day: LATER, from: 'reporter', change: { state: 'withdrawn' } })
    if (from === 'withdrawn') assert.equal(refusalAtOnce(withdraw), 'transition-not-allowed')
    else assert.deepEqual([withdraw().state, nextDate(withdraw())], ['withdrawn', null])
    assert.equal(moveDocket(current, { day: LATER, from: 'reporter', change: { urgent: true } }).urgent, true)
    assert.equal(moveDocket(current, { day: LATER, from: 'reporter', change: null }).state, from)
  })
}

test('a report begins as received, in a channel, for a team', () => {
  assert.deepEqual(opened(), {
    state: 'received', channel: 'web', team: 'intake', urgent: false, receivedDay: DAY, acknowledgedDay: null, entries: 1, lastFrom: 'reporter', lastDay: DAY, packs: ['eu-internal@1'], events: [],
  })
  for (const change of [null, {}, { state: 'accepted', channel: 'web', team: 'intake' }, { state: 'received', channel: 'web' }, { state: 'received', team: 'intake' }] as const) {
    assert.equal(refusalAtOnce(() => openDocket({ day: DAY, from: 'reporter', change })), 'malformed')
  }
})

test('nobody moves a report to another team or channel', () => {
  for (const change of [{ team: 'other' }, { channel: 'other' }]) {
    for (const from of ['office', 'reporter'] as const) assert.equal(refusalAtOnce(() => moveDocket(opened(), { day: LATER, from, change })), 'not-allowed')
  }
})

test('the office’s first change of state is the acknowledgement, and its day stays', () => {
  const once = moveDocket(opened(), { day: LATER, from: 'office', change: { state: 'acknowledged' } })
  const twice = moveDocket(once, { day: addDays(LATER, 3), from: 'office', change: { state: 'accepted' } })
  assert.equal(twice.acknowledgedDay, LATER)
  assert.equal(moveDocket(opened(), { day: LATER, from: 'office', change: null }).acknowledgedDay, null)
})

test('what the office owes next is acknowledgement, then feedback, then nothing', () => {
  assert.deepEqual(nextDate(opened()), { day: asDay('2026-11-30'), reason: 'acknowledge' })
  const acknowledged = moveDocket(opened(), { day: LATER, from: 'office', change: { state: 'acknowledged' } })
  assert.deepEqual(nextDate(acknowledged), { day: asDay('2027-02-25'), reason: 'feedback' })
  for (const state of ['not-accepted', 'outside-remit', 'referred'] as const) {
    assert.equal(nextDate(moveDocket(opened(), { day: LATER, from: 'office', change: { state } })), null)
  }
})

const event: fc.Arbitrary<DocketEvent> = fc.record({
  day: fc.nat(400).map((days) => addDays(DAY, days)),
  from: fc.constantFrom('reporter', 'office'),
  change: fc.option(fc.record({ state: fc.constantFrom(...STATES), urgent: fc.boolean(), team: fc.constant('intake') }, { requiredKeys: [] })),
})

test('whatever happens, a docket counts its entries, keeps its day of receipt, and a refusal changes nothing', () => {
  fc.assert(fc.property(fc.array(event, { maxLength: 12 }), (events) => {
    let docket = opened()
    let kept = 1
    for (const each of events) {
      const before = structuredClone(docket)
      if (refusalAtOnce(() => { docket = moveDocket(docket, each) }) === 'none') kept += 1
      else assert.deepEqual(docket, before)
      if (docket.state === 'received') assert.equal(docket.acknowledgedDay, null)
      else if (docket.state !== 'withdrawn') assert.notEqual(docket.acknowledgedDay, null)
    }
    assert.equal(docket.entries, kept)
    assert.equal(docket.receivedDay, DAY)
  }))
})

test('a report that came on an earlier day runs from then, and no later entry moves that day', () => {
  const change = { state: 'received', channel: 'web', team: 'intake', received: asDay('2026-11-16') } as const
  const docket = openDocket({ day: asDay('2026-11-23'), from: 'reporter', change })
  assert.deepEqual([docket.receivedDay, docket.lastDay], ['2026-11-16', '2026-11-23'])
  for (const from of ['reporter', 'office'] as const) {
    assert.throws(() => moveDocket(docket, { day: asDay('2026-11-24'), from, change: { received: asDay('2026-11-23') } }), { code: 'not-allowed' })
  }
})
