// Goal: whatever a caller, a network and a server do, in whatever order, a call ends, says a code to nobody who has not agreed, and loses nothing that was said.
// Method: the state machine alone, over random events; then the ways that people take, by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { LIMITS } from '#base/limits.ts'
import { newReceipt } from '#sealing/plain/receipt.ts'
import { step } from './call.ts'
import { NEW_CALL, type CallEvent, type CallState, type Effect, type Opened } from './state.ts'

const CODE = newReceipt()
const OPENED: Opened = { isFiled: true, hasUnsent: false, state: 'state-received', next: '1203', objectUntil: '1130', erasedFrom: '0301', replies: 2, hasMinutes: true, canWithdraw: true }

function keys(text: string): CallEvent[] {
  return [...text].map((each) => ({ on: 'digit', digit: each }))
}

const digit = fc.constantFrom(...'0123456789*#').map((each): CallEvent => ({ on: 'digit', digit: each }))
/** Ways on, so that random calls come far. */
const onward = fc.constantFrom('1', '2', '3', '#').map((each): CallEvent => ({ on: 'digit', digit: each }))
const happened: fc.Arbitrary<CallEvent> = fc.oneof({ weight: 4, arbitrary: onward }, { weight: 2, arbitrary: digit }, fc.constantFrom<CallEvent>(
  { on: 'played' }, { on: 'played' }, { on: 'code', code: CODE }, { on: 'code', code: CODE }, { on: 'spoken' }, { on: 'spoken' }, { on: 'silence' }, { on: 'near-end' }, { on: 'full' },
  { on: 'opened', opened: OPENED }, { on: 'opened', opened: { ...OPENED, isFiled: false, hasUnsent: true, replies: 0, hasMinutes: false, canWithdraw: false } },
  { on: 'wrong-code' }, { on: 'still-waiting' }, { on: 'unreachable' }, { on: 'delivered' }, { on: 'waiting' }, { on: 'refused' }, { on: 'agreed', hasMore: false }, { on: 'agreed', hasMore: true },
  { on: 'withdrawn', opened: { ...OPENED, canWithdraw: false } }))
/** A whole number typed at once: no random keys would ever be one. */
const typed = fc.constant([...CODE].map((each): CallEvent => ({ on: 'digit', digit: each })))
/** Half of all calls begin as people do: random keys alone seldom come as far as speech. */
const begun = fc.constantFrom<readonly CallEvent[]>([], [], keys('11'), [...keys('111'), { on: 'code', code: CODE }, ...keys('12'), { on: 'played' }],
  [...keys('12'), ...keys(CODE), { on: 'opened', opened: OPENED }], [...keys('12'), ...keys(CODE), { on: 'opened', opened: OPENED }, ...keys('22'), { on: 'played' }, { on: 'spoken' }], [...keys('12'), ...keys(CODE), { on: 'opened', opened: { ...OPENED, isFiled: false, hasUnsent: true } }])
const later = fc.array(fc.oneof({ weight: 40, arbitrary: happened.map((event) => [event]) }, { weight: 3, arbitrary: typed }, { weight: 1, arbitrary: fc.constant<CallEvent[]>([{ on: 'over' }]) }), { maxLength: 80 })
const calls = fc.tuple(begun, later).map(([first, parts]) => [...first, ...parts.flat()])

interface Seen { readonly event: CallEvent; readonly before: CallState; readonly state: CallState; readonly effects: readonly Effect[] }

function run(events: readonly CallEvent[]): Seen[] {
  let state = NEW_CALL
  return [{ on: 'begin' } as CallEvent, ...events].map((event) => {
    const before = state
    const { state: after, effects } = step(before, event)
    state = after
    return { event, before, state, effects }
  })
}

const has = (effects: readonly Effect[], wanted: Effect['do']): boolean => effects.some((effect) => effect.do === wanted)
const said = (effects: readonly Effect[]): string => JSON.stringify(effects)

test('a code is drawn and read to nobody who has not agreed to be recorded, and nothing is recorded before it', () => {
  let [codes, recordings] = [0, 0]
  fc.assert(fc.property(calls, (events) => {
    let agreed = false
    let opened = false
    let drawn = false
    for (const { event, before, effects } of run(events)) {
      if (before.at === 'notice' && event.on === 'digit' && event.digit === '1') agreed = true
      if (event.on === 'opened' && before.at === 'opening') opened = true
      if (has(effects, 'draw-code')) { assert.ok(agreed && !drawn); drawn = true }
      if (said(effects).includes(`"digits":"${CODE.slice(0, 4)}"`)) { assert.ok(agreed); codes += 1 }
      if (has(effects, 'record')) { assert.ok(agreed || opened); recordings += 1 }
    }
  }), { numRuns: 3000 })
  assert.ok(codes > 100 && recordings > 100, `${codes} ${recordings}`)
})

