// Goal: what the documents promise is there. Method: each is read, and what it names is looked for in the tree.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { REFUSAL_CODES } from '#base/refusal.ts'
import { STATUS } from '#wire/problem.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'THREATS.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: ROOT })]

test('every refusal has a row in docs/problems.md, with the status that it is answered with', () => {
  const rows = new Map([...read('docs/problems.md').matchAll(/^\| <a id="[^"]+"><\/a>`([^`]+)` \| (\d+) \|/gm)].map(([, code, status]) => [code, Number(status)]))
  for (const code of REFUSAL_CODES) assert.equal(rows.get(code), STATUS[code], code)
  assert.equal(rows.size, REFUSAL_CODES.length, 'no row for a code that is gone')
})

test('every link inside the documents leads somewhere', () => {
  for (const document of DOCUMENTS) {
    for (const [, target = ''] of read(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (!/^[a-z]+:/.test(target)) assert.ok(existsSync(join(ROOT, document, '..', target)), `${document} names ${target}`)
    }
  }
})

/** A promise of THREATS.md names its proof as `path/to/x.test.ts`: “title of the test”. */
const PROOF = /`([^`]+\.test\.ts)`: “([^”]+)”/g

test('every promise in THREATS.md names a test that exists', () => {
  const proofs = [...read('THREATS.md').matchAll(PROOF)]
  assert.ok(proofs.length >= 15, `${proofs.length} promises with a proof`)
  for (const [, path = '', title = ''] of proofs) assert.deepEqual(wrongProof(path, title), null)
})

test('a promise without a test is noticed', () => {
  assert.match(wrongProof('test/docs.test.ts', 'the moon is made of cheese, and read-only at that') ?? '', /has no test/)
  assert.match(wrongProof('test/none.test.ts', 'anything') ?? '', /is not there/)
})

/** Titles made by a loop are compared without what the loop fills in: the words before the first `${` suffice. */
function wrongProof(path: string, title: string): string | null {
  if (!existsSync(join(ROOT, path))) return `${path} is not there`
  const named = path === 'test/docs.test.ts' ? read(path).split('wrongProof(')[0] ?? '' : read(path)
  return named.includes(title) ? null : `${path} has no test “${title}”`
}
