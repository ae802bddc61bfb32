// Goal: a passkey lets its own member in, at its own host, once a challenge; nobody names, removes or uses what is another's; and a change of
// what opens an account needs more than a session. Method: the real routes, with an authenticator that lies where it is told to.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { base64url, fromUtf8, randomBytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { clearBody, randomId } from '#test/support/entries.ts'
import { newPasskey, show, type Passkey } from '#test/support/authenticator.ts'
import { codeOf, extendOffice, joinOffice, logIn, newOffice, provenAttempt, tryLogIn, type Member, type Office } from '#test/support/people.ts'
import { done, newWorld, ORIGIN, refusalOf, type World } from '#test/support/world.ts'

const endings: (() => Promise<void>)[] = []
let world: World
let office: Office
before(async () => {
  world = await newWorld({ after: (end) => { endings.push(end) } })
  office = await newOffice(world)
})
after(async () => { for (const end of endings) await end() })

let names = 0
const newMember = (): Promise<Member> => joinOffice(world, office, { name: `keyholder ${++names}`, roles: ['intake'], inTeam: false })
const browser = { origin: ORIGIN, host: new URL(ORIGIN).host }

async function prove(member: Member): Promise<Response> {
  return world.send('prove-by-passphrase', { as: member, body: await provenAttempt(world, member) })
}

async function ceremonyFor(member: Member | null): Promise<string> {
  const response = await done(await (member === null
    ? world.send('start-passkey-session', { body: {}, headers: browser })
    : world.send('start-passkey', { as: member, body: {}, headers: browser })))
  return (await response.json() as { ceremony: string }).ceremony
}

const sealed = () => ({ underPasskey: base64url(randomBytes(300)), sealedLabel: base64url(randomBytes(200)) })

async function withPasskey(): Promise<{ readonly member: Member; readonly passkey: Passkey }> {
  const member = await newMember()
  await done(await prove(member))
  const ceremony = await ceremonyFor(member)
  const { passkey, made } = await newPasskey({ challenge: ceremony, origin: ORIGIN })
  await done(await world.send('add-passkey', { as: member, body: { ceremony, made, ...sealed() }, headers: browser }))
  return { member, passkey }
}

async function enter(passkey: Passkey, lie: { readonly origin?: string; readonly challenge?: string; readonly as?: Parameters<typeof show>[2]; readonly headers?: object } = {}): Promise<Response> {
  const ceremony = await ceremonyFor(null)
  const assertion = await show(passkey, { challenge: lie.challenge ?? ceremony, origin: lie.origin ?? ORIGIN }, lie.as)
  return world.send('finish-passkey-session', { body: { ceremony, assertion }, headers: { ...browser, ...lie.headers } })
}

interface Access {
  readonly passkeys: readonly { readonly passkey: string }[]
  readonly sessions: readonly { readonly session: string; readonly way: string; readonly here: boolean }[]
}

async function accessOf(member: { readonly token: string }): Promise<Access> {
  return await (await done(await world.send('list-access', { as: member }))).json() as Access
}

test('a passkey opens a session of its member, by no name', async () => {
  const { member, passkey } = await withPasskey()
  const response = await enter(passkey)
  assert.equal(response.status, 201)
  const session = await response.json() as { signKey: string; token: string }
  assert.equal(session.signKey, member.author.publicId)
  const { passkeys: [mine], sessions } = await accessOf(session)
  assert.deepEqual(sessions.map(({ way }) => way).sort(), [`passkey:${mine?.passkey}`, 'passphrase'].sort())
  assert.equal(sessions.filter(({ here }) => here).length, 1)
  assert.equal((await enter(passkey)).status, 201, 'and again')
})

test('the answer to the first message is the same for everybody', async () => {
  const [first, second] = await Promise.all([1, 2].map(async () => (await world.send('start-passkey-session', { body: {}, headers: browser })).json() as Promise<object>))
  assert.deepEqual(Object.keys(first ?? {}), ['ceremony'])
  assert.deepEqual(Object.keys(second ?? {}), ['ceremony'])
})

