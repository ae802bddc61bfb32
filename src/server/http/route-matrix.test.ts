// Goal: every route lets in whom it is for, and nobody else. Method: one well-formed request for each route (test/support/route-examples.ts),
// sent as every kind of caller; what comes back is held against the route's `access` and against one table of finer rules.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { ROLES } from '#domain/roles.ts'
import { sendFile } from '#test/support/sent-file.ts'
import { newScene, sessionOf, type Scene } from '#test/support/matrix-scene.ts'
import { fileReport, firstMessage, loginOf, reporterHeaders, type Member } from '#test/support/people.ts'
import { noPostgres } from '#test/support/postgres.ts'
import { EXAMPLES, type Example } from '#test/support/route-examples.ts'
import { freshPostgres, refusalOf, requestTo } from '#test/support/world.ts'
import { randomId } from '#test/support/entries.ts'
import { ROUTES, SESSION_COOKIE, type Access, type RouteName } from '#wire/routes.ts'

const NAMES = Object.keys(ROUTES) as RouteName[]
/** As they are published: a control loosens one while it runs. */
const ACCESS = Object.fromEntries(NAMES.map((name) => [name, ROUTES[name].access])) as Readonly<Record<RouteName, Access>>

const MEMBERS = [...ROLES, 'reader', 'first'] as const
const CALLERS = ['nobody', 'half a session', 'expired session', 'unknown session', 'reporter', 'other reporter', 'sender', 'removed', 'elsewhere', 'foreign page', ...MEMBERS] as const
type CallerName = (typeof CALLERS)[number]
type Outcome = number | string

/** Who holds the team's key: the only ones for whom a report's logs are there. */
const NO_KEY = Object.fromEntries([...ROLES, 'elsewhere'].map((caller) => [caller, 'no-such-log'])) as Partial<Record<CallerName, Outcome>>

/** What follows from more than the route's access. Everything else follows from it alone. */
const FINER: Partial<Record<RouteName, Partial<Record<CallerName, Outcome>>>> = {
  'read-log': NO_KEY, 'read-desk': NO_KEY, 'read-proof': NO_KEY, 'append-entry': NO_KEY, 'put-card': NO_KEY, 'put-presence': NO_KEY, 'end-presence': NO_KEY, 'read-file': NO_KEY, 'read-segment': NO_KEY,
  // Who is no handler begins no desk log, whatever it is about; a handler without the key finds no report to begin one for.
  'open-log': { ...NO_KEY, administrator: 'not-allowed', custodian: 'not-allowed', editor: 'not-allowed', auditor: 'not-allowed', expert: 'not-allowed', elsewhere: 'no-such-office' },
  // An entry that names another log than the code opens: the same whether there is such a log or not.
  'reply-to-report': { 'other reporter': 'malformed' },
  'read-report-file': { 'other reporter': 'no-such-file' }, 'read-report-segment': { 'other reporter': 'no-such-file' },
}

const endings: (() => Promise<void>)[] = []
let scene: Scene
before(async () => { scene = await newScene({ after: (end) => { endings.push(end) } }) })
after(async () => { for (const end of endings) await end() })

function memberOf({ byRole, reader, office, removed, foreigner }: Scene, caller: CallerName): Member {
  if (caller === 'removed') return removed
  if (caller === 'elsewhere') return foreigner
  if (caller === 'first') return office.admin
  return Object.hasOwn(byRole, caller) ? byRole[caller as keyof typeof byRole] : reader
}

