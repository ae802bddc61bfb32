// Goal: a member comes in by an invitation that an administrator made, once, within its week, and only with the keys that were sent
// for it; before an administrator signs them in they are nobody. Method: each step of the way, and each step out of turn.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { clearBody, makeEntry, randomId, type Made } from '#test/support/entries.ts'
import { codeOf, extendOffice, joinOffice, loginOf, newOffice, newPerson, secretsOf, tryLogIn, type Member, type Office, type Person } from '#test/support/people.ts'
import { append, done, fakeRecipient, memberWrap, newWorld, refusalOf, type World } from '#test/support/world.ts'

const endings: (() => Promise<void>)[] = []
let world: World
let office: Office
let handler: Member
before(async () => {
  world = await newWorld({ after: (end) => { endings.push(end) } })
  office = await newOffice(world)
  handler = await joinOffice(world, office, { name: 'handler', roles: ['intake'], inTeam: true })
})
after(async () => { for (const end of endings) await end() })

async function invite(): Promise<{ readonly office: string; readonly invitation: string }> {
  const parameters = { office: office.office, invitation: randomId() }
  await done(await world.send('invite-member', { parameters, as: office.admin, body: { invitation: parameters.invitation, sealedSecret: 'AAAA', roles: ['intake'], teams: ['intake'] } }))
  return parameters
}

async function enrolmentOf(person: Person, parameters: { readonly invitation: string }, at = world): Promise<object> {
  const secrets = await secretsOf(at, person, (message) => at.send('start-enrolment', { parameters, body: message }))
  return { ...secrets, signKey: person.author.publicId, recipient: person.recipient, sealedName: base64url(randomBytes(60)), proof: randomId() }
}

async function memberEntry(person: Person, change: object = {}): Promise<Made> {
  const last = office.log[office.log.length - 1] as Made
  const body = clearBody({ signKey: person.author.publicId, recipient: person.recipient, roles: ['intake'], active: true, sealedName: 'sealed', ...change })
  return makeEntry(office.admin.author, last.end, { kind: 'member', body, wraps: [memberWrap(person.author.publicId)], seen: last.hash })
}

function stateOf(parameters: { readonly invitation: string }): Promise<string> {
  return world.send('read-invitation', { parameters }).then(async (response) => (await response.json() as { state: string }).state)
}

test('the way in: invited, enrolled, confirmed, logged in', async () => {
  const parameters = await invite()
  const person = await newPerson('newcomer')
  assert.equal(await stateOf(parameters), 'open')
  await done(await world.send('finish-enrolment', { parameters, body: await enrolmentOf(person, parameters) }))
  assert.equal(await stateOf(parameters), 'enrolled')
  world.nowMs += 30_000
  assert.equal(await refusalOf(await tryLogIn(world, { ...person, office: office.office, oneTimeCode: codeOf(world, person) })), 'not-authenticated', 'not yet a member')
  const made = await memberEntry(person)
  await done(await append(world, office.admin, made))
  office.log.push(made)
  assert.equal(await stateOf(parameters), 'confirmed')
  world.nowMs += 30_000
  assert.ok((await tryLogIn(world, { ...person, office: office.office, oneTimeCode: codeOf(world, person) })).ok)
  assert.ok((await append(world, office.admin, made)).ok, 'the confirmation sent again')
})

test('an administrator sees what the invitee sent; others do not', async () => {
  const parameters = await invite()
  const person = await newPerson('seen')
  await done(await world.send('finish-enrolment', { parameters, body: await enrolmentOf(person, parameters) }))
  const listed = await (await done(await world.send('list-invitations', { parameters, as: office.admin }))).json() as { invitations: { invitation: string; enrolment: { signKey: string; login: string } | null }[] }
  const mine = listed.invitations.find((each) => each.invitation === parameters.invitation)
  assert.deepEqual([mine?.enrolment?.signKey, mine?.enrolment?.login], [person.author.publicId, loginOf(person)])
  assert.equal(await refusalOf(await world.send('list-invitations', { parameters, as: handler })), 'not-allowed')
  assert.equal(await refusalOf(await world.send('invite-member', { parameters, as: handler, body: {} })), 'not-allowed')
  const plan = { invitation: randomId(), sealedSecret: 'AAAA', roles: ['intake'], teams: [] }
  for (const flood of [{ roles: Array.from({ length: 6000 }, () => 'intake') }, { teams: Array.from({ length: 6000 }, () => 'intake') }]) {
    assert.equal(await refusalOf(await world.send('invite-member', { parameters, as: office.admin, body: { ...plan, ...flood } })), 'malformed')
  }
  assert.equal(await refusalOf(await world.send('list-invitations', { parameters: { office: randomId() }, as: office.admin })), 'no-such-office')
})