test('who speaks anew after calling back is not led to a code that this call never drew', () => {
  const back = [...keys('12'), ...keys(CODE), { on: 'opened', opened: { ...OPENED, isFiled: false, hasUnsent: true } }, ...keys('3**')] satisfies CallEvent[]
  const last = run(back).at(-1)
  assert.deepEqual([last?.state.at, last?.effects], ['danger', [{ do: 'say', sounds: [{ prompt: 'danger' }] }]])
})

test('what was said is sent once, or thrown away by its own key, however the call ends', () => {
  let [sent, thrown] = [0, 0]
  fc.assert(fc.property(calls, (events) => {
    let waits = false
    for (const { event, before, effects } of run([...events, { on: 'hangup' }])) {
      if (event.on === 'spoken' && before.isRecording) waits = true
      if (event.on === 'opened' && before.at === 'opening' && event.opened.hasUnsent) waits = true
      const deliveries = effects.filter((effect) => effect.do === 'deliver').length
      if (deliveries > 0) { assert.ok(waits && deliveries === 1); waits = false; sent += 1 }
      if (has(effects, 'discard')) {
        assert.ok(before.at === 'review' && event.on === 'digit' && (event.digit === '3' || event.digit === '9'))
        waits = false
        thrown += 1
      }
    }
    assert.equal(waits, false)
  }), { numRuns: 3000 })
  assert.ok(sent > 100 && thrown > 30, `${sent} ${thrown}`)
})

test('every call ends: by itself where nobody answers, after a last word, and at any moment by hanging up', () => {
  fc.assert(fc.property(calls, (events) => {
    const seen = run(events)
    const last = seen.at(-1)?.state ?? NEW_CALL
    const hung = step(last, { on: 'hangup' })
    assert.deepEqual([hung.state.at, step(hung.state, { on: 'digit', digit: '1' }).effects], ['ended', []])
    // Nobody presses anything any more, and the server answers with what it can: few steps later it is over.
    let state = last
    for (let turn = 0; turn < 60 && state.at !== 'ended'; turn++) {
      for (const event of [{ on: 'played' }, { on: 'silence' }, { on: 'unreachable' }, { on: 'waiting' }] as const) state = step(state, event).state
    }
    // A code that nobody could open is asked for anew; then nobody answers.
    assert.equal(state.at, 'ended')
  }), { numRuns: 2000 })
})

test('a recording has a beginning and an end, in this order', () => {
  fc.assert(fc.property(calls, (events) => {
    let on = false
    for (const { effects, state } of run([...events, { on: 'hangup' }])) {
      for (const effect of effects) {
        if (effect.do === 'record') { assert.equal(on, false); on = true }
        if (effect.do === 'stop-recording') { assert.equal(on, true); on = false }
      }
      assert.equal(state.isRecording, on)
    }
    assert.equal(on, false)
  }), { numRuns: 2000 })
})

test('the first call: language, consent, code twice, danger, speech, heard back, sent', () => {
  const seen = run([...keys('211'), { on: 'code', code: CODE }, ...keys('1'), ...keys('2'), { on: 'played' }, { on: 'spoken' }, ...keys('#12'), { on: 'delivered' }, { on: 'played' }])
  assert.deepEqual(seen.map(({ state }) => state.at), ['language', 'menu', 'notice', 'code', 'code', 'danger', 'speak', 'speak', 'speak', 'review', 'review', 'sending', 'ending', 'ended'])
  const aloud = seen[4]?.effects[0]
  assert.deepEqual(aloud?.do === 'say' ? aloud.sounds.flatMap((sound) => ('digits' in sound ? [sound.digits] : [])).join('') : '', CODE + CODE)
  assert.deepEqual(seen.flatMap(({ effects }) => effects).filter((effect) => effect.do === 'deliver'), [{ do: 'deliver', danger: 'no', wake: false, language: 'zh', corrects: false }])
})

