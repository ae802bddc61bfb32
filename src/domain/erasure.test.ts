// Goal: only what is done with may be erased, and never over a message that nobody answered.
import assert from 'node:assert/strict'
import test from 'node:test'
import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { STATES, type Docket, type State } from './docket.ts'
import { checkErasable, lastSaid } from './erasure.ts'
import type { RetaliationStep } from './retaliation.ts'

function outcome(state: State, last: Parameters<typeof checkErasable>[1], events: Docket['events'] = []): string {
  try {
    checkErasable({ state, events }, last)
    return 'erasable'
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error)
  }
}

test('a settled report whose last word is the office’s may be erased, an open one never', () => {
  const erasable = STATES.filter((state) => outcome(state, { kind: 'state', from: 'office' }) === 'erasable')
  assert.deepEqual(erasable, ['not-accepted', 'outside-remit', 'referred', 'concluded', 'withdrawn'])
  assert.equal(outcome('accepted', { kind: 'message', from: 'office' }), 'not-settled')
})

test('a message of the reporter that nobody answered holds the erasure up, a withdrawal does not', () => {
  assert.equal(outcome('concluded', { kind: 'message', from: 'reporter' }), 'unread-message')
  assert.equal(outcome('withdrawn', { kind: 'withdrawal', from: 'reporter' }), 'erasable')
  assert.equal(outcome('withdrawn', { kind: 'message', from: 'reporter' }), 'unread-message')
})

test('an alert of retaliation holds it up until it is closed, answered or not', () => {
  const day = asDay('2026-11-23')
  const steps = (...of: readonly RetaliationStep[]): Docket['events'] => of.map((retaliation) => ({ day, retaliation }))
  const last = { kind: 'message', from: 'office' } as const
  assert.equal(outcome('concluded', last, steps('alleged')), 'alert-open')
  assert.equal(outcome('withdrawn', last, steps('alleged', 'answered')), 'alert-open')
  assert.equal(outcome('concluded', last, steps('alleged', 'closed')), 'erasable')
  assert.equal(outcome('concluded', last, steps('alleged', 'closed', 'alleged')), 'alert-open')
})

test('a new key is no word', () => {
  const said = [{ kind: 'message', from: 'reporter' }, { kind: 'rekey', from: 'office' }, { kind: 'grant', from: 'office' }] as const
  assert.equal(lastSaid(said)?.kind, 'message')
})
