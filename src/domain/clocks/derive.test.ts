// Goal: every due day is the law's. Method: spec/vectors/clock-cases.json, worked out by hand, held to a second count by Temporal when they are made and
// to a third one by Python (tools/oracles/clocks.py).
import assert from 'node:assert/strict'
import test from 'node:test'
import { asDay } from '#base/day.ts'
import { vectors } from '#test/support/vectors.ts'
import { STATES, type ClockDeed, type ClockEvent, type State } from '../docket.ts'
import { deriveClocks, type Clock, type ClockHistory } from './derive.ts'
import { packsNamed, SHIPPED_PACKS } from './packs.ts'

interface Case {
  readonly why: string; readonly clock: string; readonly received: string; readonly moves?: readonly string[]; readonly deeds?: readonly string[]
  readonly today: string; readonly start: string | null; readonly due: string | null; readonly status: string; readonly done?: string; readonly provisional?: true
}

const cases = vectors<readonly Case[]>('clock-cases')

function historyOf({ clock, received, moves = [], deeds = [] }: Case): ClockHistory {
  const states = moves.map((move) => move.split(' ')).map(([day = '', state = '']) => ({ day: asDay(day), state: STATES.find((each) => each === state) ?? assert.fail(state) }))
  const done = deeds.map((deed) => deed.split(' ')).map(([day = '', by = '', deed = '', arg = '']): ClockEvent => ({
    day: asDay(day), by, rule: clock, deed: deed as ClockDeed, ...(deed === 'ask' || deed === 'extend' ? { amount: Number(arg) } : arg === '' ? {} : { cause: arg }),
  }))
  const state: State = states.at(-1)?.state ?? 'received'
  return { receivedDay: asDay(received), acknowledgedDay: states.find((each) => each.state !== 'withdrawn')?.day ?? null, state, events: [...states, ...done] }
}

function clockIn(each: Case): Clock {
  const pack = SHIPPED_PACKS.find(({ id }) => each.clock.startsWith(`${id}/`)) ?? assert.fail(each.clock)
  return deriveClocks(packsNamed([`${pack.id}@1`], new Map()), historyOf(each), asDay(each.today)).find(({ name }) => name === each.clock) ?? assert.fail(each.clock)
}

test('there are sixty cases at least, and every clock that comes with the program has one', () => {
  assert.ok(cases.length >= 60, String(cases.length))
  const named = new Set(cases.map(({ clock }) => clock))
  for (const pack of SHIPPED_PACKS) for (const rule of pack.rules) assert.ok(named.has(`${pack.id}/${rule.id}`), `${pack.id}/${rule.id}`)
})

for (const each of cases) {
  test(`${each.clock}: ${each.why}`, () => {
    const { start, due, status, done, provisional } = clockIn(each)
    assert.deepEqual({ start, due, status, done, provisional }, { start: each.start, due: each.due, status: each.status, done: each.done ?? null, provisional: each.provisional ?? false })
  })
}

test('a case with another last day would be noticed', () => {
  const [first] = cases
  assert.notEqual(clockIn({ ...(first ?? assert.fail()), received: '2026-11-22' }).due, first?.due)
})
