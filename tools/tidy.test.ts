// Goal: the house stays as ARCHITECTURE.md draws it, whoever builds on it. Method: every rule is put to every file; what a rule finds
// when it is broken is tested in tools/tidy/rules.test.ts.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { EXCEPTIONS, DYNAMIC_IMPORTS } from './tidy/exceptions.ts'
import { readHouse, violationsOf } from './tidy/house.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

test('the house is tidy', () => {
  const found = violationsOf(readHouse(ROOT), ROOT.replace(/\/$/, ''))
  const told = found.map(({ rule, path, line, what }) => `${path}:${line} ${rule}: ${what}`).sort().join('\n')
  if (found.length > 0) assert.fail(`\n${told}`)
})

test('every exception gives its reason', () => {
  for (const { reason } of [...EXCEPTIONS, ...DYNAMIC_IMPORTS]) assert.ok(reason.length > 20, reason)
})