const LIES: readonly (readonly [string, Parameters<typeof enter>[1]])[] = [
  ['signed on another origin’s page', { origin: 'https://evil.example' }],
  ['signed for another challenge', { challenge: randomId() }],
  ['signed for another host', { as: { rpId: 'evil.example' } }],
  ['signed as a new passkey', { as: { type: 'webauthn.create' } }],
  ['signed by nobody whom the authenticator verified', { as: { verified: false } }],
  ['shown at another host of ours', { origin: 'http://elsewhere.test', headers: { origin: 'http://elsewhere.test', host: 'elsewhere.test' } }],
]
for (const [why, lie] of LIES) {
  test(`a passkey ${why} opens nothing`, async () => {
    const { passkey } = await withPasskey()
    assert.equal(await refusalOf(await enter(passkey, lie)), 'not-authenticated')
    assert.equal((await enter(passkey)).status, 201, 'the control: it is the lie that was refused')
  })
}

test('an assertion works once, and its challenge for two minutes', async () => {
  const { passkey } = await withPasskey()
  const ceremony = await ceremonyFor(null)
  const assertion = await show(passkey, { challenge: ceremony, origin: ORIGIN })
  const send = (id: string) => world.send('finish-passkey-session', { body: { ceremony: id, assertion }, headers: browser })
  assert.equal((await send(ceremony)).status, 201)
  assert.equal(await refusalOf(await send(ceremony)), 'not-authenticated', 'the same again')
  assert.equal(await refusalOf(await send(await ceremonyFor(null))), 'not-authenticated', 'for a later challenge')
  const late = await ceremonyFor(null)
  const shown = await show(passkey, { challenge: late, origin: ORIGIN })
  world.nowMs += (LIMITS.loginStartSeconds + 1) * 1000
  assert.equal(await refusalOf(await world.send('finish-passkey-session', { body: { ceremony: late, assertion: shown }, headers: browser })), 'not-authenticated')
})

test('a passkey that counts backwards is refused as a copy; one that never counts is not', async () => {
  const { passkey } = await withPasskey()
  assert.equal((await enter(passkey, { as: { counter: 7 } })).status, 201)
  for (const counter of [7, 6, 0]) assert.equal(await refusalOf(await enter(passkey, { as: { counter } })), 'passkey-copied', String(counter))
  assert.equal((await enter(passkey, { as: { counter: 8 } })).status, 201)
  const still = await withPasskey()
  for (const _ of [1, 2]) assert.equal((await enter(still.passkey, { as: { counter: 0 } })).status, 201)
})

test('another key under a known credential’s name opens nothing, and neither does an unknown credential', async () => {
  const [mine, other] = [await withPasskey(), await withPasskey()]
  assert.equal(await refusalOf(await enter({ ...other.passkey, credential: mine.passkey.credential })), 'not-authenticated')
  assert.equal(await refusalOf(await enter({ ...other.passkey, credential: randomBytes(32) })), 'not-authenticated')
})

test('a session alone adds no passkey and changes nothing that opens the account', async () => {
  const member = await newMember()
  const changes = [
    ['start-passkey', {}], ['add-passkey', { ceremony: randomId(), made: { credential: 'AAAA', clientData: 'AAAA', attestation: 'AAAA' }, ...sealed() }],
    ['change-passphrase', { registrationRecord: 'AAAA', underPassphrase: 'AAAA' }], ['change-recovery', { underRecovery: 'AAAA', recoveryTokenHash: randomId() }],
    ['change-authenticator', { totpSecret: base64url(member.totpSecret), oneTimeCode: codeOf(world, member) }],
  ] as const
  for (const [route, body] of changes) assert.equal(await refusalOf(await world.send(route, { as: member, body, headers: browser })), 'prove-again', route)
  await done(await prove(member))
  world.nowMs += (LIMITS.freshProofSeconds + 1) * 1000
  assert.equal(await refusalOf(await world.send('start-passkey', { as: member, body: {}, headers: browser })), 'prove-again', 'five minutes later')
})

