// Goal: one alert of retaliation at a time, answered and closed in that order and never before it was raised; nothing that anybody signs loses one, or a breach of
// its clock. Method: examples, then properties over any sequence of signed steps, and over the docket that refuses the rest.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { addDays, asDay, type Day } from '#base/day.ts'
import { refusalAtOnce } from '#test/support/vectors.ts'
import { clocksOf, nextForReporter, NO_OWN_PACKS } from './clocks/next.ts'
import { packsNamed, SHIPPED_PACKS } from './clocks/packs.ts'
import { ownPack } from './clocks/pack-schema.ts'
import type { RulePack } from './clocks/rule.ts'
import { moveDocket, openDocket, type Docket } from './docket.ts'
import { alertsOf, answerTo, openAlert, RETALIATION_STEPS, type RetaliationStep } from './retaliation.ts'
import * as v from 'valibot'

const DAY = asDay('2026-11-23')
const ELEVEN_MONTHS = addDays(DAY, 334)

function concluded(): Docket {
  const opened = openDocket({ day: DAY, from: 'reporter', change: { state: 'received', channel: 'web', team: 'intake' } })
  return moveDocket(moveDocket(opened, { day: DAY, from: 'office', change: { state: 'accepted' } }), { day: DAY, from: 'office', change: { state: 'concluded' } })
}

const said = (docket: Docket, step: RetaliationStep, on: Day = ELEVEN_MONTHS): Docket => moveDocket(docket, { day: on, from: step === 'alleged' ? 'reporter' : 'office', change: { retaliation: step } })

test('eleven months after a report was concluded its reporter is owed an answer within seven days', () => {
  const alleged = said(concluded(), 'alleged')
  assert.equal(alleged.state, 'concluded')
  assert.deepEqual(nextForReporter(alleged, NO_OWN_PACKS), { day: addDays(ELEVEN_MONTHS, 7), reason: 'retaliation', clock: 'practice/retaliation' })
  assert.deepEqual(answerTo(alleged.events), { retaliation: 'answered' })
  const answered = said(alleged, 'answered', addDays(ELEVEN_MONTHS, 2))
  assert.equal(nextForReporter(answered, NO_OWN_PACKS), null)
  assert.deepEqual([answerTo(answered.events), answerTo([])], [{}, {}])
  assert.deepEqual(openAlert(answered.events), { raised: ELEVEN_MONTHS, answered: addDays(ELEVEN_MONTHS, 2), closed: null })
  assert.equal(openAlert(said(answered, 'closed').events), null)
  assert.deepEqual(clocksOf(concluded(), NO_OWN_PACKS, DAY).filter(({ rule }) => rule.starts === 'retaliation'), [], 'without an alert there is no such clock')
})

test('a withdrawn report still owes the answer', () => {
  const withdrawn = moveDocket(concluded(), { day: DAY, from: 'reporter', change: { state: 'withdrawn' } })
  assert.equal(nextForReporter(said(withdrawn, 'alleged'), NO_OWN_PACKS)?.reason, 'retaliation')
})

test('the reporter alone alleges, the office alone answers and closes, and only what is open', () => {
  const move = (from: 'reporter' | 'office', retaliation: RetaliationStep, docket = concluded()) => refusalAtOnce(() => moveDocket(docket, { day: DAY, from, change: { retaliation } }))
  assert.deepEqual(RETALIATION_STEPS.map((step) => move('reporter', step)), ['none', 'not-allowed', 'not-allowed'])
  assert.deepEqual(RETALIATION_STEPS.map((step) => move('office', step)), ['not-allowed', 'no-open-alert', 'no-open-alert'])
  assert.deepEqual(RETALIATION_STEPS.map((step) => move('office', step, said(concluded(), 'alleged'))), ['not-allowed', 'none', 'none'])
})

test('who alleges a hundred times fills no docket', () => {
  let docket = concluded()
  for (let times = 0; times < 100; times++) docket = said(docket, 'alleged')
  assert.equal(docket.events.length, concluded().events.length + 1)
})

test('an office’s own rule counts in the place of the practice, and is held to what an alert can be', () => {
  const [web] = SHIPPED_PACKS
  const rule = { ...(web?.rules[0] ?? assert.fail()), id: 'retaliation', starts: 'retaliation', amount: 3, done: 'settled' } as const
  const own: RulePack = { ...(web ?? assert.fail()), id: 'own-quick', rules: [rule] }
  const packs = new Map([['own-quick@1', own]])
  const alleged = { ...said(concluded(), 'alleged'), packs: ['eu-internal@1', 'own-quick@1'] }
  const [clock, ...others] = clocksOf(said(alleged, 'answered'), packs, null).filter(({ rule: { starts } }) => starts === 'retaliation')
  assert.deepEqual([clock?.name, clock?.due, clock?.done, others], ['own-quick/retaliation', addDays(ELEVEN_MONTHS, 3), null, []])
  assert.ok(!packsNamed(alleged.packs, packs).some(({ id, rules }) => id === 'practice' && rules.some(({ starts }) => starts === 'retaliation')))
  assert.ok(v.is(ownPack, own))
  const wrong = [{ done: 'decided' }, { waivable: true }, { pausedFor: ['other'] }, { extension: { amount: 1, unit: 'month', times: 1, second: false } }, { yearEnds: '03-31' }]
  for (const each of wrong) assert.ok(!v.is(ownPack, { ...own, rules: [{ ...rule, ...each }] }), JSON.stringify(each))
})

const steps = fc.array(fc.record({ retaliation: fc.constantFrom(...RETALIATION_STEPS), away: fc.integer({ min: -1, max: 40 }) }), { maxLength: 30 })

test('alerts follow one another, and none is answered or closed before it was raised', () => {
  fc.assert(fc.property(steps, (signed) => {
    const alerts = alertsOf(signed.map(({ retaliation, away }) => ({ retaliation, day: addDays(DAY, away) })))
    for (const [index, { raised, answered, closed }] of alerts.entries()) {
      assert.ok((answered ?? raised) >= raised && (closed ?? raised) >= raised)
      assert.ok(closed !== null || index === alerts.length - 1, 'only the last is open')
    }
  }))
})

test('no step that anybody signs later takes a breach away, and none ends an alert that nobody closed', () => {
  fc.assert(fc.property(steps, fc.nat(60), (signed, days) => {
    let docket: Docket = concluded()
    let wasLate = 0
    let isOpen = false
    const today = addDays(DAY, 60 + days)
    // Days go forward, as `wrong-day` has it.
    for (const [index, { retaliation }] of signed.entries()) {
      const on = addDays(DAY, index * 4)
      if (refusalAtOnce(() => said(docket, retaliation, on)) !== 'none') continue
      docket = said(docket, retaliation, on)
      isOpen = retaliation === 'alleged' ? true : retaliation === 'closed' ? false : isOpen
      const late = clocksOf(docket, NO_OWN_PACKS, on).filter(({ name, status }) => name.startsWith('practice/') && status === 'breached').length
      assert.ok(late >= wasLate, 'what was late stays late')
      wasLate = late
      assert.equal(openAlert(docket.events) !== null, isOpen)
    }
    const clocks = clocksOf(docket, NO_OWN_PACKS, today).filter(({ name }) => name.startsWith('practice/'))
    assert.equal(clocks.length, alertsOf(docket.events).length)
    assert.equal(new Set(clocks.map(({ name }) => name)).size, clocks.length)
  }))
})
