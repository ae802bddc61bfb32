// Goal: whatever comes into an office's log, in whatever order, nobody has what nobody gave, and everyone who folds it sees the same. Method: random
// events of every kind on top of an office, most by its administrator, each held to what must be true of it, and pairs of events in both orders.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { Refusal } from '#base/refusal.ts'
import { admit, BASE, directory, fold, member, recovery, team } from '#test/support/office-events.ts'
import { foldOffice, isAdministrator, mayHandle, type Office, type OfficeEvent } from './office.ts'
import { isGiven } from './recovery.ts'
import { ROLES, type Role } from './roles.ts'
import { isAdmitted, latestTeam } from './team.ts'

const PEOPLE = ['a', 'b', 'c', 'x'] as const
const person = fc.constantFrom(...PEOPLE)
const several = fc.uniqueArray(person, { maxLength: 3 })
const author = fc.oneof({ weight: 6, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: person })
/** Mostly 0. */
const few = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(2) })

/** An event for an office as it is then: drawn without looking, nearly every one would be refused. */
type Proposal = (office: Office) => OfficeEvent

const recoveries: fc.Arbitrary<Proposal> = fc.tuple(author, few, fc.subarray([...PEOPLE], { minLength: 1 }), few).map(([by, ahead, holders, more]) => (office) => {
  const generation = (office.recovery?.generation ?? -1) + 1 + ahead
  const shares = holders.map((holder, index) => ({ holder, hash: `h${generation}-${index}` }))
  return recovery(by, { generation, signKey: `r${generation}`, recipient: `box-r${generation}`, threshold: 1 + more, shares })
})
const drills: fc.Arbitrary<Proposal> = fc.tuple(fc.option(person, { freq: 2 }), few, fc.option(several, { freq: 2 })).map(([by, ahead, holders]) => ({ recovery: told }) => {
  const generation = (told?.generation ?? 0) + ahead
  return { kind: 'drill', author: by ?? `r${generation}`, body: { generation, holders: holders ?? told?.shares.map(({ holder }) => holder) ?? [] } }
})
const handovers: fc.Arbitrary<Proposal> = fc.tuple(author, person, person).map(([by, from, to]) => () => ({ kind: 'handover', author: by, body: { from, to } }))
const readers: fc.Arbitrary<Proposal> = fc.tuple(author, fc.constantFrom('web', 'other'), several, few).map(([by, channel, who, wrong]) => () => ({
  kind: 'readers', author: by, body: { channel, people: who.map((signKey) => ({ signKey, recipient: wrong === 0 ? `box-${signKey}` : 'box-m', names: { en: signKey, zh: signKey } })) },
}))
const teams: fc.Arbitrary<Proposal> = fc.tuple(fc.oneof(fc.constant('reader'), fc.constant('recovery'), person), few, several, fc.option(few), few).map(([by, ahead, who, given, wrong]) => (office) => {
  const latest = latestTeam(office, 'intake')
  const stay = ahead === 0 ? latest?.members ?? [] : []
  const authors: Readonly<Record<string, string | undefined>> = { reader: latest?.members[0], recovery: office.recovery?.signKey }
  const told = given === null ? {} : { recovery: (office.recovery?.generation ?? 0) + given }
  const fit = wrong === 0 ? PEOPLE.filter((one) => isAdmitted(office, 'intake', one) && (who.includes(one) || one === latest?.members[0])) : who
  return team(authors[by] ?? by, (latest?.epoch ?? 0) + ahead, { members: [...new Set([...stay, ...fit])], ...told })
})
const changes: fc.Arbitrary<Proposal> = fc.tuple(author, person, fc.subarray([...ROLES]), few).map(([by, who, roles, leaves]) => () => (
  member(by, who, { roles: [...new Set<Role>([...(who === 'a' ? ['administrator', 'intake'] as const : []), ...roles])], active: leaves < 2 })))
const admissions: fc.Arbitrary<Proposal> = fc.tuple(author, person, few).map(([by, who, ends]) => () => admit(by, who, ends < 2))

