// Goal: everyone who folds an office's log agrees who may do what, and nobody gets in who was not signed in. Method: an office,
// then every forged event, then properties over any sequence.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { Refusal } from '#base/refusal.ts'
import type { Bodies } from './bodies.ts'
import { checkDirectory, foldOffice, isAdministrator, latestTeam, mayHandle, teamsOf, type Office, type OfficeEvent } from './office.ts'
import { ROLES, type Role } from './roles.ts'

const SERVER = 'server'

function genesis(author = 'a', administrator = 'a'): OfficeEvent {
  return { kind: 'genesis', author, body: { administrator: { signKey: administrator, recipient: `box-${administrator}` }, recovery: null, serverKey: SERVER } }
}

function member(author: string, signKey: string, more: Partial<Bodies['member']> = {}): OfficeEvent {
  return { kind: 'member', author, body: { signKey, recipient: `box-${signKey}`, roles: ['intake'], active: true, sealedName: '', ...more } }
}

function team(author: string, epoch: number, who: { readonly members: readonly string[]; readonly recipient?: string }): OfficeEvent {
  return { kind: 'team', author, body: { team: 'intake', epoch, recipient: `team-${epoch}`, ...who } }
}

function directory(author: string, recipient = 'team-0', more: Partial<Bodies['directory']> = {}): OfficeEvent {
  const names = { en: 'Office', zh: '机构' }
  const channel = { channel: 'web', kind: 'web', names, team: 'intake', epoch: 0, recipient, questionnaire: 'q' } as const
  return { kind: 'directory', author, body: { names, timeZone: 'UTC', serverKey: SERVER, channels: [channel], salt: 's', handlers: ['a'], ...more } }
}

const ADMIN = member('a', 'a', { roles: ['administrator', 'intake'] })
const BASE: readonly OfficeEvent[] = [genesis(), ADMIN, member('a', 'b'), team('a', 0, { members: ['a', 'b'] }), directory('a')]

function fold(events: readonly OfficeEvent[]): Office {
  const office = events.reduce<Office | null>((before, event) => foldOffice(before, event), null)
  assert.ok(office !== null)
  return office
}

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
  ['a first epoch that is not 0', [genesis(), ADMIN, team('a', 1, { members: ['a'] })], 'malformed'],
  ['an epoch with another key', [...BASE, team('a', 0, { members: ['a', 'b'], recipient: 'team-x' })], 'malformed'],
  ['an epoch that somebody left', [...BASE, team('a', 0, { members: ['a'] })], 'malformed'],
  ['a new epoch under the old key', [...BASE, team('a', 1, { members: ['a'], recipient: 'team-0' })], 'malformed'],
  ['a stranger in a team', [...BASE, team('a', 1, { members: ['a', 'x'] })], 'malformed'],
] as const) {
  test(`${why} is refused`, () => { assert.equal(refused(events), code) })
}

test('an epoch grows, the next one may shrink, and both stay', () => {
  const office = fold([...BASE, member('a', 'c'), team('a', 0, { members: ['a', 'b', 'c'] }), team('a', 1, { members: ['a', 'c'] })])
  assert.equal(latestTeam(office, 'intake')?.epoch, 1)
  assert.deepEqual(teamsOf(office, 'b').map(({ epoch }) => epoch), [0])
  assert.deepEqual(teamsOf(office, 'c').map(({ epoch }) => epoch), [0, 1])
  assert.equal(latestTeam(office, 'none'), null)
})

for (const [why, event] of [
  ['to a key that is no team’s', directory('a', 'team-x')], ['through another server', directory('a', 'team-0', { serverKey: 'x' })],
] as const) {
  test(`a directory that leads ${why} comes to light`, () => {
    assert.throws(() => { checkDirectory(fold([...BASE, event])) }, (error) => error instanceof Refusal && error.code === 'malformed')
  })
}

const person = fc.constantFrom('a', 'b', 'c', 'x')
const event: fc.Arbitrary<OfficeEvent> = fc.oneof(
  fc.tuple(person, person, fc.subarray([...ROLES]), fc.boolean()).map(([by, who, roles, active]) => member(by, who, { roles: roles as Role[], active })),
  fc.tuple(person, fc.nat(2), fc.uniqueArray(person, { maxLength: 3 })).map(([by, epoch, members]) => team(by, epoch, { members })),
  person.map((by) => directory(by)),
)

test('whatever is tried, only administrators change an office, folding is repeatable, and no epoch loses anybody', () => {
  fc.assert(fc.property(fc.array(event, { maxLength: 25 }), (events) => {
    let office = fold(BASE)
    const kept = [...BASE]
    for (const each of events) {
      const before = office
      try {
        office = foldOffice(before, each)
      } catch (error) {
        assert.ok(error instanceof Refusal)
        assert.equal(office, before)
        continue
      }
      kept.push(each)
      assert.ok(isAdministrator(before, each.author))
      for (const [name, { members, recipient }] of before.teams) {
        assert.equal(office.teams.get(name)?.recipient, recipient)
        assert.ok(members.every((one) => office.teams.get(name)?.members.includes(one)))
      }
    }
    assert.deepEqual(fold(kept), office)
  }))
})
