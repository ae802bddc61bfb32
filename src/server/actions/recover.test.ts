// Goal: a recovery code sets passphrase, authenticator and recovery code anew, once; who has none learns nothing by trying. And the same changes
// from within a session. Method: the real routes; and for the cost of an answer, a store that counts what was asked of it.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { client, ready } from '@serenity-kit/opaque'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { hash } from '#sealing/proof/hash.ts'
import { clearBody, randomId } from '#test/support/entries.ts'
import { codeOf, extendOffice, joinOffice, logIn, loginOf, newOffice, provenAttempt, tryLogIn, type Member, type Office } from '#test/support/people.ts'
import { done, newWorld, refusalOf, type World } from '#test/support/world.ts'
import type { RouteName } from '#wire/routes.ts'
import { held } from './held.ts'
import { loginDelays } from './login-delays.ts'
import { startRecovery } from './recover.ts'
import type { MemberRow } from '../store/store.ts'

const STRETCHING = { 'argon2id-custom': { iterations: 1, memory: 64, parallelism: 1 } } as const
const endings: (() => Promise<void>)[] = []
let world: World
let office: Office
before(async () => {
  world = await newWorld({ after: (end) => { endings.push(end) } })
  office = await newOffice(world)
  await ready
})
after(async () => { for (const end of endings) await end() })

let names = 0
const newMember = (): Promise<Member> => joinOffice(world, office, { name: `forgetful ${++names}`, roles: ['intake'], inTeam: false })
const prove = async (member: Member): Promise<void> => { await done(await world.send('prove-by-passphrase', { as: member, body: await provenAttempt(world, member) })) }

/** What a client sends for a new passphrase, over whichever route answers its first message. */
async function register(passphrase: string, send: (registrationRequest: string) => Promise<Response>): Promise<{ registrationRecord: string; underPassphrase: string }> {
  const { clientRegistrationState, registrationRequest } = client.startRegistration({ password: passphrase })
  const { registrationResponse } = await (await done(await send(registrationRequest))).json() as { registrationResponse: string }
  const { registrationRecord } = client.finishRegistration({ password: passphrase, clientRegistrationState, registrationResponse, keyStretching: STRETCHING })
  return { registrationRecord, underPassphrase: base64url(randomBytes(300)) }
}

/** Gives a member a recovery code of the test's own. */
async function withCode(): Promise<{ readonly member: Member; readonly token: Bytes; readonly underRecovery: string }> {
  const member = await newMember()
  const [token, underRecovery] = [randomBytes(32), base64url(randomBytes(300))]
  await prove(member)
  await done(await world.send('change-recovery', { as: member, body: { underRecovery, recoveryTokenHash: base64url(hash(token)) } }))
  return { member, token, underRecovery }
}

function start(member: Pick<Member, 'office' | 'name'>, token: Bytes): Promise<Response> {
  return world.send('start-recovery', { body: { office: member.office, login: loginOf(member), token: base64url(token) } })
}

interface Fresh { readonly passphrase: string; readonly totpSecret: Bytes; readonly token: Bytes }
const fresh = (): Fresh => ({ passphrase: `new ${randomId()}`, totpSecret: randomBytes(20), token: randomBytes(32) })

async function finish(member: Member, recovery: string, { passphrase, totpSecret, token, ...lie }: Fresh & { readonly oneTimeCode?: string }): Promise<Response> {
  const passphrases = await register(passphrase, (registrationRequest) => world.send('register-recovery', { body: { recovery, registrationRequest } }))
  const body = {
    recovery, ...passphrases, underRecovery: base64url(randomBytes(300)), recoveryTokenHash: base64url(hash(token)),
    totpSecret: base64url(totpSecret), oneTimeCode: codeOf(world, { ...member, totpSecret }), ...lie,
  }
  return world.send('finish-recovery', { body })
}

async function recoveryOf(response: Response): Promise<string> {
  return (await (await done(response)).json() as { recovery: string }).recovery
}

