// Goal: what the front passes on arrives as it was sent, comes back as it was answered, and brings no trace of who sent it. Method: a
// server on a Unix socket that answers in every way HTTP has, asked through the front's lines by Node's own client.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request as ask, type IncomingHttpHeaders, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Upstream } from './upstream.ts'

interface Answer { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }
interface Asked { readonly path?: string; readonly method?: string; readonly headers?: Record<string, string>; readonly body?: readonly Buffer[] }

async function between(context: TestContext, answers: RequestListener, options: { readonly keepAliveMs?: number; readonly linesMax?: number; readonly slowMs?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-front-'))
  const socketPath = join(folder, 's')
  const server = createServer({ keepAliveTimeout: options.keepAliveMs ?? 5000 }, answers)
  await listening(server, socketPath)
  const upstream = new Upstream(socketPath, options)
  const front = createServer((request, response) => upstream.pass(request, response))
  await listening(front, 0)
  context.after(() => {
    upstream.close()
    for (const each of [front, server]) { each.closeAllConnections(); each.close() }
    rmSync(folder, { recursive: true, force: true })
  })
  const { port } = front.address() as AddressInfo
  return { port, server, send: (asked: Asked) => exchange(port, asked) }
}

function listening(server: Server, at: string | number): Promise<void> {
  return new Promise((resolve) => { server.listen(typeof at === 'string' ? { path: at } : { port: at, host: '127.0.0.1' }, resolve) })
}

function exchange(port: number, { path = '/api/x', method = 'GET', headers = {}, body = [] }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = ask({ port, path, method, headers, host: '127.0.0.1' }, (incoming) => {
      void bodyOf(incoming).then((bytes) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: bytes }), reject)
    })
    outgoing.on('error', reject)
    for (const piece of body) outgoing.write(piece)
    outgoing.end()
  })
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

const echo: RequestListener = (request, response) => {
  void bodyOf(request).then((body) => {
    response.writeHead(201, { 'content-type': 'application/json', 'x-safe': 'yes' })
    return response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body: body.toString('base64') }))
  })
}

test('a request arrives whole, without address, agent, language or anything else that nobody needs', async (context) => {
  const { send } = await between(context, echo)
  const body = Buffer.from('密封的内容')
  const answer = await send({
    path: '/api/offices/a%20b/reports?x=%2F', method: 'POST', body: [body],
    headers: {
      'content-length': String(body.length), 'content-type': 'application/vnd.postern.frames', 'authorization': 'Postern a.b', 'cookie': 's=1', 'origin': 'http://a',
      'user-agent': 'canary', 'accept-language': 'zh', 'x-forwarded-for': '203.0.113.7', 'forwarded': 'for=203.0.113.7', 'x-real-ip': '203.0.113.7',
      'referer': 'http://a/b', 'via': 'x', 'sec-ch-ua': 'y', 'x-made-up': 'z',
    },
  })
  const seen = JSON.parse(answer.body.toString()) as { url: string; headers: Record<string, string>; body: string }
  assert.equal(seen.url, '/api/offices/a%20b/reports?x=%2F')
  assert.equal(Buffer.from(seen.body, 'base64').toString(), '密封的内容')
  const { host, ...rest } = seen.headers
  assert.match(host ?? '', /^127\.0\.0\.1:/)
  assert.deepEqual(rest, {
    'content-length': String(body.length), 'content-type': 'application/vnd.postern.frames', 'authorization': 'Postern a.b', 'cookie': 's=1', 'origin': 'http://a',
  })
  assert.equal(answer.status, 201)
  assert.equal(answer.headers['x-safe'], 'yes')
  assert.equal(answer.headers.date, undefined)
})

test('large bodies of both kinds pass in both directions, one after another over kept lines', async (context) => {
  const { send } = await between(context, (request, response) => {
    void bodyOf(request).then((body) => {
      if (request.url === '/api/sized') response.setHeader('content-length', body.length)
      response.write(body.subarray(0, 10))
      return response.end(body.subarray(10))
    })
  })
  const body = Buffer.alloc(3_000_000, 'postern')
  for (const path of ['/api/sized', '/api/chunked', '/api/sized']) {
    const sized = await send({ path, method: 'PUT', headers: { 'content-length': String(body.length) }, body: [body] })
    assert.ok(sized.body.equals(body))
    const chunked = await send({ path, method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body: [body.subarray(0, 7), body.subarray(7)] })
    assert.ok(chunked.body.equals(body))
  }
})

