// Goal: Postern starts, says where it is, and where it cannot start says why; it ends when told, when a part of it ends, and when
// nobody is left to tell it. Method: the real processes, each time with what stands in their way.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test, { type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { newOffice } from '#test/support/people.ts'
import { freePort, runPostern, startPostern } from '#test/support/postern.ts'
import { requestTo, type World } from '#test/support/world.ts'

function dataDir(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-start-'))
  context.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

async function startCode(args: readonly string[]): Promise<{ readonly code: number | null; readonly errors: string }> {
  return runPostern(['start', '--json', '--host', '127.0.0.1', ...args])
}

/** The tests' people, speaking to a running Postern. */
function worldAt(url: string, setupUrl: string | null): World {
  const setupToken = setupUrl?.split('#setup=')[1] ?? ''
  const send: World['send'] = (route, sending = {}) => {
    const request = requestTo(route, sending)
    return fetch(new Request(request.url.replace('http://postern.test', url), request))
  }
  return { send, setupToken, nowMs: Date.now(), defects: [] } as unknown as World
}

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  return stdout.split('\n').map((line) => Number(line.trim())).filter((each) => each > 0)
}

async function gone(pids: readonly number[]): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pids.join(',')], { encoding: 'utf8' })
    if (stdout.split('\n').every((line) => line.trim() === '' || line.startsWith('Z'))) return true
    await pause(100)
  }
  return false
}

test('it listens, answers, ends when told to, and leaves no socket behind', async (context) => {
  const postern = await startPostern(context)
  assert.equal((await fetch(`${postern.url}/api/health`)).status, 200)
  assert.match(postern.setupUrl ?? '', /^http:\/\/127\.0\.0\.1:\d+\/desk\/#setup=[\w-]{43}$/)
  assert.equal(statSync(join(postern.data, 'server.sock')).mode & 0o777, 0o600)
  if (process.platform === 'linux') {
    for (const pid of childrenOf(postern.pid)) assert.match(readFileSync(`/proc/${pid}/limits`, 'utf8'), /Max core file size +0 /, 'no core dump')
  }
  await postern.stop()
  assert.equal(existsSync(join(postern.data, 'server.sock')), false)
})

test('the set-up link stays the same until it is used, and its token is nowhere else', async (context) => {
  const data = dataDir(context)
  const first = await startPostern(context, { data })
  const file = join(data, 'setup-token')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  await first.stop()
  const second = await startPostern(context, { data, port: first.port })
  assert.equal(second.setupUrl, first.setupUrl)
  const token = first.setupUrl?.split('#setup=')[1] ?? ''
  assert.equal(readFileSync(join(data, 'postern.db')).includes(token), false)
  await newOffice(worldAt(second.url, second.setupUrl))
  assert.equal(existsSync(file), false)
  await second.stop()
  const third = await startPostern(context, { data })
  assert.equal(third.setupUrl, null)
})

test('a port in use is refused, and the data are free again', async (context) => {
  const data = dataDir(context)
  const other = createServer().listen(0, '127.0.0.1')
  context.after(() => { other.close() })
  await new Promise((resolve) => { other.once('listening', resolve) })
  const { port } = other.address() as AddressInfo
  const { code, errors } = await startCode(['--port', String(port), '--data', data])
  assert.equal(code, 3)
  assert.match(errors, /port-in-use/)
  await startPostern(context, { data })
})

test('an address that this machine does not have is a wrong usage', async (context) => {
  const { code, errors } = await runPostern(['start', '--json', '--host', '192.0.2.1', '--port', String(await freePort()), '--data', dataDir(context)])
  assert.equal(code, 2)
  assert.match(errors, /--host|address/)
})

test('data of a running Postern are refused, and it is not disturbed', async (context) => {
  const postern = await startPostern(context)
  const { code, errors } = await startCode(['--port', String(await freePort()), '--data', postern.data])
  assert.equal(code, 3)
  assert.match(errors, /data-in-use/)
  assert.equal((await fetch(`${postern.url}/api/health`)).status, 200)
})

test('data of a newer Postern are refused', async (context) => {
  const data = dataDir(context)
  const postern = await startPostern(context, { data })
  await postern.stop()
  const database = new DatabaseSync(join(data, 'postern.db'))
  database.exec(`insert into version (version, name) values (99, 'later')`)
  database.close()
  const { code, errors } = await startCode(['--port', String(await freePort()), '--data', data])
  assert.equal(code, 3)
  assert.match(errors, /data-newer/)
})

test('a database that is none, and one that does not answer, are told apart', async (context) => {
  const data = dataDir(context)
  const at = (url: string) => startCode(['--port', '0', '--data', data, '--database', url])
  assert.equal((await at('mysql://127.0.0.1/x')).code, 2)
  const unreachable = await at(`postgres://127.0.0.1:${await freePort()}/postern`)
  assert.equal(unreachable.code, 3)
  assert.match(unreachable.errors, /database-unreachable/)
})

test('a data path too long for a socket is no obstacle', async (context) => {
  const postern = await startPostern(context, { data: join(dataDir(context), 'long-'.repeat(20), 'data') })
  assert.equal((await fetch(`${postern.url}/api/health`)).status, 200)
  assert.equal(existsSync(join(postern.data, 'server.sock')), false)
})

test('if one process ends by itself, all end and say so', async (context) => {
  const postern = await startPostern(context)
  const children = childrenOf(postern.pid)
  assert.equal(children.length, 2)
  process.kill(children[0] ?? 0, 'SIGKILL')
  assert.ok(await gone([postern.pid]))
  await assert.rejects(postern.stop(), /ended with 1/)
  assert.match(postern.errors(), /server|front/)
  assert.ok(await gone(children))
})

test('if the process that watches is gone, the others end', async (context) => {
  const postern = await startPostern(context)
  const children = childrenOf(postern.pid)
  process.kill(postern.pid, 'SIGKILL')
  assert.ok(await gone(children))
})
