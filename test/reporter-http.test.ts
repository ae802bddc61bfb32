// Goal: whatever comes to the public port gets an answer that is safe, small and says no more than it must. Method: plain HTTP
// against the running Postern, as a proxy, a scanner or a broken browser would send it.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { request as ask, type IncomingMessage } from 'node:http'
import { LIMITS } from '#base/limits.ts'
import { startPostern } from './support/postern.ts'
import { sharedScene } from './reporter-scene.ts'

interface Got { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: Buffer }

const scene = sharedScene(false)

const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> => exchange(scene.postern.port, { path, headers, method })
const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Got> => exchange(scene.postern.port, {
  path, method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)), ...headers } })

test('every answer carries the safe headers, and no cookie, server or date', async () => {
  const pages = await Promise.all(['/', '/plain', '/who', '/how', '/rights', '/leave', '/nix', '/robots.txt', '/desk/', '/desk', '/nojs/report', '/a/nix.js', '/api/nix', '/api/installation'].map((path) => get(path)))
  const posted = await post('/nojs/report', new URLSearchParams({ office: scene.session.id, what: '' }).toString())
  for (const { status, headers } of [...pages, posted]) {
    assert.equal(headers['x-content-type-options'], 'nosniff', String(status))
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    for (const name of ['set-cookie', 'server', 'date', 'x-powered-by', 'etag', 'last-modified', 'strict-transport-security']) assert.equal(headers[name], undefined, name)
  }
})

test('reporters’ pages have their constant policy and are kept by nobody', async () => {
  for (const path of ['/', '/plain', '/who', '/nix', '/o/x']) {
    const { headers } = await get(path)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['content-security-policy'], "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; media-src blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types postern-worker")
  }
  const [, script = ''] = /src="(\/a\/page\.[^"]+)"/.exec((await get('/')).body.toString()) ?? []
  assert.equal((await get(script)).headers['cache-control'], 'no-store')
})

test('what runs in a worker brings its own policy, stricter than its page’s, and nothing else has it', async () => {
  const [, files = ''] = /data-files="(\/a\/files\.[^ "]+)/.exec((await get('/how')).body.toString()) ?? []
  const [worker = ''] = /\/a\/work\.[\w-]+\.js/.exec((await get(files)).body.toString()) ?? []
  const { status, headers } = await get(worker)
  assert.equal(status, 200)
  assert.equal(headers['content-security-policy'], "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'")
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal((await get(files)).headers['content-security-policy'], undefined, 'a header that says nothing there is not paid for')
})

test('the desk has its own policy, and its assets are kept for good', async () => {
  const { status, headers, body } = await get('/desk/')
  assert.equal(status, 200, 'the desk is built before a journey runs')
  assert.match(String(headers['content-security-policy']), /'wasm-unsafe-eval'.*trusted-types postern-worker postern-push svelte-trusted-html/)
  const [, script = ''] = /src="(\/desk\/assets\/[^"]+)"/.exec(body.toString()) ?? []
  assert.match(String((await get(script)).headers['cache-control']), /immutable/)
})

test('the language is the one asked for, else the browser’s; it needs no cookie', async () => {
  const language = async (path: string, accept: string): Promise<string> => /<html lang="([^"]+)"/.exec((await get(path, { 'accept-language': accept })).body.toString())?.[1] ?? ''
  assert.equal(await language('/', 'zh-CN,zh;q=0.9'), 'zh-CN')
  assert.equal(await language('/', 'fr'), 'en')
  assert.equal(await language('/?lang=zh', 'en'), 'zh-CN')
  assert.equal(await language('/who?lang=en', 'zh'), 'en')
  assert.equal(await language(`/o/${scene.session.id}?lang=zh`, 'en'), 'zh-CN')
})

test('pages come compressed as the browser takes them, and are the same', async () => {
  const strip = (text: string): string => text.replace(/name="once"[^>]*>/, '')
  const [plain, gzip, br] = await Promise.all(['identity', 'gzip', 'gzip, br'].map((encoding) => get('/?lang=zh', { 'accept-encoding': encoding })))
  const text = strip(plain?.body.toString() ?? '')
  assert.equal(strip(gunzipSync(gzip?.body ?? Buffer.alloc(0)).toString()), text)
  assert.equal(strip(brotliDecompressSync(br?.body ?? Buffer.alloc(0)).toString()), text)
  const tails = await Promise.all([1, 2].map(async () => /name="once" form="f" value="([\w-]{22})">$/.exec((await get('/')).body.toString())?.[1]))
  assert.ok(tails[0] !== undefined && tails[0] !== tails[1], 'each copy has a value of its own')
})