test('a recovery code gives the sealed keys, sets everything anew, and is used up', async () => {
  const { member, token, underRecovery } = await withCode()
  const elsewhere = await logIn(world, member)
  const opened = await done(await start(member, token))
  assert.deepEqual(Object.keys(await opened.clone().json() as object).sort(), ['recovery', 'underRecovery'])
  assert.equal((await opened.clone().json() as { underRecovery: string }).underRecovery, underRecovery)
  const next = fresh()
  const response = await finish(member, await recoveryOf(opened), next)
  assert.equal(response.status, 201)
  const { token: session } = await response.json() as { token: string }
  assert.ok((await world.send('read-session', { as: { token: session } })).ok)

  for (const old of [member, elsewhere]) assert.equal(await refusalOf(await world.send('read-session', { as: old })), 'session-ended')
  assert.equal(await refusalOf(await start(member, token)), 'not-authenticated', 'used twice')
  world.nowMs += 30_000
  assert.equal((await tryLogIn(world, { ...member, oneTimeCode: codeOf(world, member) })).status, 401, 'the old passphrase and code')
  assert.equal((await tryLogIn(world, { ...member, passphrase: next.passphrase, oneTimeCode: codeOf(world, member) })).status, 401, 'the old authenticator')
  const renewed = { ...member, passphrase: next.passphrase, totpSecret: next.totpSecret }
  assert.equal((await tryLogIn(world, { ...renewed, oneTimeCode: codeOf(world, renewed) })).status, 201)
  assert.equal((await start(member, next.token)).status, 200, 'the new code opens')
})

test('two recoveries by one code are one recovery', async () => {
  const { member, token } = await withCode()
  const ids = [await recoveryOf(await start(member, token)), await recoveryOf(await start(member, token))]
  const answers = await Promise.all(ids.map((id) => finish(member, id, fresh())))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 401])
})

test('an unknown name, a wrong code, another’s code, another office and a removed member get one answer', async () => {
  const [mine, other, removed] = [await withCode(), await withCode(), await withCode()]
  const { author, recipient } = removed.member
  await extendOffice(world, office, { kind: 'member', body: clearBody({ signKey: author.publicId, recipient, roles: ['intake'], active: false, sealedName: 'sealed' }) })
  const texts = new Set<string>()
  for (const [member, token] of [
    [{ ...mine.member, name: 'nobody' }, mine.token], [mine.member, randomBytes(32)], [mine.member, other.token],
    [{ ...mine.member, office: randomId() }, mine.token], [removed.member, removed.token],
  ] as const) {
    const response = await start(member, token)
    texts.add(JSON.stringify([response.status, [...response.headers], await response.text()]))
  }
  assert.equal(texts.size, 1)
  assert.equal(JSON.parse([...texts][0] ?? '[]')[0], 401)
})

test('wrong codes slow a name down, known or not, and a log-in is not held up by them', async () => {
  const { member } = await withCode()
  const codes = async (who: Pick<Member, 'office' | 'name'>): Promise<string[]> => {
    const all: string[] = []
    for (let wrong = 0; wrong < 8; wrong++) all.push(await refusalOf(await start(who, randomBytes(32))))
    return all
  }
  const known = await codes(member)
  assert.ok(known.includes('slow-down'))
  assert.deepEqual(await codes({ ...member, name: 'nobody at all' }), known)
  assert.equal((await tryLogIn(world, { ...member, oneTimeCode: codeOf(world, member) })).status, 201)
})

// Time on a busy machine says nothing in a test; what was done says all. `npm run test:timing` measures the time.
test('an unknown name costs the same reads and the same comparison as a known one', async () => {
  const { member } = await withCode()
  const asked = async (login: string): Promise<readonly string[]> => {
    const calls: string[] = []
    const rows: boolean[] = []
    const read = {
      anyMember: () => { calls.push('anyMember'); return world.store.read.anyMember() },
      memberByLogin: (id: string, name: string) => { calls.push('memberByLogin'); return counted(world.store.read.memberByLogin(id, name)) },
      standing: (id: string, key: string) => { calls.push('standing'); return counted(world.store.read.standing(id, key)) },
    }
    const counted = async <T>(row: Promise<T | null>): Promise<T | null> => { rows.push(await row !== null); return row }
    const deps = { read, recoveries: held<MemberRow>(() => 0, 60), delays: loginDelays(() => 0) }
    await assert.rejects(startRecovery(deps, { office: member.office, login, token: randomId() }), { code: 'not-authenticated' })
    return [...calls, `${rows.filter(Boolean).length} of ${rows.length} found`]
  }
  assert.deepEqual(await asked(randomId()), await asked(loginOf(member)))
  assert.deepEqual(await asked(randomId()), ['anyMember', 'memberByLogin', 'memberByLogin', 'standing', '2 of 3 found'])
})

