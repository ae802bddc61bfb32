// Goal: every answer, whatever was asked, has one of a few shapes and tells nothing it need not. Method: each route and many
// wrong ones through the real table, over a real store.
import assert from 'node:assert/strict'
import test, { before, after } from 'node:test'
import { LIMITS } from '#base/limits.ts'
import { randomId } from '#test/support/entries.ts'
import { firstMessage, newOffice, type Office } from '#test/support/people.ts'
import { ORIGIN, newWorld, refusalOf, requestTo, type World } from '#test/support/world.ts'
import { FRAMES_TYPE } from '#wire/frames.ts'
import { ROUTES, SESSION_COOKIE, type RouteName } from '#wire/routes.ts'
import { SAFE_HEADERS } from './answer.ts'

const endings: (() => Promise<void>)[] = []
let world: World
let office: Office
before(async () => {
  world = await newWorld({ after: (end) => { endings.push(end) } })
  office = await newOffice(world)
})
after(async () => { for (const end of endings) await end() })

const PARAMETERS = { office: randomId(), log: randomId(), invitation: randomId(), passkey: randomId(), session: randomId(), seq: '0', entry: randomId(), erased: randomId(), upload: randomId(), file: randomId(), page: randomId(), device: randomId(), segment: '0' }
const NAMES = Object.keys(ROUTES) as RouteName[]

function send(path: string, init: RequestInit = {}): Promise<Response> {
  return world.server.fetch(new Request(`${ORIGIN}${path}`, init))
}

function assertSafe(response: Response): void {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) assert.equal(response.headers.get(name), value, name)
  assert.equal(response.headers.get('server'), null)
  assert.equal(response.headers.get('x-powered-by'), null)
}

for (const name of NAMES) {
  test(`${name}: called with nothing, it answers safely and is no defect`, async () => {
    const response = await world.send(name, { parameters: PARAMETERS })
    assertSafe(response)
    assert.notEqual(response.status, 500)
    assert.deepEqual(world.defects, [])
  })

  if (ROUTES[name].access === 'member' || ROUTES[name].access === 'administrator' || ROUTES[name].access === 'auditor') {
    test(`${name}: without a session, with an unknown one and with half of one, nobody is let in`, async () => {
      assert.equal(await refusalOf(await world.send(name, { parameters: PARAMETERS })), 'not-authenticated')
      for (const token of [randomId(), office.admin.token.slice(0, 20), '']) {
        const code = await refusalOf(await world.send(name, { parameters: PARAMETERS, as: { token } }))
        assert.match(code, /^(session-ended|not-authenticated)$/)
      }
    })
  }
}

test('an unknown path is not found, and so is a known one that is spelt otherwise', async () => {
  for (const path of ['/', '/api', '/api/', '/api/health/', '/api/Health', '/api/logs', `/api/offices/${office.office}`, '/api/../etc/passwd', '/%00']) {
    const response = await send(path)
    assertSafe(response)
    assert.equal(await refusalOf(response), 'not-found', path)
  }
})

test('a known path in another method is told which it takes', async () => {
  const response = await send('/api/report/entries', { method: 'GET' })
  assertSafe(response)
  assert.equal(await refusalOf(response), 'method-not-allowed')
  assert.equal(response.headers.get('allow'), 'POST')
  assert.equal((await send('/api/session', { method: 'PUT' })).headers.get('allow'), 'GET, DELETE')
})

test('an id that is none names nothing', async () => {
  assert.equal(await refusalOf(await send('/api/offices/none/directory')), 'no-such-office')
  assert.equal(await refusalOf(await send(`/api/offices/${'A'.repeat(42)}B/directory`)), 'no-such-office', 'another spelling of an id')
  assert.equal(await refusalOf(await send('/api/invitations/none')), 'no-such-invitation')
  assert.equal(await refusalOf(await world.send('read-log', { parameters: { log: 'none' }, as: office.admin })), 'no-such-log')
})

test('a query that nobody asked for is malformed', async () => {
  const parameters = { log: office.office }
  for (const query of [{ form: 1 }, { from: -1 }, { from: '1e3' }, { from: '0x1' }, { from: '' }]) {
    assert.equal(await refusalOf(await world.send('read-log', { parameters, query, as: office.admin })), 'malformed', JSON.stringify(query))
  }
})

const JSON_TYPE = { 'content-type': 'application/json' }