test('a page with something secret is never compressed', async () => {
  const { headers } = await post('/nojs/open', new URLSearchParams({ office: scene.session.id, code: '1' }).toString(), { 'accept-encoding': 'gzip, br' })
  assert.equal(headers['content-encoding'], undefined)
})

test('HSTS is said over https only', async () => {
  assert.match(String((await get('/', { 'x-forwarded-proto': 'https' })).headers['strict-transport-security']), /^max-age=\d{8}/)
  assert.match(String((await get('/api/installation', { 'x-forwarded-proto': 'https' })).headers['strict-transport-security']), /^max-age=/)
})

test('HEAD is GET without the body; other methods are refused', async () => {
  const head = await get('/', {}, 'HEAD')
  assert.equal(head.status, 200)
  assert.equal(head.body.length, 0)
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) assert.equal((await get('/', {}, method)).status, 405, method)
  assert.equal((await get('/nojs/report')).status, 303)
  assert.equal((await get('/nojs/report', {}, 'PUT')).status, 405)
})

test('paths that climb, double or stretch lead nowhere', async () => {
  for (const path of ['/a/../package.json', '/a/%2e%2e/package.json', '/desk/..%2f..%2fpackage.json', '//evil.example/', '/a/', '/a/manifest.json', `/${'x'.repeat(8000)}`, '/%00', '/o/../who/x', '/constructor', '/__proto__']) {
    const { status, body } = await get(path)
    assert.ok([404, 200].includes(status), `${path} ${status}`)
    assert.doesNotMatch(body.toString(), /"dependencies"|integrity":/)
  }
  assert.equal((await get('/a/manifest.json')).status, 404)
})

test('a form that is too large is cut off, and one that is none is refused', async () => {
  const large = await post('/nojs/report', 'what=x', { 'content-length': String(LIMITS.requestBytesMax + 1) }).catch(() => null)
  if (large !== null) assert.equal(large.status, 413)
  const streamed = await exchange(scene.postern.port, { path: '/nojs/report', method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'transfer-encoding': 'chunked' }, body: 'x'.repeat(LIMITS.requestBytesMax + 10_000) }).catch(() => null)
  if (streamed !== null) assert.equal(streamed.status, 413)
  assert.equal((await post('/nojs/report', '{}', { 'content-type': 'application/json' })).status, 400)
  assert.equal((await post('/nojs/report', 'what=%E4')).status, 400)
  assert.equal((await post('/nojs/report', 'what=x&office=nix')).status, 404)
  assert.equal((await post('/nojs/check', `office=${scene.session.id}&token=AAAA`)).status, 422)
  assert.equal((await get('/')).status, 200)
})

test('requests that two readers could read two ways are refused', async () => {
  for (const text of [
    'POST /api/sessions HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /api/sessions HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello',
    'POST /api/sessions HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n',
    'GET /api/installation HTTP/1.1\r\nhost: a\r\nx: y\r\n z: folded\nGET /b\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
  ]) assert.match(await raw(scene.postern.port, text), /^HTTP\/1\.1 400 /)
})

test('before an office is set up, the page says so', async (context) => {
  const empty = await startPostern(context)
  const page = await exchange(empty.port, { path: '/?lang=zh' })
  assert.equal(page.status, 200)
  assert.match(page.body.toString(), /尚未开放/)
  assert.equal((await exchange(empty.port, { path: '/who' })).status, 200)
})

interface Asked { readonly path: string; readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string }

function exchange(port: number, { path, method = 'GET', headers = {}, body = '' }: Asked): Promise<Got> {
  return new Promise((resolve, reject) => {
    const outgoing = ask({ host: '127.0.0.1', port, path, method, headers, agent: false }, (incoming) => {
      const pieces: Buffer[] = []
      incoming.on('data', (piece: Buffer) => pieces.push(piece))
      incoming.on('end', () => { resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(pieces) }); outgoing.destroy() })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (bytes) => { resolve(bytes.toString('latin1')); socket.destroy() })
    socket.on('error', reject)
    socket.on('close', () => resolve(''))
  })
}
