// Goal: whoever is an outside expert is nothing else in the office, and no entry of its log brings an expert a key. Method: each entry that could.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '#base/refusal.ts'
import { admit, BASE, fold, member, recovery, team } from '#test/support/office-events.ts'
import { isExpert } from './experts.ts'
import { mayHandle, type OfficeEvent } from './office.ts'

const EXPERT = member('a', 'x', { roles: ['expert'] })

function refused(...events: readonly OfficeEvent[]): string {
  fold([...BASE, ...events.slice(0, -1)])
  try {
    fold([...BASE, ...events])
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error)
  }
  return 'allowed'
}

test('an expert is an expert, handles nothing, and may be taken out', () => {
  const office = fold([...BASE, EXPERT])
  assert.deepEqual([isExpert(office, 'x'), mayHandle(office, 'x'), isExpert(office, 'b')], [true, false, false])
  assert.equal(refused(EXPERT, member('a', 'x', { roles: ['expert'], active: false })), 'allowed')
})

test('no other role beside it, before it or after it', () => {
  for (const other of ['intake', 'investigator', 'administrator', 'custodian', 'auditor'] as const) {
    assert.equal(refused(member('a', 'x', { roles: ['expert', other] })), 'expert-apart')
    assert.equal(refused(EXPERT, member('a', 'x', { roles: [other] })), 'expert-apart')
  }
  assert.equal(refused(EXPERT, member('a', 'x', { roles: [], active: false })), 'expert-apart', 'nor by way of none')
  assert.equal(refused(member('a', 'b', { roles: ['expert'] })), 'expert-apart', 'b had a team’s key')
})

test('no team, no share, no handing over', () => {
  assert.equal(refused(EXPERT, admit('a', 'x')), 'expert-apart')
  assert.equal(refused(EXPERT, admit('a', 'x', false)), 'allowed')
  assert.equal(refused(EXPERT, team('a', 0, { members: ['a', 'b', 'x'], recipient: 'team-0' })), 'expert-apart')
  assert.equal(refused(EXPERT, { kind: 'handover', author: 'a', body: { from: 'b', to: 'x' } }), 'expert-apart')
  assert.equal(refused(EXPERT, recovery('a', { shares: [{ holder: 'a', hash: 'h1' }, { holder: 'x', hash: 'h2' }] })), 'expert-apart')
})
