// Goal: the set-up link makes one office, out of what the administrator signed and nothing else, and is then worth nothing. Method:
// one set-up that is right, and one fault at a time before it.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { base64url, randomBytes } from '#base/bytes.ts'
import { addDays } from '#base/day.ts'
import { clearBody, GENESIS_END, makeEntry, newAuthor, randomId, TODAY, type End, type Made, type What } from '#test/support/entries.ts'
import { codeOf, firstEntries, newOffice, newPerson, secretsOf, type Person } from '#test/support/people.ts'
import { fakeRecipient, newWorld, refusalOf, type World } from '#test/support/world.ts'
import { encodeAppend } from '#wire/append.ts'

const endings: (() => Promise<void>)[] = []
let world: World
let person: Person
let secrets: object
let log: Made[]
before(async () => {
  world = await newWorld({ after: (end) => { endings.push(end) } })
  person = await newPerson('first')
  secrets = await secretsOf(world, person, (message) => world.send('start-setup', { body: { ...message, token: world.setupToken } }))
  log = await firstEntries(world, person)
})
after(async () => { for (const end of endings) await end() })

function finish(change: object = {}, entries: readonly Made[] = log): Promise<Response> {
  return world.send('finish-setup', { body: { ...secrets, token: world.setupToken, appends: entries.map((made) => base64url(encodeAppend(made))), ...change } })
}

/** The first entries again, with the one of this kind made otherwise; those behind it are made anew on top of it. */
async function remade(kind: Made['header']['kind'], change: (what: What) => What, by = person.author): Promise<Made[]> {
  const entries: Made[] = []
  for (const { header, entry, wraps } of log) {
    const { keyCommit, nonce } = header
    const extra = { ...(keyCommit === undefined ? {} : { keyCommit }), ...(nonce === undefined ? {} : { nonce }) }
    const last = entries.at(-1)
    const end: End = last?.end ?? GENESIS_END
    const what: What = { kind: header.kind, body: entry.body, wraps, seen: last?.hash ?? null, extra }
    entries.push(await makeEntry(header.kind === kind ? by : person.author, end, header.kind === kind ? change(what) : what))
  }
  return entries
}

function bodyWith(made: Made | undefined, change: object): What['body'] {
  return clearBody({ ...JSON.parse(Buffer.from(made?.entry.body ?? []).toString()) as object, ...change })
}

test('without the link’s token nothing begins and nothing ends', async () => {
  for (const token of [randomId(), 'AAAA', '']) {
    assert.equal(await refusalOf(await finish({ token })), 'not-authenticated')
    assert.equal(await refusalOf(await world.send('start-setup', { body: { token, login: randomId(), registrationRequest: 'AAAA' } })), 'not-authenticated')
  }
  assert.equal(await refusalOf(await world.send('start-setup', { body: { login: randomId(), registrationRequest: 'AAAA' } })), 'not-authenticated')
})

test('a one-time code that the authenticator would not show is refused', async () => {
  assert.equal(await refusalOf(await finish({ oneTimeCode: codeOf(world, person, 5) })), 'not-authenticated')
  assert.equal(await refusalOf(await finish({ totpSecret: 'AAAA' })), 'malformed')
})

test('entries that are no whole log are refused', async () => {
  const [genesis, member, ...rest] = log as [Made, Made, ...Made[]]
  assert.equal(await refusalOf(await finish({}, [])), 'malformed')
  assert.equal(await refusalOf(await finish({}, [genesis, ...rest])), 'bad-chain')
  assert.equal(await refusalOf(await finish({}, [member, genesis, ...rest])), 'bad-chain')
  assert.equal(await refusalOf(await finish({}, [genesis, genesis, member])), 'bad-chain')
  assert.equal(await refusalOf(await finish({ appends: [base64url(randomBytes(500))] })), 'malformed')
  assert.equal(await refusalOf(await finish({ appends: ['A'.repeat(600_000)] })), 'too-large')
  assert.equal(await refusalOf(await finish({ appends: Array.from({ length: 17 }, () => base64url(encodeAppend(genesis))) })), 'malformed')
})

test('entries by somebody else than the genesis names are refused', async () => {
  const stranger = await newAuthor()
  assert.equal(await refusalOf(await finish({}, await remade('settings', (what) => what, stranger))), 'not-allowed')
  assert.equal(await refusalOf(await finish({}, await remade('genesis', (what) => what, stranger))), 'not-allowed')
})

test('an office that trusts another server or another salt is refused: its reporters would be lost', async () => {
  assert.equal(await refusalOf(await finish({}, await remade('genesis', (what) => ({ ...what, body: bodyWith(log[0], { serverKey: randomId() }) })))), 'foreign-key')
  assert.equal(await refusalOf(await finish({}, await remade('directory', (what) => ({ ...what, body: bodyWith(log[5], { salt: randomId() }) })))), 'foreign-key')
})

test('a time zone that is none, a day that is not today and a team of strangers are refused', async () => {
  assert.equal(await refusalOf(await finish({}, await remade('settings', (what) => ({ ...what, body: bodyWith(log[2], { timeZone: 'Nowhere' }) })))), 'malformed')
  assert.equal(await refusalOf(await finish({}, await remade('settings', (what) => ({ ...what, extra: { day: addDays(TODAY, -5) } })))), 'wrong-day')
  assert.equal(await refusalOf(await finish({}, await remade('team', (what) => ({ ...what, wraps: [], body: bodyWith(log[4], { members: [randomId()] }) })))), 'not-allowed')
  assert.equal(await refusalOf(await finish({}, await remade('directory', (what) => ({ ...what, extra: { seen: randomId() } })))), 'malformed')
  assert.equal(await refusalOf(await finish({}, await remade('directory', (what) => ({ ...what, body: bodyWith(log[5], { channels: [] }), extra: { keyCommit: 'x' } })))), 'malformed')
  assert.equal(await refusalOf(await finish({}, await remade('team', (what) => ({ ...what, body: bodyWith(log[4], { recipient: fakeRecipient().slice(1) }) })))), 'malformed')
})

test('after all that was refused there is no office, and the link still works', async () => {
  assert.deepEqual(await world.store.read.offices(), [])
  const response = await finish()
  assert.equal(response.status, 201, await response.clone().text())
  const { token, office, signKey } = await response.json() as { token: string; office: string; signKey: string }
  assert.deepEqual([office, signKey], [log[0]?.hash, person.author.publicId])
  assert.ok((await world.send('read-session', { as: { token } })).ok, 'the administrator is logged in')
  assert.deepEqual(await world.store.read.offices(), [office])
  assert.equal((await world.store.read.log(office))?.length, log.length)
})

test('the link works once', async () => {
  assert.equal(await refusalOf(await finish()), 'setup-used')
  assert.equal(await refusalOf(await world.send('start-setup', { body: { token: world.setupToken, login: randomId(), registrationRequest: 'AAAA' } })), 'setup-used')
})

test('of two set-ups at once one makes the office', async () => {
  const other = await newWorld({ after: (end) => { endings.push(end) } })
  const results = await Promise.allSettled([newOffice(other), newOffice(other)])
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.equal((await other.store.read.offices()).length, 1)
  assert.deepEqual(other.defects, [])
})

test('nothing that was refused left a defect behind', () => {
  assert.deepEqual(world.defects, [])
})