test('only who has just heard what was written down corrects it by speaking', () => {
  let corrections = 0
  fc.assert(fc.property(calls, (events) => {
    let hasHeard = false
    for (const { event, before, effects } of run(events)) {
      // Every way into speech goes through one of these.
      if (event.on === 'digit' && before.at === 'minutes' && event.digit === '2') hasHeard = true
      if ((event.on === 'opened' && before.at === 'opening') || (event.on === 'digit' && (before.at === 'danger' || before.at === 'status'))) hasHeard = false
      for (const effect of effects) {
        if (effect.do !== 'deliver' || !effect.corrects) continue
        assert.ok(hasHeard)
        corrections += 1
      }
    }
  }), { numRuns: 4000 })
  const [heard, besides] = [keys('22'), keys('3')].map((way) => run([...keys('12'), ...keys(CODE), { on: 'opened', opened: OPENED }, ...way, { on: 'played' }, { on: 'spoken' }, { on: 'hangup' }]).flatMap(({ effects }) => effects))
  assert.deepEqual([heard, besides].map((effects) => effects?.filter((effect) => effect.do === 'deliver').map(({ corrects }) => corrects)), [[true], [false]])
  assert.ok(corrections > 20, `${corrections} corrections were tried`)
})

test('where life is in danger, and nowhere else, the caller is asked whether to wake somebody; no silence answers for them', () => {
  const upTo = (...pressed: readonly string[]) => run([...keys('111'), { on: 'code', code: CODE }, ...keys(`1${pressed.join('')}`)])
  assert.equal(upTo('1').at(-1)?.state.at, 'wake')
  for (const [pressed, wake] of [['11', true], ['12', false], ['2', false], ['3', false], ['1*2', false]] as const) {
    const { at, wake: woken } = upTo(pressed).at(-1)?.state ?? assert.fail()
    assert.deepEqual([at, woken], ['speak', wake], pressed)
  }
  assert.equal(upTo('17').at(-1)?.state.at, 'wake', 'a key that means nothing asks again')
  assert.equal(upTo('1*').at(-1)?.state.at, 'danger')
  assert.equal(upTo('11*2').at(-1)?.state.wake, false, 'who comes back and says no danger wakes nobody')
})

test('three wrong codes end the call, and star begins a code again', () => {
  const three = run([...keys('12'), ...[1, 2, 3].flatMap((): CallEvent[] => [...keys(CODE), { on: 'wrong-code' }]), { on: 'played' }])
  assert.deepEqual([three.at(-1)?.state.at, three.at(-2)?.state.wrong], ['ended', LIMITS.callCodesMax])
  const again = run([...keys('12'), ...keys('123*'), ...keys(CODE)])
  assert.deepEqual(again.at(-1)?.effects.at(-1), { do: 'open', code: CODE })
  assert.equal(run(keys('12*')).at(-1)?.state.at, 'menu')
})

test('who looked into another report in between reports anew under a new code', () => {
  const seen = run([...keys('111'), { on: 'code', code: CODE }, ...keys('**2'), ...keys(CODE), { on: 'opened', opened: OPENED }, ...keys('*11')])
  assert.deepEqual([seen.at(-1)?.effects.at(-1), seen.at(-1)?.state.code], [{ do: 'draw-code' }, null])
})

test('a flood of keys ends the call and keeps what was said', () => {
  const seen = run([...keys('111'), { on: 'code', code: CODE }, ...keys('12'), { on: 'played' }, { on: 'spoken' }, ...keys('5'.repeat(LIMITS.callDigitsMax))])
  assert.equal(seen.at(-1)?.state.at, 'ended')
  assert.equal(seen.flatMap(({ effects }) => effects).filter((effect) => effect.do === 'deliver').length, 1)
})

test('the voice is changed only as often as there are takes, and then nobody is offered it', () => {
  const atTone = [...keys('111'), { on: 'code', code: CODE }, ...keys('12')] as const
  const switched = Array.from({ length: 40 }, (): readonly CallEvent[] => [{ on: 'played' }, ...keys('4')]).flat()
  const seen = run([...atTone, ...switched])
  const changes = seen.filter(({ before, state }) => before.isMasked !== state.isMasked)
  assert.equal(changes.length, LIMITS.spokenTakesMax - 1)
  assert.match(said(changes[0]?.effects ?? []), /"voice-keep"/)
  assert.doesNotMatch(said(changes.at(-1)?.effects ?? []), /"voice-keep"|"voice-change"/)
  const { state } = seen.at(-1) ?? { state: NEW_CALL }
  assert.deepEqual([state.at, state.isRecording], ['speak', true], 'and they may still speak')
})
