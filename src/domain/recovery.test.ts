// Goal: what the office log says of its recovery is what its recovery can do. Method: an office that arranged one, and every entry about
// it that should not count.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Refusal } from '#base/refusal.ts'
import type { Bodies } from './bodies.ts'
import { foldOffice, type Office, type OfficeEvent } from './office.ts'
import { epochsToGive, isGiven, recoverableTeams } from './recovery.ts'

const member = (signKey: string): OfficeEvent => ({ kind: 'member', author: 'a', body: { signKey, recipient: `box-${signKey}`, roles: ['administrator', 'intake'], active: true, sealedName: '' } })
const admit = (signKey: string): OfficeEvent => ({ kind: 'admission', author: 'a', body: { team: 'intake', signKey, admitted: true } })
const team = (epoch: number, more: Partial<Bodies['team']> = {}, author = 'a'): OfficeEvent => ({ kind: 'team', author, body: { team: 'intake', epoch, recipient: `team-${epoch}`, members: ['a', 'b'], ...more } })
const drill = (author: string, more: Partial<Bodies['drill']> = {}): OfficeEvent => ({ kind: 'drill', author, body: { generation: 0, holders: ['a', 'b'], ...more } })

function recovery(generation: number): OfficeEvent {
  const shares = ['a', 'b', 'c'].map((holder) => ({ holder, hash: `${holder}${generation}` }))
  return { kind: 'recovery', author: 'a', body: { generation, recipient: `box-r${generation}`, signKey: `r${generation}`, threshold: 2, shares } }
}

const BASE: readonly OfficeEvent[] = [
  { kind: 'genesis', author: 'a', body: { administrator: { signKey: 'a', recipient: 'box-a' }, recovery: null, serverKey: 's' } },
  member('a'), member('b'), member('c'), admit('a'), admit('b'), team(0),
]
const ARRANGED = [...BASE, recovery(0)]

function fold(events: readonly OfficeEvent[]): Office {
  const office = events.reduce<Office | null>((before, event) => foldOffice(before, event), null)
  assert.ok(office !== null)
  return office
}

function refused(events: readonly OfficeEvent[]): string {
  const before = fold(events.slice(0, -1))
  try {
    foldOffice(before, events[events.length - 1] as OfficeEvent)
  } catch (error) {
    assert.ok(error instanceof Refusal)
    return error.code
  }
  return 'accepted'
}

test('a team’s epochs are recoverable from the entry on that gives them, all up to that one', () => {
  const office = fold([...ARRANGED, team(1)])
  assert.deepEqual(recoverableTeams(office), [{ team: 'intake', epoch: 1, given: false }])
  assert.deepEqual(epochsToGive(office, 'intake').map(({ epoch }) => epoch), [0, 1])
  const given = fold([...ARRANGED, team(1), team(1, { recovery: 0 })])
  assert.deepEqual([recoverableTeams(given)[0]?.given, epochsToGive(given, 'intake')], [true, []])
  const later = fold([...ARRANGED, team(0, { recovery: 0 }), team(1)])
  assert.deepEqual([isGiven(later, { team: 'intake', epoch: 0 }), isGiven(later, { team: 'intake', epoch: 1 })], [true, false])
})

test('a new arrangement has nothing until it is given', () => {
  const office = fold([...ARRANGED, team(0, { recovery: 0 }), drill('r0'), recovery(1)])
  assert.deepEqual([recoverableTeams(office)[0]?.given, office.drill], [false, null])
})

test('a rehearsal is what the recovery’s own key says of enough holders', () => {
  assert.deepEqual(fold([...ARRANGED, drill('r0')]).drill, { generation: 0, holders: ['a', 'b'] })
})

for (const [why, events, code] of [
  ['a rehearsal without a recovery', [...BASE, drill('a')], 'not-allowed'],
  ['a rehearsal that an administrator claims', [...ARRANGED, drill('a')], 'not-allowed'],
  ['a rehearsal by a recovery that was replaced', [...ARRANGED, recovery(1), drill('r0')], 'not-allowed'],
  ['a rehearsal of another generation', [...ARRANGED, recovery(1), drill('r1')], 'malformed'],
  ['a rehearsal by too few', [...ARRANGED, drill('r0', { holders: ['a'] })], 'malformed'],
  ['a rehearsal by one twice', [...ARRANGED, drill('r0', { holders: ['a', 'a'] })], 'malformed'],
  ['a rehearsal by somebody without a share', [...ARRANGED, drill('r0', { holders: ['a', 'x'] })], 'malformed'],
  ['a key given to a recovery that is none', [...BASE, team(0, { recovery: 0 })], 'malformed'],
  ['a key given to a recovery that was replaced', [...ARRANGED, recovery(1), team(0, { recovery: 0 })], 'malformed'],
  ['an epoch begun by a recovery that no reader gave the key', [...ARRANGED, team(1, { members: ['a'] }, 'r0')], 'not-allowed'],
  ['an epoch enlarged by a recovery that has the one before only', [...ARRANGED, team(0, { recovery: 0 }), team(1), admit('c'), team(1, { members: ['a', 'b', 'c'] }, 'r0')], 'not-allowed'],
  ['an epoch begun by a recovery that follows the one which has the key', [...ARRANGED, team(0, { recovery: 0 }), recovery(1), team(1, { members: ['a'] }, 'r1')], 'not-allowed'],
  ['a team founded by a recovery', [...ARRANGED, { kind: 'admission', author: 'a', body: { team: 'another', signKey: 'a', admitted: true } }, team(0, { team: 'another', recipient: 'other', members: ['a'] }, 'r0')], 'not-allowed'],
  ['a key given by an administrator who is not of the team', [...ARRANGED, team(0, { recovery: 0 }, 'c')], 'not-allowed'],
] as const) {
  test(`${why} is refused`, () => { assert.equal(refused(events), code) })
}
