// Goal: a push message is what the standards say, holds nothing, is as long as any other, and goes to no place that a browser has no business with.
// Method: the example of RFC 8291; properties of addresses; a real server on this machine.
import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import fc from 'fast-check'
import { encryptPush, isPushPoint } from './message.ts'
import { isOpenAddress, pushAddress, PUSH_SERVICES } from './place.ts'
import { lookUpOpen, PushRefusedError, pushPost } from './post.ts'
import { newVapidKey, vapidKey } from './vapid.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')
/** RFC 8291, section 5 and appendix A. */
const P256DH = bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4')
const AUTH = bytes('BTBZMqHH6r4Tts7J_aSIgg')
const DRAW = { salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'), privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw') }
const EXAMPLE = 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN'

test('the example of RFC 8291 comes out, byte for byte', () => {
  assert.equal(encryptPush('When I grow up, I want to be a watermelon', { p256dh: P256DH, auth: AUTH }, { plainBytes: 0, draw: DRAW }).toString('base64url'), EXAMPLE)
})

test('every message is as long as every other, and none is another’s', () => {
  const [en, zh, again] = ['en', 'zh', 'en'].map((text) => encryptPush(text, { p256dh: P256DH, auth: AUTH }, { plainBytes: 64 }))
  assert.deepEqual([en?.length, zh?.length], [166, 166])
  assert.notDeepEqual(en, again)
  assert.deepEqual([isPushPoint(P256DH), isPushPoint(Buffer.alloc(65, 4)), isPushPoint(P256DH.subarray(1)), isPushPoint(Buffer.alloc(0))], [true, false, false, false])
})

test('a push service can tell who asks, by a signature over its own origin that ends within a day', () => {
  const key = vapidKey(newVapidKey(), 'mailto:desk@example.org')
  const [, token = '', point = ''] = /^vapid t=([\w.-]+), k=([\w-]{87})$/.exec(key.authorize(new URL('https://fcm.googleapis.com/fcm/send/abc'), 1_000_000_000_000)) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  assert.equal(point, key.publicKey)
  assert.deepEqual(JSON.parse(bytes(head).toString()), { typ: 'JWT', alg: 'ES256' })
  assert.deepEqual(JSON.parse(bytes(claims).toString()), { aud: 'https://fcm.googleapis.com', exp: 1_000_043_200, sub: 'mailto:desk@example.org' })
  const raw = bytes(point)
  const shown = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: raw.subarray(1, 33).toString('base64url'), y: raw.subarray(33).toString('base64url') }, format: 'jwk' })
  assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), { key: shown, dsaEncoding: 'ieee-p1363' }, bytes(signature)))
})

test('only https at a named service is an address; nothing that looks like one is', () => {
  const takes = (text: string, services = PUSH_SERVICES): boolean => pushAddress(text, services) !== null
  for (const good of ['https://fcm.googleapis.com/fcm/send/x', 'https://updates.push.services.mozilla.com/wpush/v2/x', 'https://web.push.apple.com/x', 'https://wns2-am3p.notify.windows.com/w/?token=x']) assert.ok(takes(good), good)
  for (const bad of [
    'http://fcm.googleapis.com/x', 'https://fcm.googleapis.com:8443/x', 'https://me@fcm.googleapis.com/x', 'https://fcm.googleapis.com.evil.example/x', 'https://evil.example/fcm.googleapis.com', 'https://push.apple.com/x',
    'https://.push.apple.com/x', 'https://evilpush.apple.com/x', 'https://127.0.0.1/x', 'https://[::1]/x', 'https://localhost/x', 'file:///etc/passwd', 'ftp://fcm.googleapis.com/', 'fcm.googleapis.com', '', 'https://fcm.googleapis.com/x#y',
  ]) assert.ok(!takes(bad), bad)
  assert.ok(takes('https://push.example.org/x', ['push.example.org']))
  assert.ok(!takes('https://10.0.0.1/x', ['10.0.0.1']) && !takes('https://[fd00::1]/x', ['[fd00::1]']), 'a name, whatever an administrator wrote')
})

test('no address of this machine, of a network behind it, or of no known purpose is an open one', () => {
  for (const inner of ['127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', 'fe80::1', 'fd00::1', 'fc00::1', 'ff02::1', '64:ff9b::a00:1', '2002:a00:1::', '2001::1', '2001:db8::1']) assert.ok(!isOpenAddress(inner), inner)
  for (const open of ['8.8.8.8', '142.250.1.1', '172.32.0.1', '2a00:1450:4001:80b::200a', '2600:1f18::1']) assert.ok(isOpenAddress(open), open)
  const rest = fc.array(fc.nat(255), { minLength: 3, maxLength: 3 })
  fc.assert(fc.property(fc.constantFrom('10', '127'), rest, (first, others) => [`${first}.${others.join('.')}`, `::ffff:${first}.${others.join('.')}`].every((address) => !isOpenAddress(address))))
})

test('a name that stands for an address inside is not spoken to', async () => {
  const found = await new Promise<string>((done) => { lookUpOpen('localhost', {}, (error, address) => done(error === null ? `spoke to ${String(address)}` : String(error.code))) })
  assert.equal(found, 'INNER-ADDRESS')
})

test('an answer is read to its status and no further, no redirect is followed, and an address that is gone is said to be', async (context) => {
  let status = 201
  const asked: string[] = []
  const service = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(status, { location: '/elsewhere' })
    const endless = setInterval(() => response.write('x'.repeat(65_536)), 1)
    response.on('close', () => clearInterval(endless))
  })
  await new Promise<void>((ready) => { service.listen(0, '127.0.0.1', ready) })
  context.after(() => { service.closeAllConnections(); service.close() })
  const { port } = service.address() as AddressInfo
  const post = pushPost({ contact: 'mailto:a@example.org', localPort: port }, vapidKey(newVapidKey(), 'mailto:a@example.org'), () => Date.now())
  const to = { endpoint: `http://127.0.0.1:${port}/a`, language: 'en', p256dh: P256DH, auth: AUTH } as const
  const signal = new AbortController().signal
  assert.equal(await post.send(to, signal), 'sent')
  for (const gone of [404, 410]) { status = gone; assert.equal(await post.send(to, signal), 'gone') }
  for (const refused of [307, 308, 413, 429, 500]) {
    status = refused
    await assert.rejects(post.send(to, signal), (error) => error instanceof PushRefusedError && error.code === String(refused))
  }
  assert.deepEqual(new Set(asked), new Set(['/a']))
  assert.deepEqual([post.takes(to.endpoint), post.takes(`http://127.0.0.1:${port + 1}/a`), post.takes('http://10.0.0.1/a')], [true, false, false])
  assert.equal(await post.send({ ...to, endpoint: 'https://192.168.1.1/a' }, signal), 'gone')
})
