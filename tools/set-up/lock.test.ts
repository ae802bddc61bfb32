// Goal: two set-ups in one folder never overlap, and a set-up that died holds nobody up. Method: real processes on one lock.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { pathToFileURL } from 'node:url'
import { withLock } from './lock.mjs'

const LOCK_MODULE = pathToFileURL(join(import.meta.dirname, 'lock.mjs')).href
const UNUSED_PID = 2 ** 22 + 1

test('five set-ups at once do their work one after the other', async (context) => {
  const folder = folderFor(context)
  const log = join(folder, 'log')
  const script = `import { withLock } from '${LOCK_MODULE}'
    import { appendFileSync } from 'node:fs'
    await withLock('${join(folder, 'lock')}', async () => {
      appendFileSync('${log}', 'in ')
      await new Promise((done) => setTimeout(done, 30))
      appendFileSync('${log}', 'out ')
    })`
  await Promise.all(Array.from({ length: 5 }, () => finished(script)))
  assert.equal(readFileSync(log, 'utf8'), 'in out '.repeat(5))
})

test('a lock whose holder died is broken at once', async (context) => {
  const path = join(folderFor(context), 'lock')
  writeFileSync(path, String(UNUSED_PID))
  assert.equal(await withLock(path, async () => 'done'), 'done')
})

test('a lock that nobody touches any more is broken, whoever has its process id now', async (context) => {
  const path = join(folderFor(context), 'lock')
  writeFileSync(path, String(process.pid))
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(path, longAgo, longAgo)
  assert.equal(await withLock(path, async () => 'done'), 'done')
})

test('work that fails gives the lock back', async (context) => {
  const path = join(folderFor(context), 'lock')
  await assert.rejects(withLock(path, async () => { throw new Error('no disk') }), /no disk/)
  assert.equal(await withLock(path, async () => 'done'), 'done')
})

function folderFor(context: test.TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-lock-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function finished(script: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' })
    child.on('exit', (code) => { if (code === 0) resolve(); else reject(new Error(`ended with ${code}`)) })
  })
}
