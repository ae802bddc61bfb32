// Goal: an export opens with the stock age and is proved offline; whatever is changed in it comes to light, and is named.
// Method: an export of a real report, opened with Debian's age, then with every file changed in turn; then forgeries that a
// member could make, who can sign a manifest.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { hex } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import type { ExportManifest } from '#sealing/open/export-manifest.ts'
import { checkExport } from '#sealing/open/export.ts'
import { hash } from '#sealing/proof/hash.ts'
import { signManifest } from '#sealing/seal/export.ts'
import { PHOTO, smallOffice, WORDS, type SmallOffice } from './cli-office.ts'
import { answered } from './cli-scene.ts'
import { bytesByAge, decryptWithAge, noAge } from './support/age.ts'
import { flipLast, flipped } from './support/flipped.ts'
import { runHere } from './support/commands.ts'

test('an export', { timeout: 300_000 }, async (context) => {
  const office = await smallOffice(context)
  const out = join(office.folder, 'export')
  await context.test('is written to an empty folder only', () => writesOnce(office, out))
  await context.test('opens with the stock age', { skip: noAge() }, () => opens(out))
  await context.test('names every file and is for its owner alone', () => names(out))
  await context.test('is whole, with and without its key', () => whole(context, out))
  await context.test('shows any changed byte', () => anyByte(out))
  await context.test('fills no memory', () => fillsNone(context, out))
  await context.test('shows what a member forges', () => forgeries(context, { office, out }))
})

async function writesOnce({ login, report }: SmallOffice, out: string): Promise<void> {
  const made = await answered(['desk', 'export', ...login, report, '--out', out])
  assert.deepEqual([made['out'], made['report'], made['entries'], made['attachments'], made['identity']], [out, report, 7, 1, 'identity.txt'])
  const again = await runHere(['desk', 'export', ...login, report, '--out', out])
  assert.equal(again.code, 2)
  assert.match(again.errors, /is not empty/)
}

async function opens(out: string): Promise<void> {
  const bodies = readdirSync(out).filter((name) => name.endsWith('.body.age')).map((name) => decryptWithAge(join(out, 'identity.txt'), join(out, name)))
  const told = bodies.map((body) => JSON.parse(body) as Readonly<Record<string, unknown>>)
  assert.deepEqual(told[0]?.['answers'], { what: WORDS.report })
  for (const text of [WORDS.more, WORDS.answer, WORDS.note]) assert.ok(told.some((body) => body['text'] === text), text)
  assert.ok(told.some((body) => body['title'] === WORDS.title))
  assert.ok(bytesByAge(join(out, 'identity.txt'), join(out, 'file-000.age')).equals(PHOTO), 'and what came along')
}

async function names(out: string): Promise<void> {
  const manifest = manifestIn(out)
  const named = manifest.files.map(({ file }) => file).sort()
  assert.deepEqual(readdirSync(out).filter((name) => !name.startsWith('manifest')).sort(), named)
  for (const { file, sha256 } of manifest.files) assert.equal(hex(hash(readFileSync(join(out, file)))), sha256)
  for (const name of readdirSync(out)) assert.equal(statSync(join(out, name)).mode & 0o077, 0, name)
  assert.match(readFileSync(join(out, 'README.txt'), 'utf8'), /age -d -i identity\.txt[^]*核验不需要密钥/)
}

async function whole(context: TestContext, out: string): Promise<void> {
  assert.equal((await answered(['verify', '--export', out]))['opened'], true)
  const apart = copyOf(context, out)
  rmSync(join(apart, 'identity.txt'))
  const { whole: holds, opened } = await answered(['verify', '--export', apart])
  assert.deepEqual([holds, opened], [true, false])
}

/** One byte in the middle of each file; the command itself is asked once, its check for all the others. */
async function anyByte(out: string): Promise<void> {
  for (const changed of readdirSync(out)) {
    const read = async (name: string) => (name === changed ? flipped(readFileSync(join(out, name))) : new Uint8Array(readFileSync(join(out, name))))
    const { broken } = await checkExport(read, streamed(read))
    assert.ok(broken !== null, `${changed} was changed, and nobody saw it`)
    if (!changed.startsWith('manifest')) assert.deepEqual([broken.file, broken.reason], [changed, 'file-hash'])
  }
  for (const gone of ['001.sig', 'file-000.age']) {
    const read = async (name: string) => (name === gone ? null : new Uint8Array(readFileSync(join(out, name))))
    assert.deepEqual((await checkExport(read, streamed(read))).broken?.reason, 'missing', gone)
  }
}

/** A file of any size takes no room on a stranger's disk: a hole is read as zeros. */
async function fillsNone(context: TestContext, out: string): Promise<void> {
  for (const [name, bytes] of [['manifest.json', 3 * 1024 ** 3], ['000.sig', LIMITS.exportFileBytesMax + 1]] as const) {
    const copy = copyOf(context, out)
    truncateSync(join(copy, name), bytes)
    const { code, out: told } = await runHere(['verify', '--export', copy, '--json'])
    assert.deepEqual([code, JSON.parse(told)], [4, { whole: false, broken: { file: name, log: null, seq: null, reason: 'archive' } }])
  }
}

