// Goal: only what is done with may be erased, and never over a message that nobody answered.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '#base/refusal.ts'
import { STATES, type State } from './docket.ts'
import { checkErasable, lastSaid } from './erasure.ts'

function outcome(state: State, last: Parameters<typeof checkErasable>[1]): string {
  try {
    checkErasable({ state }, last)
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

test('a new key is no word', () => {
  const said = [{ kind: 'message', from: 'reporter' }, { kind: 'rekey', from: 'office' }, { kind: 'grant', from: 'office' }] as const
  assert.equal(lastSaid(said)?.kind, 'message')
})
