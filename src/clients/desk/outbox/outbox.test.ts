// Goal: whatever the line does, deeds reach each report in their order, once, and none is lost. Method: a clock and a line that the test moves by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Deed } from './deed.ts'
import { Outbox, PARALLEL_REPORTS, type Item } from './outbox.ts'

const HOLD_MS = 8000

function answer(text: string): Deed {
  return { kind: 'reply', written: { text, language: 'en' } }
}

function decision(expectedLength: number): Deed {
  return { kind: 'state', seen: null, order: { state: 'accepted', reason: '', language: 'en', expectedLength } }
}

const LABEL: Deed = { kind: 'triage', change: { add: ['wages'] } }

/** A desk with nothing behind it: `settle` answers what is on its way, `pass` lets time go by. */
function desk() {
  let nowMs = 0
  let timers: { readonly atMs: number; readonly act: () => void }[] = []
  const line: { readonly item: Item<string>; readonly done: () => void; readonly fail: (error: unknown) => void }[] = []
  const [kept, back]: [string[], Item<string>[]] = [[], []]
  const outbox = new Outbox<string, null>({
    clock: {
      now: () => nowMs,
      after(delayMs, act) {
        const timer = { atMs: nowMs + delayMs, act }
        timers.push(timer)
        return () => { timers = timers.filter((each) => each !== timer) }
      },
    },
    send: (item) => new Promise((resolve, reject) => { line.push({ item, done: () => resolve(null), fail: reject }) }),
    isCutOff: (error) => error === 'cut off',
    changed: () => {},
    confirmed: (item) => kept.push(`${item.report}:${item.kept}`),
    refused: (item) => back.push(item),
  })
  const told = async (): Promise<void> => { for (let turn = 0; turn < 5; turn++) await Promise.resolve() }
  return {
    outbox, line, kept, back,
    put: (at: string, deed: Deed, { holdMs = 0, ...run }: { readonly holdMs?: number; readonly run?: number } = {}) => {
      const [report = '', name = ''] = at.split(':')
      return outbox.put({ report, deed, holdMs, kept: name, ...run })
    },
    async settle(error?: unknown) {
      for (const sent of line.splice(0)) if (error === undefined) sent.done(); else sent.fail(error)
      await told()
    },
    async pass(ms: number) {
      nowMs += ms
      const due = timers.filter(({ atMs }) => atMs <= nowMs)
      timers = timers.filter(({ atMs }) => atMs > nowMs)
      for (const { act } of due) act()
      await told()
    },
  }
}

test('deeds on one report go one after the other, and reports a few at once', async () => {
  const { put, line, settle, kept } = desk()
  put('a:1', LABEL)
  put('a:2', answer('x'))
  for (const report of ['b', 'c', 'd', 'e']) put(`${report}:1`, LABEL)
  assert.equal(line.length, PARALLEL_REPORTS)
  assert.deepEqual(line.map(({ item }) => item.report), ['a', 'b', 'c'])
  await settle()
  assert.deepEqual(line.map(({ item }) => `${item.report}:${item.kept}`), ['a:2', 'd:1', 'e:1'])
  await settle()
  assert.deepEqual(kept, ['a:1', 'b:1', 'c:1', 'a:2', 'd:1', 'e:1'])
})

test('what is held leaves after its time and not before, and can be taken back until then only', async () => {
  const { put, pass, line, outbox, settle, kept } = desk()
  const first = put('a:first', answer('x'), { holdMs: HOLD_MS })
  const second = put('b:second', answer('y'), { holdMs: HOLD_MS })
  await pass(HOLD_MS - 1)
  assert.equal(line.length, 0)
  assert.equal(outbox.takeBack(first.id)?.kept, 'first')
  await pass(1)
  assert.deepEqual(line.map(({ item }) => item.kept), ['second'])
  assert.equal(outbox.takeBack(second.id), null)
  await settle()
  assert.deepEqual([kept, outbox.items], [['b:second'], []])
})

