// Goal: every due day is the law's. Method: spec/vectors/clock-cases.json, worked out by hand, held to a second count by Temporal when they are made and
// to a third one by Python (tools/oracles/clocks.py).
import assert from 'node:assert/strict'
import test from 'node:test'
import { asDay, dayAt } from '#base/day.ts'
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

/** The last minute of the seventh day on an office's wall, by universal time; on the first two days clocks go forward, and back. */
const LAST_MINUTES = [
  ['Europe/Berlin', '2026-03-22', '2026-03-29T21:59:59Z'], ['Europe/Berlin', '2026-10-18', '2026-10-25T22:59:59Z'], ['America/New_York', '2026-03-01', '2026-03-09T03:59:59Z'],
  ['America/New_York', '2026-10-25', '2026-11-02T04:59:59Z'], ['Asia/Shanghai', '2026-09-28', '2026-10-05T15:59:59Z'], ['Asia/Tokyo', '2026-12-25', '2027-01-01T14:59:59Z'],
  ['Pacific/Kiritimati', '2026-02-22', '2026-03-01T09:59:59Z'], ['Pacific/Niue', '2026-02-22', '2026-03-02T10:59:59Z'], ['Asia/Kathmandu', '2028-02-22', '2028-02-29T18:14:59Z'],
] as const
for (const [zone, received, minute] of LAST_MINUTES) {
  test(`in ${zone}, received on ${received}: 23:59 of the seventh day is in time, and a second later is not`, () => {
    const at = (instantMs: number): string => clockIn({ why: '', clock: 'eu-internal/acknowledge', received, today: dayAt(instantMs, zone), start: null, due: null, status: '' }).status
    assert.deepEqual([at(Date.parse(minute)), at(Date.parse(minute) + 1000)], ['running', 'breached'])
  })
}

test('a case with another last day would be noticed', () => {
  const [first] = cases
  assert.notEqual(clockIn({ ...(first ?? assert.fail()), received: '2026-11-22' }).due, first?.due)
})
