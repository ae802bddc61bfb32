// Goal: a member gets in by passphrase and one-time code together, once; a stranger learns nothing by trying, and slows down only
// that one name. Method: both messages of the real log-in through the real routes, with a clock that the test holds.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { LIMITS } from '#base/limits.ts'
import { randomId } from '#test/support/entries.ts'
import { codeOf, firstMessage, joinOffice, logIn, loginOf, newOffice, provenAttempt, tryLogIn, type Member, type Office } from '#test/support/people.ts'
import { done, newWorld, refusalOf, type World } from '#test/support/world.ts'
import { delayMs } from './login-delays.ts'

const endings: (() => Promise<void>)[] = []
let world: World
let office: Office
before(async () => {
  world = await newWorld({ after: (end) => { endings.push(end) } })
  office = await newOffice(world)
})
after(async () => { for (const end of endings) await end() })

let names = 0
function newMember(): Promise<Member> {
  return joinOffice(world, office, { name: `member ${++names}`, roles: ['intake'], inTeam: false })
}

function attempt(member: Member, change: Partial<Parameters<typeof tryLogIn>[1]> = {}): Promise<Response> {
  return tryLogIn(world, { ...member, oneTimeCode: codeOf(world, member), ...change })
}

test('passphrase and code together begin a session, by cookie and by token', async () => {
  const member = await newMember()
  const response = await attempt(member)
  assert.equal(response.status, 201)
  const { token, signKey, office: of } = await response.clone().json() as { token: string; signKey: string; office: string }
  assert.deepEqual([signKey, of], [member.author.publicId, office.office])
  assert.ok((await world.send('read-session', { as: { token } })).ok)
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  assert.ok((await world.send('read-session', { headers: { cookie } })).ok)
})

test('the token is not kept: its hash is', async () => {
  const { token } = await newMember()
  assert.equal(await world.store.read.session(token), null)
})

test('a code works once, and the next one works at once', async () => {
  const member = await newMember()
  const oneTimeCode = codeOf(world, member)
  assert.equal((await attempt(member, { oneTimeCode })).status, 201)
  assert.equal(await refusalOf(await attempt(member, { oneTimeCode })), 'not-authenticated')
  assert.equal((await attempt(member, { oneTimeCode: codeOf(world, member, 1) })).status, 201)
})

test('two log-ins with one code at once are one session', async () => {
  const member = await newMember()
  const answers = await Promise.all([attempt(member), attempt(member), attempt(member)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 401, 401])
})

test('an unknown name, a wrong passphrase, a wrong code and another office get one answer', async () => {
  const member = await newMember()
  const texts = new Set<string>()
  for (const change of [{ name: 'nobody' }, { passphrase: 'wrong' }, { oneTimeCode: '000000' }, { office: randomId() }, { name: 'nobody', passphrase: 'wrong', oneTimeCode: '000000' }]) {
    const response = await attempt(member, change)
    texts.add(JSON.stringify([response.status, [...response.headers], await response.text()]))
  }
  assert.equal(texts.size, 1)
  assert.equal(JSON.parse([...texts][0] ?? '[]')[0], 401)
})

test('ten wrong passphrases slow this name down, then it gets in; nobody else is held up', async () => {
  const [member, other] = [await newMember(), await newMember()]
  let waitedMs = 0
  for (let wrong = 0; wrong < 10; wrong++) {
    let response = await attempt(member, { passphrase: 'wrong' })
    while (await refusalOf(response) === 'slow-down') {
      const { details } = await response.json() as { details: { waitMs: number } }
      waitedMs += details.waitMs
      world.nowMs += details.waitMs
      response = await attempt(member, { passphrase: 'wrong' })
    }
    assert.equal(await refusalOf(response), 'not-authenticated')
  }
  assert.ok(waitedMs >= 7500, `only ${waitedMs} ms`)
  assert.equal(await refusalOf(await attempt(member)), 'slow-down', 'the right one waits too')
  assert.equal((await attempt(other)).status, 201, 'another name does not')
  world.nowMs += LIMITS.loginDelayMsMax
  assert.equal((await attempt(member)).status, 201)
  world.nowMs += 30_000
  assert.equal((await attempt(member)).status, 201, 'and then it is forgotten')
})

test('an unknown name slows down like a known one', async () => {
  const member = await newMember()
  const codes: string[] = []
  for (let wrong = 0; wrong < 8; wrong++) codes.push(await refusalOf(await attempt(member, { name: 'nobody at all' })))
  const known: string[] = []
  for (let wrong = 0; wrong < 8; wrong++) known.push(await refusalOf(await attempt(member, { passphrase: 'wrong' })))
  assert.deepEqual(codes, known)
  assert.ok(codes.includes('slow-down'))
})

test('a thousand second messages at once are a few guesses', async () => {
  const member = await newMember()
  const attempts = await Promise.all(Array.from({ length: 40 }, async () => {
    const response = await world.send('start-session', { body: { office: office.office, login: loginOf(member), startLoginRequest: await firstMessage() } })
    return (await response.json() as { attempt: string }).attempt
  }))
  const answers = await Promise.all(attempts.map((id) => world.send('finish-session', { body: { attempt: id, finishLoginRequest: 'AAAA', oneTimeCode: '000000' } })))
  const codes = await Promise.all(answers.map(refusalOf))
  assert.ok(codes.filter((code) => code === 'not-authenticated').length <= LIMITS.loginAttemptsFree)
})

test('the delay doubles up to its limit', () => {
  assert.deepEqual([1, 3, 4, 5, 6, 8, 9, 50].map(delayMs), [0, 0, 250, 500, 1000, 4000, 8000, 8000])
})

test('an attempt is good for one second message, and for two minutes', async () => {
  const member = await newMember()
  const finish = (proven: object, oneTimeCode = codeOf(world, member)) => world.send('finish-session', { body: { ...proven, oneTimeCode } })
  const wrongFirst = await provenAttempt(world, member)
  assert.equal(await refusalOf(await finish(wrongFirst, '000000')), 'not-authenticated')
  assert.equal(await refusalOf(await finish(wrongFirst)), 'not-authenticated', 'the right code comes too late for this attempt')
  const late = await provenAttempt(world, member)
  world.nowMs += (LIMITS.loginStartSeconds + 1) * 1000
  assert.equal(await refusalOf(await finish(late)), 'not-authenticated', 'too late by the clock')
  assert.equal(await refusalOf(await finish({ ...late, attempt: randomId() })), 'not-authenticated')
  assert.equal((await finish(await provenAttempt(world, member))).status, 201)
})

test('a session that is used goes on, one that is not idles out', async () => {
  const own = await newWorld({ after: (end) => { endings.push(end) } })
  const { admin } = await newOffice(own)
  for (let hours = 0; hours < 30; hours += 6) {
    assert.ok((await own.send('read-session', { as: admin })).ok, `after ${hours} hours of work`)
    own.nowMs += 6 * 3_600_000
  }
  own.nowMs += (LIMITS.sessionIdleHours + 1) * 3_600_000
  assert.equal(await refusalOf(await own.send('read-session', { as: admin })), 'session-ended')
})

test('who logged out is out', async () => {
  const member = await newMember()
  assert.equal((await world.send('end-session', { as: member })).status, 204)
  assert.equal(await refusalOf(await world.send('read-session', { as: member })), 'session-ended')
  const again = await logIn(world, member)
  assert.ok((await done(await world.send('read-session', { as: again }))).ok)
})

test('nothing that was refused left a defect behind', () => {
  assert.deepEqual(world.defects, [])
})