test('a refused deed comes back with its reason, those behind it wait for the person, and other reports go on', async () => {
  const { put, line, settle, back, outbox, kept } = desk()
  const refused = put('a:1', answer('x'))
  put('a:2', decision(1))
  await settle('no room')
  assert.deepEqual(back.map(({ id, problem }) => [id, problem]), [[refused.id, 'no room']])
  put('b:1', LABEL)
  assert.deepEqual(line.map(({ item }) => item.report), ['b'])
  await settle()
  outbox.again(refused.id)
  await settle()
  await settle()
  assert.deepEqual(kept, ['b:1', 'a:1', 'a:2'])
})

test('a discarded deed never leaves, and those behind it do', async () => {
  const { put, settle, outbox, kept } = desk()
  const refused = put('a:1', LABEL)
  put('a:2', LABEL)
  await settle('no')
  outbox.discard(refused.id)
  await settle()
  assert.deepEqual(kept, ['a:2'])
})

test('a broken line is tried again, ever less often, and at once when it is back', async () => {
  const { put, pass, settle, line, outbox, back, kept } = desk()
  const item = put('a:1', LABEL)
  await settle('cut off')
  assert.equal(outbox.items[0]?.standing, 'cut-off')
  assert.equal(outbox.takeBack(item.id), null, 'it may have arrived')
  await pass(1000)
  await settle('cut off')
  await pass(1999)
  assert.equal(line.length, 0)
  await pass(1)
  await settle('cut off')
  outbox.retry()
  await settle()
  assert.deepEqual([kept, back], [['a:1'], []])
})

test('a decision behind one’s own answer is made knowing that answer, and not one that was taken back', async () => {
  const { put, settle, outbox, line } = desk()
  put('a:1', answer('x'))
  put('a:2', decision(3))
  await settle()
  assert.deepEqual(line[0]?.item.deed, decision(4))
  const held = put('b:3', answer('y'), { holdMs: HOLD_MS })
  put('b:4', decision(3))
  outbox.takeBack(held.id)
  assert.deepEqual(outbox.items.find(({ kept }) => kept === '4')?.deed, decision(3))
})

test('whoever leaves waits for what is on its way, held or not, but not for ever', async () => {
  const { put, outbox, settle, pass, back, kept, line } = desk()
  put('a:1', answer('x'), { holdMs: HOLD_MS })
  put('b:2', answer('y'))
  let isOver = false
  const leaving = (async () => {
    await outbox.drain(10_000)
    isOver = true
  })()
  await settle()
  await leaving
  assert.deepEqual([isOver, [...kept].sort()], [true, ['a:1', 'b:2']])
  put('c:3', answer('z'))
  const late = outbox.drain(10_000)
  await pass(10_000)
  await late
  outbox.abandon('locked')
  assert.deepEqual(back.map(({ kept: name, problem }) => [name, problem]), [['3', 'locked']])
  for (const sent of line) sent.done()
  await settle()
  assert.equal(outbox.items[0]?.standing, 'refused', 'an answer that comes too late is not heard')
})

test('a run of many is paused, goes on, and is stopped; what was sent stays sent', async () => {
  const { put, outbox, settle, kept, line } = desk()
  for (const report of ['a', 'b', 'c', 'd', 'e']) put(`${report}:1`, LABEL, { run: 7 })
  outbox.pause(7)
  await settle()
  assert.equal(line.length, 0)
  outbox.goOn(7)
  assert.deepEqual(outbox.stop(7).map(({ report }) => report), [])
  await settle()
  for (const report of ['f', 'g', 'h', 'i']) put(`${report}:1`, LABEL, { run: 8 })
  assert.deepEqual(outbox.stop(8).map(({ report }) => report), ['i'])
  await settle()
  assert.deepEqual(kept.map((each) => each[0]).join(''), 'abcdefgh')
})