const proposal = fc.oneof(changes, admissions, teams, recoveries, drills, handovers, readers, author.map((by): Proposal => () => directory(by)), fc.tuple(author, few).map(([by, more]): Proposal => () => ({ kind: 'retention', author: by, body: { outsideRemitDays: 30 + more, settledDays: null } })),
  author.map((by): Proposal => () => ({ kind: 'template', author: by, body: { sealed: 'AA' } })), person.map((by): Proposal => () => ({ kind: 'absence', author: by, body: { sealed: 'AA' } })))

/** An office that arranged its recovery, and one that did not. */
const beginning = fc.constantFrom(BASE, [...BASE, member('a', 'c'), admit('a', 'c'), recovery('a', { signKey: 'r0', recipient: 'box-r0' }), team('b', 0, { members: ['a', 'b'], recovery: 0 })])

/** The state after an event; the same as before where it is refused. Whatever comes, what was there before is not touched. */
function step(before: Office, each: OfficeEvent): Office {
  const copy = structuredClone(before)
  try {
    return foldOffice(before, each)
  } catch (error) {
    assert.ok(error instanceof Refusal)
    return before
  } finally {
    assert.deepEqual(before, copy)
  }
}

/** What must be true of an event that was taken. */
const HOLDS: { readonly [K in OfficeEvent['kind']]?: (before: Office, event: Extract<OfficeEvent, { kind: K }>, after: Office) => void } = {
  'team': (before, { author: by, body: { epoch, members, recovery: given } }, after) => {
    const latest = latestTeam(before, 'intake')
    const isRecovery = by === before.recovery?.signKey
    if (isRecovery) assert.ok(latest !== null && isGiven(before, latest), 'a recovery gives only what a reader gave it')
    else assert.ok(isAdmitted(before, 'intake', by) && (latest?.members ?? members).includes(by), 'only who has the key gives it')
    const known = latest?.epoch === epoch ? latest.members : []
    for (const one of members) assert.ok(known.includes(one) || isAdmitted(before, 'intake', one), 'nobody comes in who was not admitted')
    if (given !== undefined) assert.equal(given, before.recovery?.generation)
    if (given !== undefined) for (let each = 0; each <= epoch; each++) assert.ok(isGiven(after, { team: 'intake', epoch: each }))
  },
  'recovery': (before, { body: { generation: number, shares, threshold } }, after) => {
    assert.equal(number, (before.recovery?.generation ?? -1) + 1, 'generations follow each other')
    assert.ok(shares.every(({ holder }) => before.members.get(holder)?.active === true) && threshold <= shares.length)
    assert.equal(after.drill, null)
    for (const each of after.teams.values()) assert.equal(isGiven(after, each), false, 'a new recovery has no key before a reader gives it one')
  },
  'drill': (before, { author: by, body: { generation: number, holders } }) => {
    assert.deepEqual([by, number], [before.recovery?.signKey, before.recovery?.generation])
    assert.ok(holders.length >= (before.recovery?.threshold ?? 1) && holders.every((one) => before.recovery?.shares.some(({ holder }) => holder === one)))
  },
  'handover': (before, { body: { from, to } }, after) => {
    assert.ok(before.members.has(from) && before.members.get(to)?.active === true && from !== to)
    assert.equal(after.handovers.filter((each) => each.from === from).length, 1, 'one successor each')
  },
  'readers': (before, { body: { channel, people } }, after) => {
    for (const { signKey, recipient } of people) assert.ok(mayHandle(before, signKey) && before.members.get(signKey)?.recipient === recipient, 'who is named is a handler, under their own key')
    assert.deepEqual(after.readers.get(channel), people)
  },
}

/** What must be true whatever was taken. */
function keeps(before: Office, each: OfficeEvent, after: Office): void {
  if (each.kind !== 'team' && each.kind !== 'drill') assert.ok(isAdministrator(before, each.author))
  ;(HOLDS[each.kind] as ((before: Office, event: OfficeEvent, after: Office) => void) | undefined)?.(before, each, after)
  for (const [name, { members, recipient }] of before.teams) {
    assert.equal(after.teams.get(name)?.recipient, recipient)
    assert.ok(members.every((one) => after.teams.get(name)?.members.includes(one)), 'no epoch loses anybody')
  }
  for (const [signKey, { recipient }] of before.members) assert.equal(after.members.get(signKey)?.recipient, recipient)
  if (each.kind !== 'recovery') assert.deepEqual(after.recovery, before.recovery)
}

