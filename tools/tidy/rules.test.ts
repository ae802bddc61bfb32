// Goal: each rule finds what it forbids and nothing else. Method: small houses in memory, sound but for one planted thing.
import assert from 'node:assert/strict'
import test from 'node:test'
import { cycleViolations, importViolations, serverWalkViolations } from './imports.ts'
import { markupViolations } from './markup.ts'
import { shapeViolations } from './shape.ts'
import { readSource, type Violation } from './source.ts'
import { lockFileViolations, pageViolations, publicViolations } from './text.ts'

const CHECKOUT = '/somewhere/checkout'
// Written in two halves, or this file would break the rules that it tests.
const REGISTRY = ['https://registry', '.example.org/a.tgz'].join('')
const HOME = ['/ho', 'me/lin/postern'].join('')

function rulesBroken(files: Readonly<Record<string, string>>): string[] {
  const sources = Object.entries(files).filter(([path]) => /\.(ts|mjs|svelte)$/.test(path)).map(([path, text]) => readSource(path, text))
  const found: Violation[] = [
    ...sources.flatMap((source) => [...importViolations(source, []), ...shapeViolations(source),
      ...pageViolations(source), ...markupViolations(source)]),
    ...cycleViolations(sources),
    ...serverWalkViolations(sources),
    ...Object.entries(files).flatMap(([path, text]) => publicViolations(path, text, CHECKOUT)),
    ...Object.entries(files).flatMap(([path, text]) => (path === 'package-lock.json' ? lockFileViolations(path, text) : [])),
  ]
  return [...new Set(found.map(({ rule }) => rule))].sort()
}

const lines = (count: number): string => Array.from({ length: count }, (_, index) => `const a${index} = ${index}`).join('\n')

