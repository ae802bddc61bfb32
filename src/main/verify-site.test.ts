// Goal: a site that serves anything else than this checkout builds is found out, and named by its file. Method: a real Postern with an
// office, then the same behind a proxy that changes one thing.
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, before, test, type TestContext } from 'node:test'
import { runPostern, startPostern, type Postern } from '#test/support/postern.ts'
import { setUpOffice } from '#clients/member/set-up.ts'
import { httpApi } from '#clients/transport/api.ts'
import { person } from '#test/support/client.ts'

type Change = (path: string, answer: { status: number; headers: Record<string, string>; body: Buffer }) => void

const endings: (() => Promise<void> | void)[] = []
let postern: Postern
before(async () => {
  postern = await startPostern({ after: (end: () => Promise<void>) => { endings.push(end) } } as unknown as TestContext)
  const token = postern.setupUrl?.split('#setup=')[1] ?? ''
  await setUpOffice(httpApi(postern.url), { token, names: { en: 'Site office', zh: '站点受理办公室' }, timeZone: 'Asia/Shanghai', member: person('Lin Yue') })
})
after(async () => { for (const end of endings) await end() })

/** The same site, but for one thing. */
async function behind(context: TestContext, change: Change): Promise<string> {
  const proxy = createServer((request, response) => { void pass(request, response, change) }).listen(0, '127.0.0.1')
  context.after(() => { proxy.close(); proxy.closeAllConnections() })
  await new Promise((resolve) => { proxy.once('listening', resolve) })
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

async function pass(request: IncomingMessage, response: ServerResponse, change: Change): Promise<void> {
  const path = request.url ?? '/'
  const honest = await fetch(`${postern.url}${path}`, { headers: { 'accept-encoding': 'identity' }, redirect: 'manual' })
  const answer = { status: honest.status, headers: Object.fromEntries(honest.headers), body: Buffer.from(await honest.arrayBuffer()) }
  change(path, answer)
  delete answer.headers['content-encoding']
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) }).end(answer.body)
}

async function verify(...args: readonly string[]): Promise<{ code: number | null; told: Record<string, unknown> }> {
  const { code, out } = await runPostern(['verify-site', '--json', ...args])
  return { code, told: JSON.parse(out.trim() === '' ? '{}' : out) as Record<string, unknown> }
}

test('an honest site is whole, and so is an honest proxy', async (context) => {
  for (const url of [postern.url, await behind(context, () => {})]) {
    const { code, told } = await verify(url)
    assert.equal(code, 0)
    assert.equal(told['whole'], true)
    assert.ok(Number(told['compared']) > 15)
  }
})

const LIES: readonly (readonly [string, Change, RegExp, string])[] = [
  ['one byte of the sealing code', (path, answer) => { if (path.startsWith('/a/sealing')) answer.body[100] = (answer.body[100] ?? 0) ^ 1 }, /^\/a\/sealing/, 'bytes'],
  ['a script at the end of the reporter’s page', (path, answer) => { if (path === '/?lang=zh') answer.body = Buffer.concat([answer.body, Buffer.from('<script src="/x.js"></script>')]) }, /^\/\?lang=zh$/, 'bytes'],
  ['the policy of the desk', (path, answer) => { if (path === '/desk/') answer.headers['content-security-policy'] = "default-src *" }, /^\/desk\/$/, 'header'],
  ['a file that is not there', (path, answer) => { if (path.startsWith('/a/style')) answer.status = 404 }, /^\/a\/style/, 'status'],
]
for (const [what, change, address, reason] of LIES) {
  test(`${what}: found out and named`, async (context) => {
    const { code, told } = await verify(await behind(context, change))
    assert.equal(code, 4)
    const [difference, ...others] = told['differences'] as readonly { address: string; reason: string }[]
    assert.match(difference?.address ?? '', address)
    assert.equal(difference?.reason, reason)
    assert.deepEqual(others, [])
  })
}

test('a site of another release is told in one line, not in a hundred', async (context) => {
  const { code, told } = await verify(await behind(context, (path, answer) => {
    if (path === '/api/health') answer.body = Buffer.from(answer.body.toString().replace(/"version":"[^"]*"/, '"version":"9.9.9"'))
  }))
  assert.equal(code, 4)
  assert.deepEqual((told['differences'] as { reason: string; found: string }[]).map(({ reason, found }) => [reason, found]), [['version', '9.9.9']])
})

test('a checkout that does not build what the release says is told before anything is fetched', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-release-'))
  context.after(() => { rmSync(folder, { recursive: true }) })
  const { out } = await runPostern(['verify-site', '--print-manifest'])
  const file = join(folder, 'release')
  writeFileSync(file, out)
  assert.equal((await verify(postern.url, '--manifest', file)).code, 0)
  writeFileSync(file, out.replace(/^[0-9a-f]/, (digit) => (digit === '0' ? '1' : '0')))
  const { code, told } = await verify('http://127.0.0.1:9', '--manifest', file)
  assert.equal(code, 4)
  assert.equal((told['differences'] as { reason: string }[])[0]?.reason, 'manifest')
  writeFileSync(file, 'nonsense\n')
  assert.equal((await verify(postern.url, '--manifest', file)).code, 2)
})

test('no address, and what is none, are wrong usages; a site that does not answer is refused', async () => {
  for (const args of [[], ['ftp://x'], ['x']]) assert.equal((await runPostern(['verify-site', ...args])).code, 2)
  assert.equal((await runPostern(['verify-site', 'http://127.0.0.1:9'])).code, 3)
})
