// Goal: everyone who folds an office's log agrees who may do what, and nobody gets in who was not signed in. Method: an office,
// then every forged event. Properties over any sequence of events are in office-fold.test.ts.
import assert from 'node:assert/strict'
import test from 'node:test'
import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { checkDirectory, currentDirectory, isDirectoryBehind, speaksForOffice } from './directory.ts'
import { admit, BASE, directory, fold, genesis, member, recovery, SERVER, team, ADMIN } from '#test/support/office-events.ts'
import { foldOffice, isAdministrator, mayHandle, type Office, type OfficeEvent } from './office.ts'
import { identityLockOf } from './identity-teams.ts'
import { isAdmitted, isOfTeam, latestTeam, needsNewEpoch, waitingForKeys, type Team } from './team.ts'

/** An administrator who is not of the team. */
const BOSS = member('a', 'm', { roles: ['administrator'] })

const teamsOf = (office: Office, signKey: string): readonly Team[] => [...office.teams.values()].filter(({ members }) => members.includes(signKey))

function refused(events: readonly OfficeEvent[]): string {
  const [last] = events.slice(-1)
  assert.ok(last !== undefined)
  const before = events.length === 1 ? null : fold(events.slice(0, -1))
  try {
    foldOffice(before, last)
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  return 'accepted'
}

test('an office is what its administrators signed', () => {
  const office = fold(BASE)
  assert.equal(isAdministrator(office, 'a'), true)
  assert.equal(isAdministrator(office, 'b'), false)
  assert.equal(mayHandle(office, 'b'), true)
  assert.equal(mayHandle(office, 'c'), false)
  assert.deepEqual(teamsOf(office, 'b').map(({ epoch }) => epoch), [0])
  assert.doesNotThrow(() => { checkDirectory(office) })
})

for (const [why, events, code] of [
  ['an office that begins without a genesis', [member('a', 'a')], 'not-allowed'],
  ['a genesis signed by another', [genesis('b', 'a')], 'not-allowed'],
  ['a second genesis', [genesis(), genesis()], 'not-allowed'],
  ['an entry by a stranger', [...BASE, member('x', 'x', { roles: ['administrator'] })], 'not-allowed'],
  ['an entry by a handler', [...BASE, member('b', 'b', { roles: ['administrator'] })], 'not-allowed'],
  ['a directory by the server', [...BASE, directory(SERVER)], 'not-allowed'],
  ['an entry by a removed administrator', [...BASE, member('a', 'c', { roles: ['administrator'] }), member('c', 'a', { active: false }), member('a', 'd')], 'not-allowed'],
  ['an entry by the founder, once others were signed in without the founder', [genesis(), member('a', 'c', { roles: ['administrator'] }), member('a', 'd')], 'not-allowed'],
  ['a member under another recipient', [...BASE, member('a', 'b', { recipient: 'box-x' })], 'malformed'],
  ['an epoch left out', [...BASE, team('a', 2, { members: ['a'] })], 'malformed'],
  ['a first epoch that is not 0', [genesis(), ADMIN, admit('a', 'a'), team('a', 1, { members: ['a'] })], 'malformed'],
  ['an epoch with another key', [...BASE, team('a', 0, { members: ['a', 'b'], recipient: 'team-x' })], 'malformed'],
  ['an epoch that somebody left', [...BASE, team('a', 0, { members: ['a'] })], 'malformed'],
  ['a new epoch under the old key', [...BASE, team('a', 1, { members: ['a'], recipient: 'team-0' })], 'malformed'],
  ['a stranger in a team', [...BASE, team('a', 1, { members: ['a', 'x'] })], 'malformed'],
  ['a member in a team who was not admitted', [...BASE, member('a', 'c'), team('a', 0, { members: ['a', 'b', 'c'] })], 'malformed'],
  ['a team entry by an administrator who has not its key', [...BASE, BOSS, admit('m', 'm'), team('m', 0, { members: ['a', 'b', 'm'] })], 'not-allowed'],
  ['a new epoch by an administrator who has not its key', [...BASE, BOSS, admit('m', 'm'), team('m', 1, { members: ['m'] })], 'not-allowed'],
  ['a team founded by somebody who is not in it', [genesis(), ADMIN, member('a', 'b'), admit('a', 'a'), admit('a', 'b'), team('a', 0, { members: ['b'] })], 'not-allowed'],
  ['a team founded by somebody who was not admitted', [genesis(), ADMIN, team('a', 0, { members: ['a'] })], 'not-allowed'],
  ['a team entry by somebody whose admission ended', [...BASE, admit('a', 'b', false), team('b', 1, { members: ['a'] })], 'not-allowed'],
  ['a new epoch that keeps a removed member', [...BASE, member('a', 'b', { active: false }), team('a', 1, { members: ['a', 'b'] })], 'malformed'],
  ['a new epoch that keeps somebody whose admission ended', [...BASE, admit('a', 'b', false), team('a', 1, { members: ['a', 'b'] })], 'malformed'],
  ['an earlier epoch that grows', [...BASE, team('a', 1, { members: ['a', 'b'] }), member('a', 'c'), admit('a', 'c'), team('a', 0, { members: ['a', 'b', 'c'] })], 'malformed'],
  ['a member twice in a team', [...BASE, team('a', 1, { members: ['a', 'a'] })], 'malformed'],
  ['an empty team', [...BASE, team('a', 1, { members: [] })], 'malformed'],
  ['an admission by a handler', [...BASE, member('a', 'c'), admit('b', 'c')], 'not-allowed'],
  ['an admission of a stranger', [...BASE, admit('a', 'x')], 'malformed'],
  ['a recovery by a handler', [...BASE, recovery('b')], 'not-allowed'],
  ['a recovery with a share for a stranger', [...BASE, recovery('a', { shares: [{ holder: 'a', hash: 'h1' }, { holder: 'x', hash: 'h2' }] })], 'malformed'],
  ['a recovery whose holder has two shares', [...BASE, recovery('a', { shares: [{ holder: 'a', hash: 'h1' }, { holder: 'a', hash: 'h2' }] })], 'malformed'],
  ['a recovery that needs more shares than there are', [...BASE, recovery('a', { threshold: 3 })], 'malformed'],
  ['a generation of the recovery left out', [...BASE, recovery('a', { generation: 1 })], 'malformed'],
  ['a recovery under a member’s keys', [...BASE, recovery('a', { signKey: 'b' })], 'malformed'],
  ['a member under the recovery’s key', [...BASE, recovery('a'), member('a', 'r')], 'malformed'],
  ['a team entry by a recovery that was replaced', [...BASE, recovery('a'), recovery('a', { generation: 1, signKey: 'r2', recipient: 'box-r2' }), team('r', 1, { members: ['a'] })], 'not-allowed'],
  ['a team entry by the recovery for somebody who was not admitted', [...BASE, recovery('a'), team('b', 0, { members: ['a', 'b'], recovery: 0 }), member('a', 'c'), team('r', 1, { members: ['c'] })], 'malformed'],
  ['a handover to a stranger', [...BASE, { kind: 'handover', author: 'a', body: { from: 'b', to: 'x' } }], 'malformed'],
  ['a handover to oneself', [...BASE, { kind: 'handover', author: 'a', body: { from: 'b', to: 'b' } }], 'malformed'],
  ['named readers under another key', [...BASE, { kind: 'readers', author: 'a', body: { channel: 'web', people: [{ signKey: 'b', recipient: 'box-x', names: { en: 'B', zh: '乙' } }] } }], 'malformed'],
  ['a named reader who is no handler', [...BASE, BOSS, { kind: 'readers', author: 'a', body: { channel: 'web', people: [{ signKey: 'm', recipient: 'box-m', names: { en: 'M', zh: '丙' } }] } }], 'malformed'],
] as const) {
  test(`${why} is refused`, () => { assert.equal(refused(events), code) })
}

test('an epoch grows, the next one may shrink, and both stay', () => {
  const office = fold([...BASE, member('a', 'c'), admit('a', 'c'), team('b', 0, { members: ['a', 'b', 'c'] }), team('a', 1, { members: ['a', 'c'] })])
  assert.equal(latestTeam(office, 'intake')?.epoch, 1)
  assert.deepEqual(teamsOf(office, 'b').map(({ epoch }) => epoch), [0])
  assert.deepEqual(teamsOf(office, 'c').map(({ epoch }) => epoch), [0, 1])
  assert.equal(latestTeam(office, 'none'), null)
})

test('an administrator admits, a reader gives the key, and whoever leaves is in no later epoch', () => {
  const admitted = fold([...BASE, member('a', 'c'), admit('a', 'c')])
  assert.deepEqual(waitingForKeys(admitted), [{ team: 'intake', signKey: 'c' }])
  assert.equal(isOfTeam(admitted, 'intake', 'c'), false)
  const given = foldOffice(admitted, team('b', 0, { members: ['a', 'b', 'c'] }))
  assert.equal(isOfTeam(given, 'intake', 'c'), true)
  assert.deepEqual(waitingForKeys(given), [])
  const removed = foldOffice(given, member('a', 'b', { active: false }))
  assert.equal(needsNewEpoch(removed, 'intake'), true)
  assert.equal(isAdmitted(removed, 'intake', 'b'), false)
  const renewed = foldOffice(removed, team('c', 1, { members: ['a', 'c'] }))
  assert.equal(needsNewEpoch(renewed, 'intake'), false)
  assert.equal(isDirectoryBehind(renewed), true)
  const { directory: before } = renewed
  assert.ok(before !== null)
  const mended = foldOffice(renewed, { kind: 'directory', author: 'a', body: currentDirectory(renewed, before, '2026-11-25') })
  assert.equal(isDirectoryBehind(mended), false)
  assert.doesNotThrow(() => { checkDirectory(mended) })
  assert.deepEqual(mended.directory?.handlers, ['a', 'c'])
})

test('the organisation’s recovery gives a team back to those who were admitted', () => {
  const office = fold([...BASE, recovery('a'), team('b', 0, { members: ['a', 'b'], recovery: 0 }), member('a', 'c'), admit('a', 'c'), team('r', 0, { members: ['a', 'b', 'c'] })])
  assert.equal(isOfTeam(office, 'intake', 'c'), true)
})

test('who left speaks for the office until the day of leaving, and not behind anything later', () => {
  const named = { handlers: ['a'], former: [{ signKey: 'b', until: asDay('2026-11-25') }] }
  const said = (author: string, day: string, before: string): boolean => speaksForOffice(named, { author, day }, before)
  assert.deepEqual([said('a', '2027-01-01', '2026-12-31'), said('b', '2026-11-25', '2026-11-20'), said('b', '2026-11-26', '2026-11-20'), said('b', '2026-11-24', '2026-11-26'), said('x', '2026-11-24', '2026-11-20')], [true, true, false, false, false])
})

for (const [why, event] of [
  ['to a key that is no team’s', directory('a', 'team-x')], ['through another server', directory('a', 'team-0', { serverKey: 'x' })], ['by a handler who is none', directory('a', 'team-0', { handlers: ['a', 'm'] })],
] as const) {
  test(`a directory that leads ${why} comes to light`, () => {
    assert.throws(() => { checkDirectory(fold([...BASE, event])) }, (error) => error instanceof Refusal && error.code === 'malformed')
  })
}

const named = (id: string): { readonly team: string; readonly epoch: number; readonly recipient: string } => ({ team: id, epoch: 0, recipient: `box-${id}` })
const founded = (id: string, members: readonly string[]): readonly OfficeEvent[] => [
  ...members.map((signKey): OfficeEvent => ({ kind: 'admission', author: 'a', body: { team: id, signKey, admitted: true } })),
  { kind: 'team', author: members[0] ?? '', body: { team: id, epoch: 0, recipient: `box-${id}`, members } },
]
const locks = (custodian: string, approver: string): OfficeEvent => directory('a', 'team-0', { identity: { custodian: named(custodian), approver: named(approver) } })

test('nobody who was ever in a team of one lock is let into a team of the other', () => {
  const office = [...BASE, member('a', 'c', { roles: ['custodian'] }), member('a', 'd', { roles: ['custodian'] }), ...founded('c-team', ['c']), ...founded('d-team', ['d'])]
  const both = [...office, locks('c-team', 'd-team')]
  assert.deepEqual(['a', 'c', 'd'].map((signKey) => identityLockOf(fold(both), signKey)), [null, 'custodian', 'approver'])
  const admitted: OfficeEvent = { kind: 'admission', author: 'a', body: { team: 'd-team', signKey: 'c', admitted: true } }
  const joins: OfficeEvent = { kind: 'team', author: 'd', body: { team: 'd-team', epoch: 0, recipient: 'box-d-team', members: ['d', 'c'] } }
  assert.equal(refused([...both, admitted, joins]), 'teams-overlap')
  // Who left still holds the old key.
  const left: readonly OfficeEvent[] = [
    admitted, joins, { ...admitted, body: { ...admitted.body, admitted: false } } as OfficeEvent,
    { kind: 'team', author: 'd', body: { team: 'd-team', epoch: 1, recipient: 'box-d-1', members: ['d'] } },
  ]
  assert.equal(refused([...office, ...left, locks('c-team', 'd-team')]), 'teams-overlap')
  assert.equal(refused([...office, locks('c-team', 'c-team')]), 'teams-overlap')
  // A team that was one lock is never the other, also once it is named no longer.
  assert.equal(refused([...both, directory('a'), locks('d-team', 'intake')]), 'teams-overlap')
  assert.equal(refused([...both, directory('a'), admitted, joins]), 'teams-overlap')
})