const PLANTED: readonly [string, Readonly<Record<string, string>>, string][] = [
  ['the domain importing the wire', { 'src/domain/case.ts': `import { a } from '#wire/a.ts'` }, 'room-order'],
  ['base importing anything', { 'src/base/bytes.ts': `import type { A } from '#words/a.ts'` }, 'room-order'],
  ['sealed importing plain', { 'src/sealing/sealed/a.ts': `import { b } from '../plain/b.ts'` }, 'room-order'],
  ['plain importing proof', { 'src/sealing/plain/a.ts': `import { b } from '../proof/b.ts'` }, 'room-order'],
  ['seal importing open', { 'src/sealing/seal/a.ts': `import { b } from '../open/b.ts'` }, 'room-order'],
  ['the wire knowing plaintext', { 'src/wire/a.ts': `import { b } from '#sealing/plain/b.ts'` }, 'room-order'],
  ['the server importing open', { 'src/server/actions/a.ts': `import { b } from '#sealing/open/b.ts'` }, 'room-order'],
  ['the server importing a type of plain', { 'src/server/actions/a.ts': `export type A = import('#sealing/plain/b.ts').B` }, 'room-order'],
  ['the server importing a client', { 'src/server/actions/a.ts': `import { b } from '#clients/cli/b.ts'` }, 'room-order'],
  ['a client importing the server', { 'src/clients/front/a.ts': `import { b } from '#server/http/b.ts'` }, 'room-order'],
  ['the desk importing the reporter’s pages', { 'src/clients/desk/A.svelte': `<script lang="ts">import { b } from '#clients/report/b.ts'</script>` }, 'room-order'],
  ['a product file importing a test', { 'src/wire/a.ts': `import { b } from '#test/support/b.ts'` }, 'room-order'],
  ['a worker of another room', { 'src/clients/desk/a.ts': `new Worker(new URL('../member/b.ts', import.meta.url))` }, 'relative'],
  ['a room that nobody drew', { 'src/helpers/a.ts': `import { b } from '#base/b.ts'` }, 'room-order'],
  ['a relative import out of the room', { 'src/wire/a.ts': `import { b } from '../base/b.ts'` }, 'relative'],
  ['a private file of another folder', { 'src/server/http/a.ts': `import { b } from '../store/_b.ts'` }, 'private'],
  ['Node in a room that a browser loads', { 'src/clients/transport/a.ts': `import { readFile } from 'node:fs/promises'` }, 'node'],
  ['a global of Node in a room that a browser loads', { 'src/wire/a.ts': `export const a = process.env.HOME` }, 'node'],
  ['cryptography outside of sealing', { 'src/clients/desk/a.ts': `import { sha256 } from '@noble/hashes/sha2.js'` }, 'package'],
  ['a store outside of the server', { 'src/clients/front/a.ts': `import { DatabaseSync } from 'node:sqlite'` }, 'package'],
  ['a dynamic import without a reason', { 'src/main/a.ts': `export const b = () => import('./b.ts')` }, 'dynamic-import'],
  ['an import without its extension', { 'src/wire/a.ts': `import { b } from './b'` }, 'extension'],
  ['two files importing each other', {
    'src/wire/a.ts': `import { b } from './b.ts'\nexport const a = b`, 'src/wire/b.ts': `import { a } from './a.ts'\nexport const b = a` }, 'cycle'],
  ['a route that reaches an opener by a detour', {
    'src/server/http/a.ts': `import { b } from '#wire/b.ts'`,
    'src/wire/b.test.ts': `import { c } from '#sealing/open/c.ts'`,
    'src/wire/b.ts': `import { b } from './b.test.ts'`,
    'src/sealing/open/c.ts': 'export const c = 1' }, 'server-walk'],
  ['a file of 401 lines', { 'src/wire/a.ts': lines(401) }, 'file-size'],
  ['a function of 61 lines', { 'src/wire/a.ts': `export function f() {\n${lines(59)}\n}` }, 'function-size'],
  ['four parameters', { 'src/wire/a.ts': 'export const f = (a: 1, b: 2, c: 3, d: 4) => [a, b, c, d]' }, 'parameters'],
  ['any', { 'src/wire/a.ts': 'export const a = (b: any[]) => b' }, 'any'],
  ['a non-null assertion', { 'src/wire/a.ts': 'export const a = (b?: string) => b!.length' }, 'non-null'],
  ['a field asserted to be set', { 'src/wire/a.ts': 'export class A { b!: string }' }, 'non-null'],
  ['an enum', { 'src/wire/a.ts': 'export enum A { B }' }, 'enum'],
  ['a parameter property', { 'src/wire/a.ts': 'export class A { constructor(readonly b: string) {} }' }, 'parameter-property'],
  ['a default export', { 'src/wire/a.ts': 'export default 1' }, 'default-export'],
  ['a barrel', { 'src/wire/index.ts': `export * from './a.ts'\nexport { b } from './b.ts'` }, 'barrel'],
  ['a folder too deep', { 'src/clients/desk/ui/parts/a.ts': 'export const a = 1' }, 'depth'],
  ['plaintext revealed in the server', { 'src/server/http/a.ts': 'export const a = (b: B) => b.reveal()' }, 'reveal'],
  ['bytes called sealed outside of sealing', { 'src/wire/a.ts': `export const a = (b: Bytes) => b as Sealed<'report'>` }, 'as-sealed'],
  ['unescaped markup', { 'src/clients/desk/A.svelte': '<p>{@html words}</p>' }, 'html'],
  ['a style attribute', { 'src/clients/desk/A.svelte': '<p style="color: red">a</p>' }, 'inline-style'],
  ['a style attribute in a template', { 'src/clients/report/a.ts': 'export const a = html`<p style="color: red">`' }, 'inline-style'],
  ['a sentence in a component', { 'src/clients/desk/A.svelte': '<p>{#if a}Nothing here{/if}</p>' }, 'literal-sentence'],
  ['a sentence only heard', { 'src/clients/desk/A.svelte': '<button aria-label="关闭">×</button>' }, 'literal-sentence'],
  ['a registry’s address', { 'docs/a.md': `npm install --registry ${REGISTRY}` }, 'registry'],
  ['a folder of one machine', { 'docs/a.md': `run it in ${HOME}` }, 'machine-path'],
  ['the folder of this checkout', { 'docs/a.md': `run it in ${CHECKOUT}` }, 'machine-path'],
  ['a lock file with an address', { 'package-lock.json': '{\n"resolved": "https://example.org/a.tgz"\n}' }, 'lock-file'],
  ['a lock file without a platform’s package', { 'package-lock.json': '{"packages":{"":{"optionalDependencies":{"a-darwin":"1.0.0"}}}}' }, 'lock-file'],
]
for (const [name, files, rule] of PLANTED) {
  test(`${name} is found`, () => {
    assert.deepEqual(rulesBroken(files), [rule])
  })
}

test('what the rules allow passes', () => {
  assert.deepEqual(rulesBroken({
    'src/server/http/a.ts': `import { b } from '#sealing/proof/b.ts'\nimport { c } from '../actions/c.ts'\nimport { d } from './_d.ts'`,
    'src/server/http/a.test.ts': `import { b } from '#sealing/open/b.ts'\nimport test from 'node:test'\nexport const a = b.reveal() as Sealed`,
    'src/clients/cli/a.ts': `import { readFile } from 'node:fs/promises'\nimport { b } from '#clients/reporter/b.ts'\nexport const a = b.reveal()`,
    'src/sealing/open/a.ts': `import { b } from '../plain/b.ts'\nimport { c } from 'age-encryption'\nexport const a = b as Sealed`,
    'src/clients/report/build.ts': `import { readFile } from 'node:fs/promises'\nimport { build } from 'vite'`,
    'src/clients/desk/ui/A.svelte': `<script lang="ts">let { a }: { a: string } = $props()</script>\n<p class="wide" style:width={a} title={words.a}>{a} · Postern <kbd>Ctrl</kbd></p>`,
    'src/wire/a.ts': `/** any enum! */\nexport function f(this: A, b: 1, c: 2, d: 3): string { return 'any!' }\n${lines(390)}`,
    'test/journeys/a.test.ts': `import { b } from '#server/store/b.ts'\nimport { c } from '#sealing/open/c.ts'`,
    'docs/a.md': 'Put the packages of the npm registry into /var/lib/postern.',
    'package-lock.json': '{ "integrity": "sha512-a" }',
  }), [])
})
