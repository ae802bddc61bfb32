// Goal: what is made from the sources is made again exactly when they changed. Method: a small root with a words step that we can see.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { sourcesUnder } from './fresh.mjs'
import { runStep, staleSteps } from './steps.mjs'

interface Sample { readonly root: string; readonly made: () => number; readonly isStale: () => boolean; readonly bring: () => Promise<void> }

/** A root in which the step `words` is known to exist; what it does is counted instead of done. */
function sample(context: TestContext): Sample {
  const root = mkdtempSync(join(tmpdir(), 'postern-steps-'))
  context.after(() => rmSync(root, { recursive: true, force: true }))
  write(root, 'tools/words.ts', '')
  write(root, 'src/words/desk/en.json', '{}')
  let made = 0
  const bring = async (): Promise<void> => {
    for (const step of staleSteps(root, ['words'])) {
      await runStep(root, { ...step, make: async () => { made += 1; write(root, 'src/words/desk/generated/words.ts', '') } })
    }
  }
  return { root, made: () => made, isStale: () => staleSteps(root, ['words']).length > 0, bring }
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

test('a step runs once, and not again while nothing changed', async (context) => {
  const { bring, made, isStale } = sample(context)
  assert.equal(isStale(), true)
  await bring()
  await bring()
  assert.deepEqual([made(), isStale()], [1, false])
})

test('a changed, a new and a removed source each make it run again', async (context) => {
  const { root, bring, made } = sample(context)
  await bring()
  write(root, 'src/words/desk/en.json', '{"a":"A"}')
  await bring()
  write(root, 'src/words/report/en.json', '{}')
  write(root, 'src/words/report/generated/words.ts', '')
  await bring()
  rmSync(join(root, 'src/words/report'), { recursive: true })
  await bring()
  assert.equal(made(), 4)
})

test('the same contents under a new date are not made again', async (context) => {
  const { root, bring, made, isStale } = sample(context)
  await bring()
  utimesSync(join(root, 'src/words/desk/en.json'), new Date(), new Date(Date.now() + 60_000))
  assert.equal(isStale(), true)
  await bring()
  assert.deepEqual([made(), isStale()], [1, false])
})

test('what was made and then lost is made again', async (context) => {
  const { root, bring, made } = sample(context)
  await bring()
  rmSync(join(root, 'src/words/desk/generated'), { recursive: true })
  await bring()
  assert.equal(made(), 2)
})

test('a step that fails stays to be done', async (context) => {
  const { root, isStale } = sample(context)
  const [step] = staleSteps(root, ['words'])
  assert.ok(step)
  await assert.rejects(runStep(root, { ...step, make: async () => { throw new Error('a slip in zh') } }), /a slip in zh/)
  assert.equal(isStale(), true)
})

test('a room that does not exist yet has no step, and tests are no sources', (context) => {
  const { root } = sample(context)
  write(root, 'src/words/desk/a.test.ts', '')
  assert.deepEqual(staleSteps(root, ['report', 'desk']), [])
  assert.deepEqual(sourcesUnder(root, ['src/words']), ['src/words/desk/en.json'])
})