test('an invitation is good for one person', async () => {
  const parameters = await invite()
  const [first, second] = [await newPerson('first in'), await newPerson('second in')]
  const late = await enrolmentOf(second, parameters)
  const body = await enrolmentOf(first, parameters)
  await done(await world.send('finish-enrolment', { parameters, body }))
  assert.ok((await world.send('finish-enrolment', { parameters, body })).ok, 'the same sent again')
  assert.equal(await refusalOf(await world.send('finish-enrolment', { parameters, body: late })), 'invitation-used')
  assert.equal(await refusalOf(await world.send('start-enrolment', { parameters, body: { login: randomId(), registrationRequest: 'AAAA' } })), 'invitation-used')
})

test('an id is taken once', async () => {
  const { invitation } = await invite()
  const again = { parameters: { office: office.office }, as: office.admin, body: { invitation, sealedSecret: 'AAAA', roles: ['intake'], teams: [] } }
  assert.equal(await refusalOf(await world.send('invite-member', again)), 'invitation-used')
})

test('an invitation ends after its week', async () => {
  // A world of its own: the office's sessions would not outlive the week either.
  const own = await newWorld({ after: (end) => { endings.push(end) } })
  const { office: id, admin } = await newOffice(own)
  const parameters = { office: id, invitation: randomId() }
  await done(await own.send('invite-member', { parameters, as: admin, body: { invitation: parameters.invitation, sealedSecret: 'AAAA', roles: ['intake'], teams: [] } }))
  const body = await enrolmentOf(await newPerson('late'), parameters, own)
  own.nowMs += (LIMITS.invitationDays + 1) * 86_400_000
  assert.equal((await (await own.send('read-invitation', { parameters })).json() as { state: string }).state, 'expired')
  assert.equal(await refusalOf(await own.send('finish-enrolment', { parameters, body })), 'no-such-invitation')
  assert.equal(await refusalOf(await own.send('start-enrolment', { parameters, body: { login: randomId(), registrationRequest: 'AAAA' } })), 'no-such-invitation')
})

test('an unknown invitation is none', async () => {
  const parameters = { invitation: randomId() }
  assert.equal(await refusalOf(await world.send('read-invitation', { parameters })), 'no-such-invitation')
  assert.equal(await refusalOf(await world.send('start-enrolment', { parameters, body: { login: randomId(), registrationRequest: 'AAAA' } })), 'no-such-invitation')
})

test('a name that the office has is refused at once', async () => {
  const parameters = await invite()
  const body = { login: loginOf(handler), registrationRequest: 'AAAA' }
  assert.equal(await refusalOf(await world.send('start-enrolment', { parameters, body })), 'already-member')
})

test('wrong codes and wrong recipients are refused', async () => {
  const parameters = await invite()
  const body = await enrolmentOf(await newPerson('careless'), parameters)
  assert.equal(await refusalOf(await world.send('finish-enrolment', { parameters, body: { ...body, oneTimeCode: '000000' } })), 'not-authenticated')
  assert.equal(await refusalOf(await world.send('finish-enrolment', { parameters, body: { ...body, recipient: 'age1classic' } })), 'malformed')
  assert.equal(await refusalOf(await world.send('finish-enrolment', { parameters, body: { ...body, roles: ['administrator'] } })), 'malformed', 'nobody chooses the own roles')
  assert.equal(await stateOf(parameters), 'open')
})

test('a key that was swapped after the enrolment is not signed in', async () => {
  const parameters = await invite()
  const person = await newPerson('swapped')
  await done(await world.send('finish-enrolment', { parameters, body: await enrolmentOf(person, parameters) }))
  assert.equal(await refusalOf(await append(world, office.admin, await memberEntry(person, { recipient: fakeRecipient() }))), 'foreign-key')
  assert.equal(await stateOf(parameters), 'enrolled')
})

test('roles count from the next request on', async () => {
  const { author, recipient } = handler
  const member = (roles: readonly string[]) => extendOffice(world, office, { kind: 'member', body: clearBody({ signKey: author.publicId, recipient, roles, active: true, sealedName: 'sealed' }) })
  const parameters = { office: office.office }
  assert.equal(await refusalOf(await world.send('list-invitations', { parameters, as: handler })), 'not-allowed')
  await member(['intake', 'administrator'])
  assert.ok((await world.send('list-invitations', { parameters, as: handler })).ok)
  await member(['intake'])
  assert.equal(await refusalOf(await world.send('list-invitations', { parameters, as: handler })), 'not-allowed')
})

test('nothing that was refused left a defect behind', () => {
  assert.deepEqual(world.defects, [])
})
