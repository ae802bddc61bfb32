// Goal: `npm test -- something` runs what the person meant, and never nothing. Method: this repository's own tests.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { allTestFiles, chosenTestFiles, needBrowsers } from './files.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

test('a file, a folder and a part of a name each choose', () => {
  assert.deepEqual(chosenTestFiles(ROOT, ['tools/tidy.test.ts']), ['tools/tidy.test.ts'])
  assert.deepEqual(chosenTestFiles(ROOT, ['tools/tidy/']), ['tools/tidy/rules.test.ts'])
  assert.deepEqual(chosenTestFiles(ROOT, ['support/browsers']), ['test/support/browsers.test.ts'])
  assert.deepEqual(chosenTestFiles(ROOT, []), allTestFiles(ROOT))
})

test('a name that matches nothing is refused', () => {
  assert.throws(() => chosenTestFiles(ROOT, ['tools', 'no-such-test']), /no test file matches no-such-test/)
})

test('only tests that open a browser ask for one', () => {
  assert.equal(needBrowsers(ROOT, ['tools/tidy.test.ts']), false)
  assert.equal(needBrowsers(ROOT, ['test/support/browsers.test.ts']), true)
})
