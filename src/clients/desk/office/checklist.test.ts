// Goal: the list says what the office log says. Method: an office of one, then one thing after the other.
import assert from 'node:assert/strict'
import test from 'node:test'
import { NO_RETENTION } from '#domain/retention.ts'
import type { MemberView, OfficeView } from '#clients/member/member.ts'
import type { RecoveryView } from '#clients/member/recovery.ts'
import { checklist } from './checklist.ts'

const member = (signKey: string, more: Partial<MemberView> = {}): MemberView => (
  { signKey, name: signKey, roles: ['administrator', 'intake'], active: true, teams: ['intake'], fingerprint: [], recipient: '', ...more })
const channel = { channel: 'web', kind: 'web', names: { en: '', zh: '' }, team: 'intake', epoch: 0, recipient: '', questionnaire: '' } as const
const team = { team: 'intake', name: null, epoch: 0, members: ['a'], waiting: [], needsNewEpoch: false }
const office: OfficeView = {
  office: 'o', officeWords: [], names: { en: '', zh: '' }, timeZone: 'UTC', members: [member('a')], teams: [team], lines: [], channels: [channel], identity: null, lock: null, directoryBehind: false, packs: new Map(), retention: NO_RETENTION,
}
const recovery: RecoveryView = { generation: 0, threshold: 2, holders: [], fingerprint: [], teams: [{ team: 'intake', epoch: 0, given: true, mine: true }], drill: null, holds: false }

function open(...args: Parameters<typeof checklist>): string[] {
  return checklist(...args).filter(({ done }) => !done).map(({ step }) => step)
}

test('an office of one person has nearly everything before it', () => {
  assert.deepEqual(open(office, null, 0), ['administrators', 'readers', 'recovery', 'recovery-given', 'drill', 'tried'])
})

test('each line is done by what was done, and by nothing else', () => {
  const two = { ...office, members: [member('a'), member('b')], teams: [{ ...team, members: ['a', 'b'] }] }
  assert.deepEqual(open(two, recovery, 1), ['drill'])
  assert.deepEqual(open({ ...two, members: [member('a'), member('b', { active: false })] }, recovery, 1), ['administrators', 'drill'])
  assert.deepEqual(open(two, { ...recovery, teams: recovery.teams.map((each) => ({ ...each, given: false })) }, 1), ['recovery-given', 'drill'])
  assert.deepEqual(open({ ...two, directoryBehind: true }, recovery, 1), ['drill', 'directory'])
})
