// Goal: at every place of a call hanging up ends it, keeps what was said and nothing else, and no flood of keys, silence or strange event holds it open.
// Method: a walk over all that can be reached: every event in every state, states told apart by all that decides what comes next.
import assert from 'node:assert/strict'
import test from 'node:test'
import { LIMITS } from '#base/limits.ts'
import { newReceipt } from '#sealing/plain/receipt.ts'
import { step } from './call.ts'
import { NEW_CALL, type CallEvent, type CallState, type Effect, type Opened, type Where } from './state.ts'

const CODE = newReceipt()
const OPENED: Opened = { isFiled: true, hasUnsent: false, state: 'state-received', next: null, objectUntil: null, erasedFrom: null, replies: 2, hasMinutes: true, canWithdraw: true }
const EVENTS: readonly CallEvent[] = [
  ...[...'0123789*#'].map((digit): CallEvent => ({ on: 'digit', digit })),
  { on: 'played' }, { on: 'code', code: CODE }, { on: 'spoken' }, { on: 'silence' }, { on: 'near-end' }, { on: 'full' }, { on: 'over' },
  { on: 'opened', opened: OPENED }, { on: 'opened', opened: { ...OPENED, isFiled: false, hasUnsent: true, replies: 0, hasMinutes: false, canWithdraw: false } },
  { on: 'wrong-code' }, { on: 'still-waiting' }, { on: 'unreachable' }, { on: 'delivered' }, { on: 'waiting' }, { on: 'refused' }, { on: 'agreed', hasMore: false }, { on: 'agreed', hasMore: true },
  { on: 'withdrawn', opened: { ...OPENED, canWithdraw: false } },
]
const PLACES: readonly Where[] = ['language', 'menu', 'notice', 'code', 'danger', 'wake', 'speak', 'review', 'sending', 'enter', 'opening', 'status', 'replies', 'minutes', 'withdraw', 'withdraw-sure', 'withdrawing', 'ending', 'ended']

/** What decides what comes next: how many keys were pressed does so only at its end, and of a code its beginning, its last digit and the rest are alike. */
function kindOf(state: CallState): string {
  const { at, code, isRecording, hasSpoken, opened, reply, asked, takes, wrong, erase, typed } = state
  return JSON.stringify([at, code !== null, isRecording, hasSpoken, opened === null ? null : [opened.isFiled, opened.replies, opened.hasMinutes, opened.canWithdraw], reply, asked > 0, takes + 1 >= LIMITS.spokenTakesMax, wrong > 0, erase, state.isCorrecting, state.isMasked, typed === '' ? 0 : 1])
}

/** One state of each kind that can be reached, by every event. */
function reached(): ReadonlyMap<string, CallState> {
  const first = step(NEW_CALL, { on: 'begin' }).state
  const found = new Map([[kindOf(first), first]])
  const open = [first]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const from = state
    const nexts = EVENTS.map((event) => step(from, event).state)
    // A whole code at once: one digit after the other is many states that differ in nothing.
    if (from.at === 'enter') nexts.push([...CODE].reduce((typed, digit) => step(typed, { on: 'digit', digit }).state, from))
    for (const next of nexts.map((each) => ({ ...each, pressed: 0 }))) {
      if (found.has(kindOf(next))) continue
      found.set(kindOf(next), next)
      open.push(next)
    }
  }
  return found
}

const STATES = [...reached().values()]
const named = ({ at, isRecording, hasSpoken }: CallState): string => `${at}${isRecording ? ' recording' : ''}${hasSpoken ? ' spoken' : ''}`
const deeds = (effects: readonly Effect[]): readonly string[] => effects.map((effect) => effect.do)

test('every place of a call is walked, and there is none besides', () => {
  assert.deepEqual([...new Set(STATES.map(({ at }) => at))].toSorted(), PLACES.toSorted())
  assert.ok(STATES.length > 100, String(STATES.length))
})

test('hanging up ends a call wherever it is: what was said is sent once, where nothing was said nothing is done, and nothing follows', () => {
  let [sent, silent] = [0, 0]
  for (const state of STATES) {
    const { state: after, effects } = step(state, { on: 'hangup' })
    const expected = state.at === 'ended' ? [] : [...(state.isRecording ? ['stop-recording'] : []), ...(state.hasSpoken ? ['deliver'] : [])]
    assert.deepEqual([after.at, deeds(effects)], ['ended', expected], named(state))
    for (const event of [...EVENTS, { on: 'hangup' } as const]) assert.deepEqual(step(after, event).effects, [], `${named(state)}, then ${event.on}`)
    if (state.hasSpoken) sent += 1
    else silent += 1
  }
  assert.ok(sent > 5 && silent > 50, `${sent} ${silent}`)
})

test('a call that is as long as may be ends wherever it is, with what was said', () => {
  for (const state of STATES) {
    const { state: after, effects } = step(state, { on: 'over' })
    assert.ok(after.at === 'ending' || after.at === 'ended', named(state))
    assert.equal(deeds(effects).includes('deliver'), state.hasSpoken && state.at !== 'ended', named(state))
    assert.equal(after.isRecording, false)
  }
})

test('a flood of any key ends every call, keeping what was said; one key less does not', () => {
  for (const state of STATES.filter(({ at }) => at !== 'ended' && at !== 'ending')) {
    const full = { ...state, pressed: LIMITS.callDigitsMax }
    for (const digit of '05#*') {
      const { state: after, effects } = step(full, { on: 'digit', digit })
      assert.deepEqual([after.at, deeds(effects).includes('hangup'), deeds(effects).includes('deliver')], ['ended', true, state.hasSpoken], named(state))
    }
    assert.equal(deeds(step({ ...state, pressed: LIMITS.callDigitsMax - 1 }, { on: 'digit', digit: '5' }).effects).includes('hangup'), false, named(state))
  }
})

test('what is thrown away is thrown away by its two keys, after it was said, and nowhere else', () => {
  for (const state of STATES) {
    for (const event of EVENTS) {
      if (!deeds(step(state, event).effects).includes('discard')) continue
      assert.ok(state.at === 'review' && event.on === 'digit' && (event.digit === '3' || event.digit === '9'), `${named(state)}: ${JSON.stringify(event)}`)
    }
  }
})

test('speech is there wherever a call says that it is: while it is recorded, reviewed, and nowhere behind', () => {
  for (const state of STATES) if (state.hasSpoken) assert.ok(state.at === 'speak' || state.at === 'review', named(state))
  for (const state of STATES) if (state.isRecording) assert.equal(state.at, 'speak', named(state))
})

test('who presses nothing is let go from every place that asks something', () => {
  for (const state of STATES) {
    let now = state
    for (let turn = 0; turn < 40 && now.at !== 'ended'; turn++) for (const event of [{ on: 'played' }, { on: 'silence' }, { on: 'unreachable' }, { on: 'waiting' }] as const) now = step(now, event).state
    assert.equal(now.at, 'ended', named(state))
  }
})
