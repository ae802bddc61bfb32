// Goal: an auditor exports by command line, and anybody checks the folder, with our program or with the one file beside it on an older Node.
// Method: the demonstration; the machine's own Node where there is one.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { answered, demoScene, refused } from './cli-scene.ts'
import { runHere } from './support/commands.ts'
import { runPostern } from './support/postern.ts'

const STOCK_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path)) ?? process.execPath

test('an auditor exports what can be audited, and anybody checks it', { timeout: 300_000 }, async (context) => {
  const { folder, member } = await demoScene(context)
  const out = join(folder, 'audit')
  await refused('not-allowed', ['desk', 'audit', ...member('陈默'), '--out', join(folder, 'none')])
  const made = await answered(['desk', 'audit', ...member('Maria Santos'), '--out', out])
  assert.equal(made['out'], out)
  assert.equal((await runHere(['desk', 'audit', ...member('Maria Santos'), '--out', out])).code, 2, 'it is there already')
  const found = await answered(['verify', '--audit', out])
  assert.equal(found['whole'], true)
  assert.ok(Number(found['entries']) > 10)
  assert.deepEqual((await answered(['verify', '--audit', out, '--from', '2001-01-01', '--to', '2001-01-02']))['access'], [])
  const alone = JSON.parse(execFileSync(STOCK_NODE, ['--no-warnings', join(out, 'verify.mjs'), '--json'], { encoding: 'utf8' })) as object
  assert.deepEqual(alone, found, `by ${STOCK_NODE}`)
  assert.match(readFileSync(join(out, 'README.txt'), 'utf8'), /node verify\.mjs[^]*离线核验全部内容/)
  const page = readFileSync(join(out, 'logs-00001.frames'))
  page[page.length - 20] = (page[page.length - 20] ?? 0) ^ 1
  writeFileSync(join(out, 'logs-00001.frames'), page)
  assert.equal((await runPostern(['verify', '--audit', out])).code, 4)
  const broken = spawnSync(STOCK_NODE, ['--no-warnings', join(out, 'verify.mjs'), '--lang', 'zh'], { encoding: 'utf8' })
  assert.equal(broken.status, 4)
  assert.match(broken.stderr, /logs-00001\.frames/)
})
