// Goal: whoever switched a browser on is paged in it within a minute, with nothing of a report in what is sent, and never elsewhere or for longer than they want.
// Method: the real routes, and a push service of our own on this machine that opens what it gets as a browser would.
import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { LIMITS } from '#base/limits.ts'
import { clearBody, sealedLooking } from '#test/support/entries.ts'
import { extendOffice, joinOffice, newOffice, newReport, provenAttempt, type Member, type Office, type Report } from '#test/support/people.ts'
import { done, memberWrap, newWorld, next, refusalOf, type Context, type World } from '#test/support/world.ts'
import { encodeAppend } from '#wire/append.ts'
import type { NoticeView, PushDevice } from '#wire/notices.ts'
import { deviceOf } from './push.ts'

const MINUTE_MS = 60_000

/** A browser's half of RFC 8291, and what its push service was handed for it. */
class TestBrowser {
  readonly #keys = createECDH('prime256v1')
  readonly #auth = randomBytes(16)
  readonly endpoint: string
  readonly got: { readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly body: Buffer }[] = []
  status = 201

  constructor(endpoint: string) {
    this.#keys.generateKeys()
    this.endpoint = endpoint
  }

  get device(): PushDevice {
    return { endpoint: this.endpoint, p256dh: this.#keys.getPublicKey('base64url'), auth: this.#auth.toString('base64url'), language: 'zh' }
  }

  /** All that a message says, its filling taken off. */
  open(body: Buffer): string {
    const [salt, theirs, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)]
    const secret = Buffer.from(hkdfSync('sha256', this.#keys.computeSecret(theirs), this.#auth, Buffer.concat([Buffer.from('WebPush: info\0'), this.#keys.getPublicKey(), theirs]), 32))
    const part = (info: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${info}\0`), bytes))
    const cipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12))
    cipher.setAuthTag(sealed.subarray(-16))
    const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).toString()
    return plain.replace(/\u0002\0*$/, '')
  }
}

interface Scene { readonly world: World; readonly office: Office; newBrowser(): TestBrowser }

async function newScene(context: Context, isOn = true): Promise<Scene> {
  const browsers = new Map<string, TestBrowser>()
  const service = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const browser = browsers.get(request.url ?? '')
      browser?.got.push({ headers: request.headers, body: Buffer.concat(pieces) })
      response.writeHead(browser?.status ?? 404).end()
    })
  })
  await new Promise<void>((ready) => { service.listen(0, '127.0.0.1', ready) })
  context.after(async () => { await new Promise((closed) => { service.close(closed) }) })
  const { port } = service.address() as AddressInfo
  const world = await newWorld(context, undefined, isOn ? { push: { contact: 'mailto:desk@example.org', localPort: port } } : {})
  return {
    world, office: await newOffice(world),
    newBrowser() {
      const path = `/${randomBytes(9).toString('hex')}`
      const browser = new TestBrowser(`http://127.0.0.1:${port}${path}`)
      browsers.set(path, browser)
      return browser
    },
  }
}

async function prove({ world }: Scene, member: Member): Promise<void> {
  await done(await world.send('prove-by-passphrase', { as: member, body: await provenAttempt(world, member) }))
}

async function switchOn(scene: Scene, member: Member, browser: TestBrowser): Promise<void> {
  await prove(scene, member)
  await done(await scene.world.send('put-push-device', { as: member, body: browser.device }))
}

async function file({ world, office }: Scene, urgent: boolean): Promise<Report> {
  const report = await newReport(office, { what: { extra: { docket: { state: 'received', channel: 'web', team: 'intake', ...(urgent ? { urgent } : {}) } } } })
  await done(await world.send('file-report', { parameters: { office: office.office }, body: report.file }))
  return report
}

async function end({ world, office: { admin } }: Scene, report: Report): Promise<void> {
  const said = await next(admin.author, report.made.end, { kind: 'urgency', body: sealedLooking(), seen: report.made.header.seen, extra: { docket: { urgent: false } } })
  await done(await world.send('append-entry', { parameters: { log: report.made.end.log }, body: encodeAppend(said), as: admin }))
}

const viewOf = async ({ world }: Scene, member: Member): Promise<NoticeView['push']> => (await (await done(await world.send('read-notices', { as: member }))).json() as NoticeView).push
const later = async ({ world }: Scene, minutes: number): Promise<void> => {
  world.nowMs += minutes * MINUTE_MS
  await world.server.settle()
  await world.server.settle()
}

test('a browser is paged within a minute, and what it gets is a language and nothing of a report, as long as any other, for whoever has its key alone', async (context) => {
  const scene = await newScene(context)
  const { world, office: { admin } } = scene
  const [browser, other] = [scene.newBrowser(), scene.newBrowser()]
  await switchOn(scene, admin, browser)
  await switchOn(scene, admin, other)
  await file(scene, false)
  await later(scene, 1)
  assert.deepEqual([browser.got.length, other.got.length], [0, 0])
  const filedAtMs = world.nowMs
  const { made } = await file(scene, true)
  await world.server.settle()
  assert.ok(world.nowMs - filedAtMs < MINUTE_MS)
  assert.deepEqual([browser.got.length, other.got.length], [1, 1])
  const [{ headers, body }] = browser.got as [TestBrowser['got'][number]]
  assert.equal(browser.open(body), 'zh')
  assert.equal(body.length, other.got[0]?.body.length)
  assert.throws(() => other.open(body))
  assert.deepEqual([headers['content-encoding'], headers['urgency'], headers['ttl'], /^[\w-]{22}$/.test(String(headers['topic']))], ['aes128gcm', 'high', '86400', true])
  assert.match(String(headers['authorization']), new RegExp(`^vapid t=[\\w-]+\\.[\\w-]+\\.[\\w-]+, k=${(await viewOf(scene, admin)).key ?? 'none'}$`))
  for (const known of [made.end.log, scene.office.office, admin.author.publicId, 'intake']) assert.ok(!JSON.stringify(headers).includes(known) && !body.includes(known), 'nothing names a report, an office or a member')
})

test('a flood is one message in ten minutes, and what is no longer urgent is none', async (context) => {
  const scene = await newScene(context)
  const browser = scene.newBrowser()
  await switchOn(scene, scene.office.admin, browser)
  const reports = [await file(scene, true), await file(scene, true)]
  await later(scene, 0)
  assert.equal(browser.got.length, 1)
  reports.push(await file(scene, true))
  await later(scene, 1)
  assert.equal(browser.got.length, 1)
  for (const report of reports) await end(scene, report)
  await later(scene, LIMITS.pageEveryMinutes)
  assert.equal(browser.got.length, 1)
})

test('who switched it off, whom the push service no longer knows, and who was removed, is told nothing and leaves no address', async (context) => {
  const scene = await newScene(context)
  const { world, office: { admin, office } } = scene
  const [off, gone, kept] = [scene.newBrowser(), scene.newBrowser(), scene.newBrowser()]
  for (const browser of [off, gone, kept]) await switchOn(scene, admin, browser)
  await done(await world.send('remove-push-device', { as: admin, parameters: { device: deviceOf(off.endpoint) } }))
  gone.status = 410
  await file(scene, true)
  await later(scene, 0)
  assert.deepEqual([off.got.length, gone.got.length, kept.got.length], [0, 1, 1])
  assert.deepEqual((await viewOf(scene, admin)).devices, [deviceOf(kept.endpoint)])
  const wei = await joinOffice(world, scene.office, { name: 'wei', roles: ['intake'], inTeam: true })
  await switchOn(scene, wei, scene.newBrowser())
  const { author: { publicId: signKey }, recipient } = wei
  await extendOffice(world, scene.office, { kind: 'member', wraps: [memberWrap(signKey)], body: clearBody({ signKey, recipient, roles: ['intake'], active: false, sealedName: 'sealed' }) })
  assert.deepEqual(await world.store.read.pushDevices(office, signKey), [])
})

test('a push service that is away is tried again, and a browser that has it is not told twice', async (context) => {
  const scene = await newScene(context)
  const [well, ill] = [scene.newBrowser(), scene.newBrowser()]
  for (const browser of [well, ill]) await switchOn(scene, scene.office.admin, browser)
  ill.status = 503
  await file(scene, true)
  await later(scene, 0)
  await later(scene, 1)
  assert.deepEqual([well.got.length, ill.got.length >= 2], [1, true])
  ill.status = 201
  const tried = ill.got.length
  await later(scene, 5)
  assert.deepEqual([well.got.length, ill.got.length], [1, tried + 1])
})

test('a browser is added and taken off with a fresh proof, at a push service that is sent to, with keys that are keys, and not without end', async (context) => {
  const scene = await newScene(context)
  const { world, office: { admin } } = scene
  const add = async (change: Partial<PushDevice> = {}) => world.send('put-push-device', { as: admin, body: { ...scene.newBrowser().device, ...change } })
  assert.equal(await refusalOf(await add()), 'prove-again')
  assert.equal(await refusalOf(await world.send('remove-push-device', { as: admin, parameters: { device: deviceOf('x') } })), 'prove-again')
  await prove(scene, admin)
  for (const endpoint of ['http://127.0.0.1:1/x', 'https://169.254.169.254/latest', 'https://internal.example/x', 'https://localhost/x']) assert.equal(await refusalOf(await add({ endpoint })), 'no-push', endpoint)
  assert.equal(await refusalOf(await add({ p256dh: 'B'.repeat(86) + 'A' })), 'malformed')
  for (let made = 0; made < LIMITS.noticePushDevicesMax; made += 1) await done(await add())
  assert.equal(await refusalOf(await add()), 'too-large')
})

test('an office whose server pushes nothing does not offer it, and keeps no browser', async (context) => {
  const scene = await newScene(context, false)
  const { world, office: { admin } } = scene
  assert.deepEqual(await viewOf(scene, admin), { key: null, devices: [] })
  await prove(scene, admin)
  assert.equal(await refusalOf(await world.send('put-push-device', { as: admin, body: scene.newBrowser().device })), 'no-push')
})