test('neither another’s passphrase nor another’s passkey proves anything here', async () => {
  const { member, passkey } = await withPasskey()
  const other = await newMember()
  assert.equal(await refusalOf(await world.send('prove-by-passphrase', { as: other, body: await provenAttempt(world, member) })), 'not-authenticated')
  assert.equal(await refusalOf(await world.send('prove-by-passphrase', { as: other, body: await provenAttempt(world, { ...other, passphrase: 'wrong' }) })), 'not-authenticated')
  const byPasskey = async (as: Member) => {
    const ceremony = await ceremonyFor(null)
    return world.send('prove-by-passkey', { as, body: { ceremony, assertion: await show(passkey, { challenge: ceremony, origin: ORIGIN }) }, headers: browser })
  }
  assert.equal(await refusalOf(await byPasskey(other)), 'not-authenticated')
  assert.equal(await refusalOf(await world.send('start-passkey', { as: other, body: {}, headers: browser })), 'prove-again')
  world.nowMs += (LIMITS.freshProofSeconds + 1) * 1000
  await done(await byPasskey(member))
  assert.equal((await world.send('start-passkey', { as: member, body: {}, headers: browser })).status, 200, 'the control: one’s own does')
})

test('the audit log says which way in became another, and whose, once it did', async () => {
  const { member } = await withPasskey()
  const recoveryTokenHash = randomId()
  await done(await world.send('change-recovery', { as: member, body: { underRecovery: 'AAAA', recoveryTokenHash }, headers: browser }))
  await done(await world.send('change-authenticator', { as: member, body: { totpSecret: base64url(member.totpSecret), oneTimeCode: codeOf(world, member) }, headers: browser }))
  const [mine] = (await accessOf(member)).passkeys
  for (const status of [204, 404]) assert.equal((await world.send('remove-passkey', { as: member, parameters: { passkey: mine?.passkey ?? '' }, headers: browser })).status, status)
  await world.server.settle()
  const log = await world.store.read.auditLog(office.office) ?? assert.fail()
  const told = (await world.store.read.entries(log.log, 0, 1000)).filter(({ header }) => parseHeader(header).kind === 'access-changed')
    .map(({ body }) => JSON.parse(fromUtf8(body)) as { readonly member: string; readonly what: string })
  assert.deepEqual(told.filter(({ member: whose }) => whose === member.author.publicId).map(({ what }) => what), ['passkey-added', 'recovery-code', 'authenticator', 'passkey-removed'])
})

test('a challenge for one member makes no passkey of another, nor one that was made elsewhere', async () => {
  const [member, other] = [await newMember(), await newMember()]
  for (const each of [member, other]) await done(await prove(each))
  const add = async (as: Member, ceremony: string, made: object) => world.send('add-passkey', { as, body: { ceremony, made, ...sealed() }, headers: browser })
  const first = await ceremonyFor(member)
  const { made } = await newPasskey({ challenge: first, origin: ORIGIN })
  assert.equal(await refusalOf(await add(other, first, made)), 'passkey-stopped')
  assert.equal(await refusalOf(await add(member, first, made)), 'passkey-stopped', 'the challenge was used up')
  for (const lie of [{ origin: 'https://evil.example' }, { challenge: randomId() }]) {
    const ceremony = await ceremonyFor(member)
    const foreign = await newPasskey({ challenge: ceremony, origin: ORIGIN, ...lie })
    assert.equal(await refusalOf(await add(member, ceremony, foreign.made)), 'malformed')
  }
  const unverified = await ceremonyFor(member)
  assert.equal(await refusalOf(await add(member, unverified, (await newPasskey({ challenge: unverified, origin: ORIGIN }, { verified: false })).made)), 'malformed')
  assert.deepEqual((await accessOf(member)).passkeys, [])
})

