// Goal: one label, one purpose, and each written down. Method: every label in the code is looked for in labels.md, and the other way round.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'

const SOURCES = new URL('../src/', import.meta.url)
const PROSE = readFileSync(new URL('labels.md', import.meta.url), 'utf8')

const CODE = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.startsWith('sealing/') || path.startsWith('clients/') || path.startsWith('server/') || path.startsWith('wire/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(new URL(path, SOURCES), 'utf8').replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '')).join('\n')

/** A template's open end stands for every lock that there is. */
const labels = [...CODE.matchAll(/postern\/[a-z-]+\/v\d+(?:\/[a-z]+)?(\/\$\{lock\})?/g)]
  .flatMap(([label, open]) => (open === undefined ? [label] : ['passphrase', 'recovery', 'passkey'].map((lock) => label.replace('${lock}', lock))))
const stanzas = [...CODE.matchAll(/type: '(postern-[a-z]+)'/g)].map(([, type = '']) => type)

/** `label` in the first cell of a row. */
const told = [...PROSE.matchAll(/^\| `(postern[/-][^`]+)` \|/gm)].map(([, name = '']) => name.replace(String.raw`\n`, ''))

test('every label and stanza of the code is in labels.md, and no other', () => {
  assert.deepEqual([...new Set(told)].toSorted(), [...new Set([...labels, ...stanzas])].toSorted())
})

test('no label is the beginning of another that is used in the same way', () => {
  const uses = [...PROSE.matchAll(/^\| `(postern\/[^`]+)` \| ([A-Za-z0-9-]+) \|/gm)].map(([, label = '', use]) => ({ label, use }))
  assert.ok(uses.length > 20)
  for (const { label, use } of uses) {
    for (const other of uses) {
      const clash = other.use === use && other.label !== label && other.label.startsWith(label)
      assert.equal(clash, false, `${label} and ${other.label}`)
    }
  }
})
