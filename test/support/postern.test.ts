// Goal: what starts Postern for the tests waits for it, tells why it did not start, and leaves no process. Method: a stand-in that
// starts a child of its own, as Postern does.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { startPostern } from './postern.ts'

const STAND_IN = `
import { spawn } from 'node:child_process'
if (process.argv.includes('--demo')) { console.error('the port is taken'); process.exit(3) }
const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
process.on('SIGTERM', () => { child.kill(); process.exit(0) })
console.log('a line before')
console.log(JSON.stringify({ ready: true, url: 'u', setupUrl: String(child.pid), demo: null }))
`

/** A killed process may stay listed until its parent looks; it runs no more. */
function isRunning(pid: number): boolean {
  return !/^$|^Z/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim())
}

function standIn(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-stand-in-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'main.mjs'), STAND_IN)
  return join(folder, 'main.mjs')
}

test('Postern is ready when startPostern returns, and stops when asked', async (context) => {
  const postern = await startPostern(context, { program: standIn(context) })
  assert.equal(postern.url, 'u')
  await postern.stop()
})

test('kill9 takes the children too', async (context) => {
  const postern = await startPostern(context, { program: standIn(context) })
  await postern.kill9()
  assert.equal(isRunning(Number(postern.setupUrl)), false)
})

test('a start that fails says why', async (context) => {
  await assert.rejects(startPostern(context, { program: standIn(context), demo: true }), /the port is taken/)
})