test('removing a passkey ends the sessions that began by it, and no others', async () => {
  const { member, passkey } = await withPasskey()
  const { token } = await (await enter(passkey)).json() as { token: string }
  const { passkeys: [mine] } = await accessOf(member)
  await done(await world.send('remove-passkey', { as: member, parameters: { passkey: mine?.passkey ?? '' } }))
  assert.equal(await refusalOf(await world.send('read-session', { as: { token } })), 'session-ended')
  assert.equal((await world.send('read-session', { as: member })).status, 200)
  assert.equal(await refusalOf(await enter(passkey)), 'not-authenticated')
  assert.equal(await refusalOf(await world.send('remove-passkey', { as: member, parameters: { passkey: mine?.passkey ?? '' } })), 'no-such-passkey')
})

test('another’s passkey and session are nobody’s: they can be neither removed, ended nor told from none', async () => {
  const { member, passkey } = await withPasskey()
  const other = await newMember()
  const { passkeys: [theirs], sessions: [session] } = await accessOf(member)
  const texts = await Promise.all([theirs?.passkey ?? '', randomId()].map(async (id) => (await world.send('remove-passkey', { as: other, parameters: { passkey: id } })).text()))
  assert.equal(texts[0], texts[1])
  const ended = await Promise.all([session?.session ?? '', randomId()].map(async (id) => (await world.send('end-named-session', { as: other, parameters: { session: id } })).text()))
  assert.equal(ended[0], ended[1])
  assert.match(ended[0] ?? '', /no-such-session/)
  assert.equal((await accessOf(member)).passkeys.length, 1)
  assert.equal((await enter(passkey)).status, 201)
  assert.deepEqual((await accessOf(other)).passkeys, [])
})

test('a member ends one session, and all but the own', async () => {
  const member = await newMember()
  const others = [await logIn(world, member), await logIn(world, member), await logIn(world, member)]
  const { sessions } = await accessOf(others[0] as Member)
  const mine = sessions.find(({ here }) => here)
  await done(await world.send('end-named-session', { as: member, parameters: { session: mine?.session ?? '' } }))
  assert.equal(await refusalOf(await world.send('read-session', { as: others[0] as Member })), 'session-ended')
  assert.deepEqual(await (await done(await world.send('end-other-sessions', { as: member }))).json(), { ended: 2 })
  assert.deepEqual((await accessOf(member)).sessions.map(({ here }) => here), [true])
})

test('a foreign page ends no session and adds no passkey', async () => {
  const member = await newMember()
  for (const route of ['end-session', 'end-other-sessions'] as const) {
    assert.equal(await refusalOf(await world.send(route, { as: member, headers: { origin: 'https://evil.example' } })), 'foreign-origin')
    assert.equal(await refusalOf(await world.send(route, { headers: { cookie: '__Host-postern=x' } })), 'foreign-origin', 'a browser that hides its origin')
  }
  assert.equal((await world.send('read-session', { as: member })).status, 200)
})

test('who is removed is logged out, and stays so if taken in again', async () => {
  const { member, passkey } = await withPasskey()
  const body = (active: boolean) => clearBody({ signKey: member.author.publicId, recipient: member.recipient, roles: ['intake'], active, sealedName: 'sealed' })
  await extendOffice(world, office, { kind: 'member', body: body(false) })
  assert.equal(await refusalOf(await world.send('read-session', { as: member })), 'session-ended')
  assert.equal(await refusalOf(await enter(passkey)), 'not-authenticated')
  assert.equal((await tryLogIn(world, { ...member, oneTimeCode: codeOf(world, member) })).status, 401)
  await extendOffice(world, office, { kind: 'member', body: body(true) })
  assert.equal(await refusalOf(await world.send('read-session', { as: member })), 'session-ended')
  assert.equal((await enter(passkey)).status, 201, 'the control: it is the session that is gone')
})

test('a session ends after a week, however busy', async () => {
  const own = await newWorld({ after: (end) => { endings.push(end) } })
  const { admin } = await newOffice(own)
  let hours = 0
  while ((await own.send('read-session', { as: admin })).ok && hours < 24 * 14) {
    own.nowMs += 6 * 3_600_000
    hours += 6
  }
  assert.ok(hours > 24 * (LIMITS.sessionDaysMax - 1) && hours <= 24 * LIMITS.sessionDaysMax, `${hours} hours`)
})

test('nothing that was refused left a defect behind', () => { assert.deepEqual(world.defects, []) })
