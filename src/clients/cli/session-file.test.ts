// Goal: what is kept between commands is a token in a file of one's own, and two commands at once do not step on each other.
// Method: a state folder in a temporary place.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sessionFile } from './session-file.ts'

const TOKEN = 'A'.repeat(43)
const WHOSE = { origin: 'http://127.0.0.1:8080', office: 'office', name: 'Lin Yue' }

function stateFolder(context: TestContext): { readonly XDG_STATE_HOME: string } {
  const folder = mkdtempSync(join(tmpdir(), 'postern-state-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return { XDG_STATE_HOME: folder }
}

test('a token is kept for its owner alone, under a name that says nothing', async (context) => {
  const env = stateFolder(context)
  const file = await sessionFile(env, WHOSE)
  assert.equal(await file.read(), null)
  await file.write(TOKEN)
  const folder = join(env.XDG_STATE_HOME, 'postern')
  const [name = '', ...others] = readdirSync(folder)
  assert.deepEqual(others, [])
  assert.match(name, /^session-[A-Za-z0-9_-]{43}$/)
  assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(readFileSync(join(folder, name), 'utf8'), `${TOKEN}\n`)
})

test('a member is the same in any spelling of the name, and another elsewhere', async (context) => {
  const env = stateFolder(context)
  await (await sessionFile(env, WHOSE)).write(TOKEN)
  assert.equal(await (await sessionFile(env, { ...WHOSE, name: ' lin  YUE' })).read(), TOKEN)
  assert.equal(await (await sessionFile(env, { ...WHOSE, origin: 'http://127.0.0.1:8081' })).read(), null)
})

test('a file that holds no token is as good as none', async (context) => {
  const env = stateFolder(context)
  const file = await sessionFile(env, WHOSE)
  await file.write('not a token')
  assert.equal(await file.read(), null)
})

test('one at a time, and a lock that its owner left behind holds nobody up', async (context) => {
  const env = stateFolder(context)
  const [one, two] = [await sessionFile(env, WHOSE), await sessionFile(env, WHOSE)]
  let inside = 0
  const deed = async (): Promise<number> => {
    const now = ++inside
    await pause(120)
    inside -= 1
    return now
  }
  assert.deepEqual(await Promise.all([one.alone(deed), two.alone(deed)]), [1, 1])
  await one.write(TOKEN)
  const [name = ''] = readdirSync(join(env.XDG_STATE_HOME, 'postern'))
  // No process has this number: it is above what Linux and macOS give out.
  writeFileSync(join(env.XDG_STATE_HOME, 'postern', `${name}.lock`), '4194999')
  assert.equal(await two.alone(deed), 1)
})

test('where no file can be kept, nothing is kept and nothing fails', async () => {
  const file = await sessionFile({ XDG_STATE_HOME: '/dev/null/state' }, WHOSE)
  await file.write(TOKEN)
  assert.equal(await file.read(), null)
  assert.equal(await file.alone(async () => 1), 1)
})
