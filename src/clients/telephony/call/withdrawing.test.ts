// Goal: a report is taken back by whoever confirmed it twice by different keys, and by nobody else; whether its erasure is asked for is as they chose.
// Method: the state machine alone: random keys from where a code opened a report, then the ways that people take, by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { newReceipt } from '#sealing/plain/receipt.ts'
import { step } from './call.ts'
import { NEW_CALL, type CallEvent, type CallState, type Effect, type Opened } from './state.ts'

const OPENED: Opened = { isFiled: true, hasUnsent: false, state: 'state-received', next: null, objectUntil: null, erasedFrom: null, replies: 1, hasMinutes: false, canWithdraw: true }

function run(events: readonly CallEvent[], opened: Opened | null = OPENED): readonly { readonly before: CallState; readonly event: CallEvent; readonly state: CallState; readonly effects: readonly Effect[] }[] {
  let state: CallState = opened === null ? NEW_CALL : step({ ...NEW_CALL, at: 'opening' }, { on: 'opened', opened }).state
  return events.map((event) => {
    const before = state
    const { state: after, effects } = step(before, event)
    state = after
    return { before, event, state, effects }
  })
}

const keys = (text: string): CallEvent[] => [...text].map((digit) => ({ on: 'digit', digit }))
const pressed = fc.constantFrom('8', '8', '1', '2', '7', '7', '*', '0', '3', '9', '#').map((digit): CallEvent => ({ on: 'digit', digit }))
const events = fc.array(fc.oneof({ weight: 8, arbitrary: pressed }, fc.constantFrom<CallEvent>({ on: 'played' }, { on: 'silence' }, { on: 'withdrawn', opened: { ...OPENED, canWithdraw: false } }, { on: 'unreachable' })), { maxLength: 40 })

test('nothing is taken back but by eight, then one or two, then seven, and what is asked for is what was chosen last', () => {
  let [taken, erasures] = [0, 0]
  fc.assert(fc.property(events, (all) => {
    let chosen: string | null = null
    for (const { before, event, effects } of run(all)) {
      const digit = event.on === 'digit' ? event.digit : ''
      if (before.at === 'status' && digit === '8') chosen = ''
      if (before.at === 'withdraw' && (digit === '1' || digit === '2')) { assert.equal(chosen, ''); chosen = digit }
      for (const effect of effects) {
        if (effect.do !== 'withdraw') continue
        assert.ok(before.at === 'withdraw-sure' && digit === '7' && chosen !== null && chosen !== '')
        assert.equal(effect.erase, chosen === '2')
        taken += 1
        erasures += effect.erase ? 1 : 0
        chosen = null
      }
    }
  }), { numRuns: 3000 })
  assert.ok(taken > 100 && erasures > 30, `${taken} ${erasures}`)
})

test('one key pressed again and again takes nothing back, whichever it is', () => {
  for (const key of '0123456789*#') assert.equal(run(keys(key.repeat(50))).some(({ effects }) => effects.some(({ do: what }) => what === 'withdraw')), false)
})

test('what was taken back, what was never filed, and what no code opened cannot be taken back', () => {
  for (const opened of [{ ...OPENED, canWithdraw: false }, null]) {
    const seen = run(keys('8171827'), opened)
    assert.equal(seen.some(({ effects, state }) => state.at.startsWith('withdraw') || effects.some(({ do: what }) => what === 'withdraw')), false)
  }
  const unsent = run(keys('98127'), { ...OPENED, isFiled: false, hasUnsent: true, canWithdraw: false })
  assert.equal(unsent.some(({ state }) => state.at.startsWith('withdraw')), false)
})

test('star keeps it at both questions, and who hangs up before the last key keeps it', () => {
  for (const way of ['8*', '81*', '82*']) {
    const seen = run(keys(way))
    assert.deepEqual([seen.at(-1)?.state.at, JSON.stringify(seen.at(-1)?.effects).includes('withdraw-kept')], ['status', true])
  }
  for (const way of ['8', '81', '82']) assert.deepEqual(run([...keys(way), { on: 'hangup' }]).at(-1)?.effects, [])
})

test('what is erased is said before the last key, and to those alone who asked for it', () => {
  const said = (way: string): string => JSON.stringify(run(keys(way)).at(-1)?.effects)
  assert.ok(said('82').includes('erase-sure') && !said('82').includes('"withdraw-sure"'))
  assert.ok(said('81').includes('"withdraw-sure"') && !said('81').includes('erase-sure'))
  const done = (way: string): string => JSON.stringify(run([...keys(way), { on: 'withdrawn', opened: { ...OPENED, canWithdraw: false } }]).at(-1)?.effects)
  assert.ok(done('827').includes('erase-asked') && !done('817').includes('erase-asked') && done('817').includes('withdraw-done'))
})

test('who hears no answer is not told that nothing was changed', () => {
  const last = JSON.stringify(run([...keys('817'), { on: 'unreachable' }]).at(-1))
  assert.ok(last.includes('withdraw-unsure') && !last.includes('"unreachable"}]'))
  assert.equal(JSON.stringify(run([...keys('12' + newReceipt()), { on: 'unreachable' }], null).at(-1)?.effects).includes('"unreachable"'), true)
})