async function credentials(at: Scene, caller: CallerName, example: Example): Promise<Readonly<Record<string, string>>> {
  const { world } = at
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  switch (caller) {
    case 'nobody': return {}
    case 'reporter': return reporterHeaders(example.report ?? at.own.report)
    case 'sender': return { authorization: example.sender?.['authorization'] ?? `Upload ${randomId()}` }
    case 'other reporter': return reporterHeaders(await fileReport(world, at.office))
    case 'unknown session': return bearer(randomId())
    case 'half a session': return bearer((await sessionOf(world, at.reader)).token.slice(0, 20))
    case 'expired session': return bearer((await sessionOf(world, at.reader, 0)).token)
    case 'foreign page': return { cookie: `${SESSION_COOKIE}=${(await sessionOf(world, at.office.admin)).token}`, origin: 'http://evil.test' }
    default: return bearer((await sessionOf(world, memberOf(at, caller))).token)
  }
}

function byAccess(route: RouteName, caller: CallerName, { admitted }: Example): Outcome {
  const { method, path } = ROUTES[route]
  const access = ACCESS[route]
  if (caller === 'foreign page' && method !== 'GET') return 'foreign-origin'
  if (access === 'anyone' || access === 'setup' || access === 'invitee') return admitted
  if (access === 'uploader') return caller === 'sender' ? admitted : 'no-such-upload'
  if (access === 'reporter') return caller === 'reporter' ? admitted : caller === 'other reporter' && method === 'GET' ? admitted : 'no-such-report'
  if (caller === 'nobody' || caller === 'reporter' || caller === 'other reporter' || caller === 'sender') return 'not-authenticated'
  if (caller.endsWith('session') || caller === 'removed') return 'session-ended'
  if (caller === 'elsewhere' && path.includes('/:office')) return 'no-such-office'
  if (access === 'member') return admitted
  // The first member administers; what a foreign page may read, it asks for with that member's cookie.
  const holds = access === caller || (access === 'administrator' && (caller === 'first' || caller === 'foreign page'))
  return holds ? admitted : 'not-allowed'
}

async function ask(at: Scene, route: RouteName, caller: CallerName): Promise<{ readonly expected: Outcome; readonly got: Outcome }> {
  const who = caller === 'foreign page' ? at.office.admin : memberOf(at, caller)
  const example = await EXAMPLES[route](at, who)
  const { authorization: _, ...headers } = example.headers ?? {}
  const request = requestTo(route, { ...example, headers: { ...headers, ...await credentials(at, caller, example) } })
  const response = await at.world.server.fetch(request)
  return { expected: FINER[route]?.[caller] ?? byAccess(route, caller, example), got: response.ok ? response.status : await refusalOf(response) }
}

async function mismatches(at: Scene, route: RouteName, callers: readonly CallerName[] = CALLERS): Promise<string[]> {
  const found: string[] = []
  for (const caller of callers) {
    const { expected, got } = await ask(at, route, caller)
    if (expected !== got) found.push(`${caller}: ${got}, not ${expected}`)
  }
  return found
}

test('every route has an example', () => {
  assert.deepEqual(Object.keys(EXAMPLES).sort(), [...NAMES].sort())
})

for (const route of NAMES) {
  test(`${route} answers each kind of caller as its access says`, async () => {
    assert.deepEqual(await mismatches(scene, route), [])
    assert.deepEqual(scene.world.defects, [])
  })
}

/** Ids that are real and somebody else's, by their name in a path, and how a caller may name them. */
async function othersIds({ elsewhere, foreign, world, byRole }: Scene): Promise<Readonly<Record<string, string>>> {
  const passkey = await EXAMPLES['remove-passkey'](scene, byRole.editor)
  const sent = await sendFile(world)
  const page = randomId()
  const device = randomId()
  await world.store.write.putPushDevice({ row: { office: elsewhere.office, signKey: elsewhere.admin.author.publicId, device, endpoint: 'https://fcm.googleapis.com/x', p256dh: 'x', auth: 'x', language: 'en' }, most: 9 })
  const reader = [...(await world.store.read.allWraps(foreign.report.made.end.log))].find((wrap) => wrap.reader.startsWith('team:'))?.reader ?? ''
  await world.store.write.putTextPage({ office: elsewhere.office, reader, page, reports: [foreign.report.made.end.log], bytes: new Uint8Array(300) })
  assert.ok((await world.store.read.textPages(elsewhere.office, reader)).length > 0)
  return {
    office: elsewhere.office, log: foreign.report.made.end.log, seq: '0', passkey: passkey.parameters?.['passkey'] ?? '',
    session: (await sessionOf(world, byRole.editor)).session, file: sent.file, upload: sent.address.parameters?.['upload'] ?? '', page, device,
  }
}