for (const [what, bytes] of [
  ['nothing', ''], ['half an object', '{"office":'], ['a list', '[]'], ['two objects', '{}{}'], ['invalid UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ['a prototype', '{"__proto__":{"office":1}}'], ['depth', `${'['.repeat(50_000)}${']'.repeat(50_000)}`], ['a spare member', '{"office":"x","spare":1}'],
] as const) {
  test(`JSON that is ${what} is malformed`, async () => {
    const response = await send('/api/sessions/start', { method: 'POST', headers: JSON_TYPE, body: bytes })
    assert.match(await refusalOf(response), /^(malformed|too-large)$/)
  })
}

test('a body of another type is malformed: a foreign form cannot send ours', async () => {
  const body = JSON.stringify({ office: office.office, login: randomId(), startLoginRequest: await firstMessage() })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', FRAMES_TYPE, 'application/jsonp']) {
    assert.equal(await refusalOf(await send('/api/sessions/start', { method: 'POST', headers: { 'content-type': type }, body })), 'malformed', type)
  }
  for (const type of ['application/json', 'Application/JSON; charset=utf-8']) {
    assert.equal((await send('/api/sessions/start', { method: 'POST', headers: { 'content-type': type }, body })).status, 200, type)
  }
})

test('a body over the limit is refused by its length, before it is read', async () => {
  const body = new ReadableStream({ pull: () => { assert.fail('it was read') } }, { highWaterMark: 0 })
  const headers = { 'content-type': FRAMES_TYPE, 'content-length': String(LIMITS.requestBytesMax + 1) }
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
  assert.equal(await refusalOf(await send(`/api/offices/${office.office}/reports`, init)), 'too-large')
})

test('a body without a length is cut off as soon as it is over the limit', async () => {
  let sentBytes = 0
  const chunk = new Uint8Array(64 * 1024)
  const body = new ReadableStream({ pull: (controller) => { sentBytes += chunk.length; controller.enqueue(chunk) } })
  const init = { method: 'POST', headers: { 'content-type': FRAMES_TYPE }, body, duplex: 'half' } as RequestInit
  const response = await send(`/api/offices/${office.office}/reports`, init)
  assert.equal(response.status, 413)
  assert.ok(sentBytes < LIMITS.requestBytesMax + 4 * chunk.length, `${sentBytes} bytes were taken`)
})

test('JSON has a smaller limit of its own', async () => {
  const response = await send('/api/sessions/start', { method: 'POST', headers: JSON_TYPE, body: ' '.repeat(LIMITS.jsonRequestBytesMax + 1) })
  assert.equal(await refusalOf(response), 'too-large')
})

test('a page of another origin changes nothing, with a cookie or without', async () => {
  const cookie = { cookie: `${SESSION_COOKIE}=${office.admin.token}` }
  for (const origin of ['http://evil.test', 'null', 'http://postern.test.evil.test', 'http://postern.test:81', '']) {
    for (const headers of [{ origin }, { origin, ...cookie }, { origin, authorization: `Bearer ${office.admin.token}` }]) {
      assert.equal(await refusalOf(await send('/api/session', { method: 'DELETE', headers })), 'foreign-origin', origin)
      assert.equal(await refusalOf(await send('/api/report/entries', { method: 'POST', headers })), 'foreign-origin', origin)
    }
  }
  assert.equal(await refusalOf(await send('/api/session', { method: 'DELETE', headers: cookie })), 'foreign-origin', 'a cookie without an origin')
  assert.ok((await world.send('read-session', { as: office.admin })).ok, 'the session is still there')
})

test('the own page and a client without cookies are let in', async () => {
  const body = JSON.stringify({ invitation: randomId(), sealedSecret: 'AAAA', roles: ['intake'], teams: [] })
  const path = `/api/offices/${office.office}/invitations`
  const cookie = `${SESSION_COOKIE}=${office.admin.token}`
  for (const headers of [{ cookie: `other=1; ${cookie}`, origin: ORIGIN }, { cookie, origin: ORIGIN.replace('http:', 'https:') }, { authorization: `Bearer ${office.admin.token}` }]) {
    const response = await send(path, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: body.replace(/[\w-]{43}/, randomId()) })
    assert.equal(response.status, 201)
  }
})

test('a defect of ours is a bare 500 that says nothing', async () => {
  const broken = await newWorld({ after: (end) => { endings.push(end) } })
  const request = requestTo('read-installation', {})
  Object.assign(broken.store.read, { offices: () => Promise.reject(new Error('SELECT secret')) })
  const response = await broken.server.fetch(request)
  assertSafe(response)
  assert.equal(response.status, 500)
  assert.equal(await response.text(), '')
  assert.equal(broken.defects.length, 1)
})

test('the session’s cookie is bound to the host and out of reach of scripts', async () => {
  const cookie = (await world.send('end-session', { as: { token: office.admin.token } })).headers.get('set-cookie') ?? ''
  for (const part of ['__Host-postern=', 'Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict']) assert.ok(cookie.includes(part), part)
  assert.ok(!cookie.includes('Domain'))
})