test('a wrong one-time code, the same code again and a late one do not finish a recovery; the right one still does', async () => {
  const { member, token } = await withCode()
  const recovery = await recoveryOf(await start(member, token))
  assert.equal(await refusalOf(await finish(member, recovery, { ...fresh(), oneTimeCode: '000000' })), 'not-authenticated')
  assert.equal(await refusalOf(await finish(member, recovery, { ...fresh(), token })), 'malformed', 'the recovery code of before')
  assert.equal((await finish(member, recovery, fresh())).status, 201)
  const late = await withCode()
  const begun = await recoveryOf(await start(late.member, late.token))
  world.nowMs += (LIMITS.recoveryMinutes * 60 + 1) * 1000
  const registration = await world.send('register-recovery', { body: { recovery: begun, registrationRequest: 'AAAA' } })
  assert.equal(await refusalOf(registration), 'not-authenticated')
  assert.equal(await refusalOf(await world.send('finish-recovery', {
    body: {
      recovery: randomId(), registrationRecord: 'AAAA', underPassphrase: 'AAAA', underRecovery: 'AAAA', recoveryTokenHash: randomId(),
      totpSecret: base64url(randomBytes(20)), oneTimeCode: '000000',
    },
  })), 'not-authenticated')
})

async function change(member: Member, route: RouteName, body: object): Promise<Response> {
  await prove(member)
  return world.send(route, { as: member, body })
}

test('a new passphrase is the old keys’ only one, and ends the sessions that began by the old', async () => {
  const member = await newMember()
  const elsewhere = await logIn(world, member)
  const passphrase = `changed ${randomId()}`
  const body = await register(passphrase, (registrationRequest) => world.send('register-passphrase', { as: member, body: { registrationRequest } }))
  await done(await change(member, 'change-passphrase', body))
  assert.equal((await world.send('read-session', { as: member })).status, 200, 'this one stays')
  assert.equal(await refusalOf(await world.send('read-session', { as: elsewhere })), 'session-ended')
  assert.equal((await tryLogIn(world, { ...member, oneTimeCode: codeOf(world, member) })).status, 401)
  const response = await tryLogIn(world, { ...member, passphrase, oneTimeCode: codeOf(world, member) })
  assert.equal(response.status, 201)
  assert.equal((await response.json() as { underPassphrase: string }).underPassphrase, body.underPassphrase)
})

test('a new authenticator is the only one, once it has shown a code, which is used up by that', async () => {
  const member = await newMember()
  const totpSecret = randomBytes(20)
  const renewed = { ...member, totpSecret }
  const body = { totpSecret: base64url(totpSecret), oneTimeCode: codeOf(world, renewed) }
  assert.equal(await refusalOf(await change(member, 'change-authenticator', { ...body, oneTimeCode: '000000' })), 'not-authenticated')
  assert.equal(await refusalOf(await change(member, 'change-authenticator', { ...body, totpSecret: base64url(randomBytes(9)) })), 'malformed')
  await done(await change(member, 'change-authenticator', body))
  assert.equal((await tryLogIn(world, { ...renewed, oneTimeCode: body.oneTimeCode })).status, 401, 'the code that was shown')
  assert.equal((await tryLogIn(world, { ...renewed, oneTimeCode: codeOf(world, renewed, 1) })).status, 201)
  world.nowMs += 60_000
  assert.equal((await tryLogIn(world, { ...member, oneTimeCode: codeOf(world, member) })).status, 401)
})

test('nothing that was refused left a defect behind', () => { assert.deepEqual(world.defects, []) })