test('whatever is tried, only administrators change an office and only readers give keys, and folding is repeatable', () => {
  const taken = new Map<string, number>()
  fc.assert(fc.property(beginning, fc.array(proposal, { minLength: 5, maxLength: 25, size: 'max' }), (begun, proposals) => {
    let office = fold(begun)
    const kept = [...begun]
    for (const propose of proposals) {
      const before = office
      const each = propose(before)
      office = step(before, each)
      if (office === before) continue
      kept.push(each)
      keeps(before, each, office)
      const name = each.kind === 'team' && each.author.startsWith('r') ? 'team by the recovery' : each.kind
      taken.set(name, (taken.get(name) ?? 0) + 1)
    }
    assert.deepEqual(fold(kept), office)
  }), { numRuns: 200 })
  // The control: none of the kinds was refused each time. A prepared answer leaves an office as it is, taken or not.
  assert.deepEqual([...taken.keys()].toSorted(), ['admission', 'directory', 'drill', 'handover', 'member', 'readers', 'recovery', 'retention', 'team', 'team by the recovery'])
})

/** What an event looks at, and what it changes. */
function touches(each: OfficeEvent): { readonly reads: readonly string[]; readonly writes: readonly string[] } {
  const keys = (who: readonly string[]): string[] => who.map((one) => `member ${one}`)
  const by = keys([each.author])
  switch (each.kind) {
    case 'member': return { reads: [...by, 'recovery'], writes: keys([each.body.signKey]) }
    case 'admission': return { reads: [...by, ...keys([each.body.signKey])], writes: [`admission ${each.body.signKey}`] }
    case 'team': {
      const who = [each.author, ...each.body.members]
      return { reads: [...keys(who), ...who.map((one) => `admission ${one}`), 'recovery'], writes: ['teams'] }
    }
    case 'recovery': return { reads: [...by, ...keys(PEOPLE)], writes: ['recovery', 'drill'] }
    case 'drill': return { reads: ['recovery'], writes: ['drill'] }
    case 'handover': return { reads: [...by, ...keys([each.body.from, each.body.to])], writes: [`handover ${each.body.from}`] }
    case 'readers': return { reads: [...by, ...keys(each.body.people.map(({ signKey }) => signKey))], writes: [`readers ${each.body.channel}`] }
    case 'directory': return { reads: by, writes: ['directory'] }
    case 'retention': return { reads: by, writes: ['retention'] }
    case 'template': case 'absence': return { reads: by, writes: [] }
    case 'settings': case 'genesis': throw new Error('not generated')
  }
}

function areIndependent(one: OfficeEvent, other: OfficeEvent): boolean {
  const [a, b] = [touches(one), touches(other)]
  return !a.writes.some((each) => b.reads.includes(each) || b.writes.includes(each)) && !b.writes.some((each) => a.reads.includes(each))
}

/** Approved successors are a set. */
function unordered({ handovers: listed, ...office }: Office): object {
  return { ...office, handovers: new Set(listed) }
}

test('two events that touch different things give the same office in either order', () => {
  let [independent, ordered] = [0, 0]
  fc.assert(fc.property(beginning, fc.array(proposal, { maxLength: 12, size: 'max' }), fc.tuple(proposal, proposal), (begun, proposals, pair) => {
    const office = proposals.reduce((before, propose) => step(before, propose(before)), fold(begun))
    const [one, other] = [pair[0](office), pair[1](office)]
    const [there, back] = [[one, other], [other, one]].map((events) => unordered(events.reduce(step, office)))
    if (areIndependent(one, other)) {
      assert.deepEqual(there, back)
      independent += 1
    } else if (JSON.stringify(one) !== JSON.stringify(other)) ordered += 1
  }), { numRuns: 300 })
  assert.ok(independent > 30 && ordered > 30)
})