test('answers without a body end at once', async (context) => {
  const { send } = await between(context, (request, response) => { response.writeHead(request.url === '/api/none' ? 204 : 200, { 'x-a': '1' }).end() })
  for (const asked of [{ path: '/api/none', method: 'DELETE' }, { path: '/api/x', method: 'HEAD' }, { path: '/api/x' }]) {
    const answer = await send(asked)
    assert.equal(answer.body.length, 0)
    assert.equal(answer.headers['x-a'], '1')
  }
})

test('two hundred at once all get their own answer', async (context) => {
  const { send } = await between(context, echo)
  await Promise.all(Array.from({ length: 200 }, async (_, at) => {
    const answer = await send({ path: `/api/${at}`, method: 'POST', headers: { 'content-length': '3' }, body: [Buffer.from('abc')] })
    assert.equal((JSON.parse(answer.body.toString()) as { url: string }).url, `/api/${at}`)
  }))
})

test('a line that the server closed meanwhile is not a failure', async (context) => {
  const { send } = await between(context, echo, { keepAliveMs: 50 })
  for (const wait of [0, 20, 60, 120, 1100]) {
    await pause(wait)
    assert.equal((await send({ path: '/api/again' })).status, 201)
  }
})

test('a server that is gone, breaks off or answers nonsense gives a refusal that a client understands', async (context) => {
  const { send, server } = await between(context, (request) => {
    if (request.url === '/api/nonsense') request.socket.end('220 mail.example ESMTP\r\n\r\n')
    else request.socket.destroy()
  })
  for (const path of ['/api/nonsense', '/api/broken']) {
    const answer = await send({ path, method: 'POST', headers: { 'content-length': '1' }, body: [Buffer.from('a')] })
    assert.equal(answer.status, 503)
    assert.equal((JSON.parse(answer.body.toString()) as { title: string }).title, 'unreachable')
  }
  server.closeAllConnections()
  await new Promise((resolve) => { server.close(resolve) })
  assert.equal((await send({ path: '/api/x' })).status, 503)
})

test('an answer that came before the whole request does not mix into the next', async (context) => {
  const { send } = await between(context, (request, response) => {
    if (request.url !== '/api/large') return echo(request, response)
    response.writeHead(413, { 'content-length': '3' }).end('big')
  })
  const large = await send({ path: '/api/large', method: 'POST', headers: { 'content-length': '400000' }, body: [Buffer.alloc(400_000, 'x')] }).catch(() => null)
  if (large !== null) assert.equal(large.status, 413)
  for (let turn = 0; turn < 5; turn++) {
    const answer = await send({ path: '/api/next', method: 'POST', headers: { 'content-length': '1' }, body: [Buffer.from('n')] })
    assert.equal(Buffer.from((JSON.parse(answer.body.toString()) as { body: string }).body, 'base64').toString(), 'n')
  }
})

test('a client that leaves frees its line', async (context) => {
  let closed = 0
  const { port, send } = await between(context, (request, response) => {
    if (request.url !== '/api/slow') return echo(request, response)
    response.on('close', () => { closed += 1 })
  })
  const outgoing = ask({ port, path: '/api/slow', host: '127.0.0.1' })
  outgoing.on('error', () => { /* meant */ })
  outgoing.end()
  await pause(100)
  outgoing.destroy()
  for (let wait = 0; closed === 0 && wait < 50; wait++) await pause(20)
  assert.equal(closed, 1)
  assert.equal((await send({ path: '/api/x' })).status, 201)
})

test('methods that the API does not have are not passed on', async (context) => {
  const { send } = await between(context, echo)
  assert.equal((await send({ method: 'PATCH' })).status, 405)
  assert.equal((await send({ method: 'OPTIONS' })).status, 405)
})

test('bodies that come drop by drop on every line keep nobody out', { timeout: 10_000 }, async (context) => {
  const whole: RequestListener = (request, response) => { bodyOf(request).then(() => response.writeHead(201).end(), () => { /* given up */ }) }
  const { port, send } = await between(context, whole, { linesMax: 2, slowMs: 100 })
  const slow = Array.from({ length: 3 }, () => {
    const outgoing = ask({ port, host: '127.0.0.1', path: '/api/slow', method: 'POST', headers: { 'content-length': '1000' } })
    outgoing.on('error', () => {})
    outgoing.on('response', (incoming) => incoming.resume())
    outgoing.write('a')
    return outgoing
  })
  await pause(50)
  assert.equal((await send({})).status, 201)
  assert.equal((await send({ method: 'POST', headers: { 'content-length': '3' }, body: [Buffer.from('abc')] })).status, 201)
  for (const each of slow) each.destroy()
})