/** In two pieces, so that a file in one is none. */
function streamed(read: (name: string) => Promise<Uint8Array | null>): Parameters<typeof checkExport>[1] {
  return async (name) => {
    const bytes = await read(name)
    return bytes === null ? null : (async function* () {
      yield bytes.subarray(0, 100)
      yield bytes.subarray(100)
    })()
  }
}

interface Forging { readonly office: SmallOffice; readonly out: string }

/** A member can sign any manifest. What the manifest names must hold all the same. */
async function forgeries(context: TestContext, { office, out }: Forging): Promise<void> {
  const FORGED: readonly [string, string, string, (folder: string, manifest: ExportManifest) => ExportManifest][] = [
    ['a payload', 'body-hash', '001.body.age', (folder, manifest) => rewrite(folder, manifest, '001.body.age', (bytes) => flipLast(bytes))],
    ['an old header', 'body-hash', '001.body.age', (_, manifest) => withEntries(manifest, (entry) => (
      entry.body === '001.body.age' ? { ...entry, ageHeader: flipped(Buffer.from(entry.ageHeader ?? '', 'base64')).toBase64() } : entry))],
    ['a signature', 'signature', '002.header.json', (folder, manifest) => rewrite(folder, manifest, '002.sig', flipped)],
    ['a header', 'signature', '000.header.json', (folder, manifest) => rewrite(folder, manifest, '000.header.json', urgent)],
    ['an entry left out of the middle', 'manifest', 'manifest.json', (_, manifest) => ({ ...manifest, entries: manifest.entries.filter(({ body }) => body !== '001.body.age') })],
    ['two entries in the other order', 'chain', '002.header.json', (_, manifest) => swapped(manifest)],
    ['a file left out', 'missing', '001.header.json', (_, manifest) => ({ ...manifest, attachments: [], files: manifest.files.filter(({ file }) => file !== 'file-000.age') })],
    ['a file of another entry', 'missing', '000.header.json', (_, manifest) => ({ ...manifest, attachments: manifest.attachments.map((each) => ({ ...each, seq: 0 })) })],
    ['a file’s last byte', 'does-not-open', 'file-000.age', (folder, manifest) => rewrite(folder, manifest, 'file-000.age', flipLast)],
    ['another report’s id', 'manifest', 'manifest.json', (_, manifest) => ({ ...manifest, report: manifest.desk })],
    ['an entry hash', 'entry-hash', '000.header.json', (_, manifest) => withEntries(manifest, (entry) => (
      entry.body === '000.body.age' ? { ...entry, hash: manifest.report } : entry))],
    ['a shorter office log', 'chain', 'office-000.header.json', (_, manifest) => ({ ...manifest, entries: withoutDirectory(manifest) })],
    ['an office log that ends before its directory', 'standing', '000.header.json', (_, manifest) => {
      const entries = withoutDirectory(manifest)
      return { ...manifest, entries, seen: entries.at(-1)?.hash ?? '' }
    }],
  ]
  for (const [what, reason, file, forge] of FORGED) {
    const folder = copyOf(context, out)
    await sign(office, folder, forge(folder, manifestIn(folder)))
    const { code, out: told } = await runHere(['verify', '--export', folder, '--json'])
    assert.equal(code, 4, `${what} was changed, and nobody saw it: ${told}`)
    const { broken } = JSON.parse(told) as { broken: { file: string; reason: string } }
    assert.deepEqual([what, broken.reason, broken.file], [what, reason, file])
  }
}

function manifestIn(folder: string): ExportManifest {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ExportManifest
}

async function sign({ session }: SmallOffice, folder: string, manifest: ExportManifest): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(manifest))
  writeFileSync(join(folder, 'manifest.json'), bytes)
  writeFileSync(join(folder, 'manifest.sig'), await signManifest(session.unlocked().signing, bytes))
}

function copyOf(context: TestContext, out: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-export-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(out, folder, { recursive: true })
  return folder
}

function withoutDirectory({ entries }: ExportManifest): ExportManifest['entries'] {
  return entries.filter(({ body }) => body !== 'office-005.body.json')
}

/** Changes a file and its hash in the manifest. */
function rewrite(folder: string, manifest: ExportManifest, ...[file, change]: readonly [string, (bytes: Uint8Array) => Uint8Array]): ExportManifest {
  const bytes = change(new Uint8Array(readFileSync(join(folder, file))))
  writeFileSync(join(folder, file), bytes)
  return { ...manifest, files: manifest.files.map((each) => (each.file === file ? { file, sha256: hex(hash(bytes)) } : each)) }
}

function withEntries(manifest: ExportManifest, change: (entry: ExportManifest['entries'][number]) => ExportManifest['entries'][number]): ExportManifest {
  return { ...manifest, entries: manifest.entries.map(change) }
}

/** The second and third entries of the report, each in the other's place. */
function swapped(manifest: ExportManifest): ExportManifest {
  const [first, second, third, ...rest] = manifest.entries
  assert.ok(first && second && third)
  return { ...manifest, entries: [first, { ...third, seq: 1 }, { ...second, seq: 2 }, ...rest] }
}

function urgent(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString().replace('"team":"intake"}', '"team":"intake","urgent":true}'))
}
