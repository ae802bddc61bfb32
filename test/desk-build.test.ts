// Goal: everybody can build the desk that an office serves, and a swapped file is not run. Method: a build, compared to the byte with the one
// that the set-up made; then the hashes that the page pins, and what its policy would refuse.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'

const ROOT = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'postern-desk-build-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function build(name: string): ReadonlyMap<string, Buffer> {
  const out = join(folder, name)
  execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'src/clients/desk', '--config', 'src/clients/desk/vite.config.ts',
    '--configLoader', 'native', '--outDir', out, '--emptyOutDir', '--logLevel', 'error'], { cwd: ROOT })
  return filesIn(out)
}

function filesIn(out: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(files.map((file) => [file.slice(out.length + 1), readFileSync(file)]))
}

let first: ReadonlyMap<string, Buffer>
before(() => { first = build('first') })

function page(): string {
  return first.get('index.html')?.toString() ?? ''
}

test('two builds of the desk are the same to the byte', () => {
  const second = filesIn(join(ROOT, 'build/desk'))
  assert.deepEqual([...second.keys()].sort(), [...first.keys()].sort())
  for (const [name, bytes] of first) assert.ok(second.get(name)?.equals(bytes), name)
})

test('the page pins every script and style sheet that it loads', () => {
  const tags = [...page().matchAll(/<(?:script|link)[^>]*(?:src|href)="\/desk\/(assets\/[^"]+\.(?:js|css))"[^>]*>/g)]
  assert.ok(tags.length >= 2)
  for (const [tag, name = ''] of tags) {
    const hash = createHash('sha384').update(first.get(name) ?? '').digest('base64')
    assert.ok(tag.includes(`integrity="sha384-${hash}"`), name)
  }
})

test('the page holds nothing that its policy would refuse, and names no other site', () => {
  assert.doesNotMatch(page(), /<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)/)
  assert.doesNotMatch(page(), /https?:\/\//)
  for (const [name, bytes] of first) if (name.endsWith('.css')) assert.doesNotMatch(bytes.toString(), /https?:\/\/|@import/)
})

test('assets are named by what they hold, and stay small', () => {
  // A browser asks for a worker that it keeps by the name that it had.
  const names = [...first.keys()].filter((name) => name !== 'index.html' && name !== 'push.js')
  assert.doesNotMatch(first.get('push.js')?.toString() ?? 'https://', /https?:\/\//)
  for (const name of names) assert.match(name, /^assets\/[\w-]+-[\w-]{8}\.(js|css|svg|wasm)$/)
  const entry = names.find((name) => name.startsWith('assets/index-') && name.endsWith('.js')) ?? ''
  const sizeBytes = gzipSync(first.get(entry) ?? '').length
  assert.ok(sizeBytes < 130_000, `${entry} has ${sizeBytes} bytes compressed`)
})