for (const route of NAMES.filter((name) => /:(?!invitation)/.test(ROUTES[name].path) && ACCESS[name] !== 'anyone')) {
  test(`${route}: an id of somebody else’s is answered as one that never was, byte for byte`, async () => {
    const { world, office, byRole } = scene
    const others = await othersIds(scene)
    const caller = ACCESS[route] === 'auditor' ? byRole.auditor : office.admin
    const { parameters = {}, ...example } = await EXAMPLES[route](scene, caller)
    for (const name of Object.keys(parameters).filter((each) => each !== 'seq' && each !== 'segment')) {
      const answers = await Promise.all([others[name] ?? '', randomId()].map(async (id) => {
        const response = await world.send(route, { ...example, parameters: { ...parameters, [name]: id }, as: await sessionOf(world, caller) })
        return [response.status, await response.text()]
      }))
      assert.deepEqual(answers[0], answers[1], name)
      assert.ok(Number(answers[0]?.[0]) >= 400, `${name} is refused`)
    }
  })
}

test('a desk log of another office is not there either, by its own id', async () => {
  const { world, foreign, office } = scene
  for (const log of [foreign.desk.end.log, scene.elsewhere.office]) {
    assert.equal(await refusalOf(await world.send('read-log', { parameters: { log }, as: await sessionOf(world, office.admin) })), 'no-such-log')
  }
})

test('who asks cannot tell a member’s name from one that nobody has', async () => {
  const { world, office, reader } = scene
  const startLoginRequest = await firstMessage()
  const shapes = await Promise.all([loginOf(reader), randomId()].map(async (login) => {
    const response = await world.send('start-session', { body: { office: office.office, login, startLoginRequest } })
    const text = await response.text()
    return [response.status, text.length, Object.keys(JSON.parse(text) as object)]
  }))
  assert.deepEqual(shapes[0], shapes[1])
  const refusals = await Promise.all([loginOf(reader), loginOf(scene.removed), randomId()].map(async (login) => {
    const response = await world.send('start-recovery', { body: { office: office.office, login, token: randomId() } })
    return [response.status, await response.text()]
  }))
  assert.deepEqual([refusals[0], refusals[1]], [refusals[2], refusals[2]])
})

const WITH_ROWS = ['read-log', 'put-segment', 'finish-upload', 'read-report-file', 'read-segment', 'append-entry', 'open-log', 'list-queue', 'list-invitations', 'read-audit', 'remove-passkey', 'end-named-session', 'read-report'] as const

test('over PostgreSQL the routes that look into the store answer everybody the same', { skip: noPostgres() }, async (context) => {
  const there = await newScene({ after: (end) => context.after(end) }, freshPostgres)
  for (const route of WITH_ROWS) assert.deepEqual(await mismatches(there, route), [], route)
  assert.deepEqual(there.world.defects, [])
})

test('a route that lets in more than it says is caught: the matrix can fail', async (context) => {
  for (const [route, loose, caller] of [['list-invitations', 'member', 'auditor'], ['read-audit', 'member', 'intake'], ['list-queue', 'anyone', 'nobody']] as const) {
    const spec = ROUTES[route] as { access: Access }
    spec.access = loose
    try {
      const loosened = await newScene({ after: (end) => context.after(end) })
      const [found = ''] = await mismatches(loosened, route, [caller]).catch(() => ['a defect'])
      assert.notEqual(found, '', route)
    } finally {
      spec.access = ACCESS[route]
    }
  }
})
