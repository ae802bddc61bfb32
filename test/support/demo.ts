// The demonstration for tests that do not care how it came to be: made once in a test run, by `start --demo` itself, and copied for each.
// Its members' passphrases are cheap: they open in this process, and in one that is started with CHEAP_TOO.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { withLock } from '#tools/set-up/lock.mjs'
import { CHEAP_TOO, makePassphrasesCheap } from './cheap-passphrases.ts'
import { startPostern, type Postern } from './postern.ts'
import { runFolder } from './run-folder.ts'

/** A Postern of its own over a copy of the demonstration: members, forty reports, and what `start --demo` printed of them. */
export async function startDemo(test: TestContext): Promise<Postern> {
  makePassphrasesCheap()
  const made = await demonstration()
  const data = mkdtempSync(join(runFolder(), 'demonstration-'))
  cpSync(join(made, 'data'), data, { recursive: true })
  const postern = await startPostern(test, { data })
  test.after(() => rmSync(data, { recursive: true, force: true, maxRetries: 5 }))
  return { ...postern, demo: JSON.parse(readFileSync(join(made, 'demo.json'), 'utf8')) as Postern['demo'] }
}

async function demonstration(): Promise<string> {
  const folder = join(runFolder(), 'demo')
  await withLock(`${folder}.lock`, async () => {
    if (!isThere(folder)) await make(folder)
  })
  return folder
}

function isThere(folder: string): boolean {
  try {
    return readFileSync(join(folder, 'demo.json')).length > 0
  } catch {
    return false
  }
}

/** Beside and moved into place: a test that was killed half-way leaves nothing that looks whole. */
async function make(folder: string): Promise<void> {
  const beside = `${folder}.${process.pid}`
  const ends: (() => unknown)[] = []
  mkdirSync(beside, { recursive: true })
  try {
    const postern = await startPostern({ after: (end: () => unknown) => { ends.push(end) } } as TestContext, { demo: true, data: join(beside, 'data'), env: CHEAP_TOO })
    await postern.stop()
    writeFileSync(join(beside, 'demo.json'), JSON.stringify(postern.demo))
    renameSync(beside, folder)
  } finally {
    for (const end of ends) await end()
    rmSync(beside, { recursive: true, force: true })
  }
}
