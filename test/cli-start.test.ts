// Goal: a service that cannot start says why, in words, as a document and as a number, and leaves nothing running. Method: the
// command itself, asked for what cannot be.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { databasePath } from '#server/store/sqlite-file.ts'
import { freePort, runPostern, startPostern } from './support/postern.ts'

function folder(context: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'postern-start-'))
  context.after(() => rmSync(made, { recursive: true, force: true }))
  return made
}

async function refusedStart(args: readonly string[], expected: { readonly code: number; readonly title: string; readonly sentence: RegExp }): Promise<void> {
  const said = await runPostern(['start', ...args])
  assert.equal(said.code, expected.code, said.errors)
  assert.match(said.errors, expected.sentence)
  const told = await runPostern(['start', ...args, '--json', '--lang', 'zh'])
  assert.deepEqual([told.code, told.out], [expected.code, ''])
  assert.equal((JSON.parse(told.errors) as { title: string }).title, expected.title)
}

test('a port in use is refused', async (context) => {
  const taken = createServer()
  const port = await freePort()
  await new Promise<void>((resolve) => { taken.listen(port, '127.0.0.1', resolve) })
  context.after(() => taken.close())
  await refusedStart(['--port', String(port), '--data', folder(context)], { code: 3, title: 'port-in-use', sentence: /Another process listens on this port/ })
})

test('a data folder in use and one of a newer version are refused', { timeout: 120_000 }, async (context) => {
  const postern = await startPostern(context)
  const args = async (): Promise<string[]> => ['--port', String(await freePort()), '--data', postern.data]
  await refusedStart(await args(), { code: 3, title: 'data-in-use', sentence: /in use by a running process/ })
  await postern.stop()
  const database = new DatabaseSync(databasePath(postern.data))
  database.exec(`insert into version (version, name) values (999, 'from tomorrow')`)
  database.close()
  await refusedStart(await args(), { code: 3, title: 'data-newer', sentence: /newer version of Postern/ })
  assert.equal((await runPostern(['verify', '--data', postern.data, '--json'])).code, 3)
})

test('what is not there yet, and what never is, is wrong usage', async (context) => {
  const data = folder(context)
  assert.equal((await runPostern(['start', '--data', data, '--blobs', 's3://x'])).code, 2)
  assert.equal((await runPostern(['start', '--data', data, '--database', 'mysql://x'])).code, 2)
  assert.equal((await runPostern(['start', '--data', data, '--port', '70000'])).code, 2)
})
