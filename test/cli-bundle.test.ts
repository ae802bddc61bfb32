// Goal: exhibits leave the house with everything that proves them and not a word of the reporter's; a stranger opens them with stock tools and checks
// them offline, and whatever is changed or left out comes to light.
// Method: the real command line registers, hands over and produces; the bundle is unpacked by tar, sha256sum and age; then every file of it is changed
// and left out in turn, and a member, who can sign a manifest, forges what a member can.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { hex } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { openReportAsHandler, write } from '#clients/member/report.ts'
import type { Custodian } from '#domain/bodies.ts'
import type { Exhibit } from '#domain/exhibits.ts'
import type { BundleManifest } from '#sealing/open/bundle-manifest.ts'
import { openedWith } from '#sealing/open/export-open.ts'
import { hash } from '#sealing/proof/hash.ts'
import { sealForExport } from '#sealing/seal/export.ts'
import { PHOTO, smallOffice, WORDS, type SmallOffice } from './cli-office.ts'
import { answered, refused } from './cli-scene.ts'
import { bytesByAge, decryptWithAge, noAge } from './support/age.ts'
import { filesIn, packed, replaced, signed, verified, type Files, type Told } from './support/bundle.ts'
import { runHere } from './support/commands.ts'

const RECORDING = new Uint8Array(1_100_000).map((_, index) => (index * 7) % 253)
const LAB = '省质检院声学实验室'

test('a bundle of exhibits', { timeout: 300_000 }, async (context) => {
  const office = await smallOffice(context)
  const out = join(office.folder, 'exhibits.tar')
  await context.test('exhibits are registered, handed over and produced', () => atWork(office))
  await context.test('a bundle is one file that stock tools unpack', () => unpacks(office, out))
  await context.test('it opens with the stock age', { skip: noAge() }, () => opens(office, out))
  await context.test('it is whole, with and without its identity', () => whole(out))
  await context.test('shows any changed byte, and any file that is left out', () => anyByte({ office, out }))
  await context.test('also between the files', () => betweenFiles({ office, out }))
  await context.test('tells the custody that it proves, and whose word the names are', () => tells({ office, out }))
  await context.test('a stranger’s archive orders no terminal, and fills no memory', () => hostile(office))
  await context.test('shows what a member forges', () => forgeries({ office, out }))
  await context.test('names are the author’s word, and told so', () => authorsWord({ office, out }))
  await context.test('one exhibit goes alone, and the others’ words stay', () => alone(office))
  await context.test('an exhibit whose custody has a gap goes only if it is wanted', () => gap(office))
})

function exhibitsIn(told: Readonly<Record<string, unknown>>): readonly Exhibit[] {
  return told['exhibits'] as readonly Exhibit[]
}

async function atWork({ login, report, folder, session }: SmallOffice): Promise<void> {
  writeFileSync(join(folder, '四号厂房.mp4'), RECORDING)
  const { conversation: { turns } } = await openReportAsHandler(session, report)
  const photo = turns.flatMap(({ files = [] }) => files)[0]?.file ?? ''
  const desk = (deed: string, ...more: readonly string[]) => answered(['desk', deed, ...login, report, ...more])
  await desk('exhibit', '--description', '码头照片', '--from-report', photo.slice(0, 10), '--at', '2026-11-24T22:05Z')
  await desk('exhibit', '--description', '四号厂房录像', '--file', join(folder, '四号厂房.mp4'), '--at', '2026-11-24T22:10Z', '--place', '四号厂房', '--copy', '--collector', '保安队')
  const three = exhibitsIn(await desk('exhibit', '--description', '值班手机', '--seal', 'A-0017', '--at', '2026-11-24T22:20Z'))
  assert.deepEqual(three.map(({ number, kind, copy, isWhole }) => [number, kind, copy, isWhole]), [[1, 'report-file', false, true], [2, 'file', true, true], [3, 'physical', false, true]])
  assert.deepEqual([three[1]?.collector, three[1]?.holder], [{ name: '保安队' }, { member: session.me.signKey }])
  await desk('custody', '3', '--action', 'transfer', '--holder', LAB, '--reason', '送检', '--at', '2026-11-24T22:30Z', '--seal', 'A-0017')
  await desk('custody', '2', '--action', 'analyse', '--holder', 'Ada', '--reason', '校时', '--at', '2026-11-24T22:40Z', '--check')
  const told = await desk('custody', '1', '--action', 'produce', '--holder', '海事法院', '--reason', '举证', '--at', '2026-11-24T22:50Z')
  assert.deepEqual(exhibitsIn(told).map(({ holder, links }) => [holder, links.at(-1)?.checked]), [[{ name: '海事法院' }, true], [{ member: session.me.signKey }, true], [{ name: LAB }, false]])
  assert.equal((told['members'] as Record<string, string>)[session.me.signKey], 'Ada')
  assert.ok(!JSON.stringify(told).includes('"key"'), 'no key of a file is shown')
  const { code, out } = await runHere(['desk', 'exhibits', ...login, report, '--lang', 'zh'])
  assert.equal(code, 0)
  assert.match(out, /证物3：值班手机[^]*移交：Ada → 省质检院声学实验室/)
}

async function unpacks({ login, report, folder }: SmallOffice, out: string): Promise<void> {
  const made = await answered(['desk', 'export', ...login, report, '--bundle', out])
  assert.deepEqual([made['out'], made['identity'], made['whole'], (made['exhibits'] as readonly unknown[]).length], [out, `${out}.identity.txt`, true, 3])
  assert.equal((await runHere(['desk', 'export', ...login, report, '--bundle', out])).code, 2, 'nothing is overwritten')
  for (const path of [out, `${out}.identity.txt`]) assert.equal(statSync(path).mode & 0o077, 0)
  const unpacked = join(folder, 'unpacked')
  mkdirSync(unpacked)
  execFileSync('tar', ['xf', out, '-C', unpacked])
  const sums = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: unpacked, encoding: 'utf8' })
  const names = readdirSync(unpacked)
  assert.equal(sums.trimEnd().split('\n').length, names.length - 3, 'all but the manifest, its signature and the sums themselves')
  assert.deepEqual(execFileSync('tar', ['tf', out], { encoding: 'utf8' }).trimEnd().split('\n').slice(-3), ['SHA256SUMS', 'manifest.json', 'manifest.sig'])
  const all = Buffer.concat(names.map((name) => readFileSync(join(unpacked, name))))
  assert.ok(!all.includes('AGE-SECRET-KEY') && !all.includes('码头'), 'neither the identity nor a word is in it')
  assert.match(readFileSync(join(unpacked, 'README.txt'), 'utf8'), /sha256sum -c SHA256SUMS[^]*证物及其保管链/)
}

function opens({ folder }: SmallOffice, out: string): void {
  const [identity, unpacked] = [`${out}.identity.txt`, join(folder, 'unpacked')]
  assert.ok(bytesByAge(identity, join(unpacked, 'exhibit-001-01.age')).equals(PHOTO), 'the file that came with the report')
  assert.ok(bytesByAge(identity, join(unpacked, 'exhibit-002-01.age')).equals(RECORDING), 'the file that was brought')
  const page = decryptWithAge(identity, join(unpacked, 'custody.txt.age'))
  for (const part of ['handed over: Ada → 省质检院声学实验室', '移交：Ada → 省质检院声学实验室', hex(hash(PHOTO))]) assert.ok(page.includes(part), part)
  const words = readdirSync(unpacked).filter((name) => name.endsWith('.age') && !name.startsWith('exhibit-')).map((name) => decryptWithAge(identity, join(unpacked, name))).join('\n')
  for (const text of Object.values(WORDS)) assert.ok(!words.includes(text), `${text} is nobody’s outside`)
}

async function whole(out: string): Promise<void> {
  const { whole: holds, opened, exhibits } = await answered(['verify', '--bundle', out, '--identity', `${out}.identity.txt`])
  assert.deepEqual([holds, opened, exhibits], [true, true, 3])
  assert.equal((await verified(out, undefined)).code, 0)
}

interface Made { readonly office: SmallOffice; readonly out: string }
async function anyByte({ office, out }: Made): Promise<void> {
  const files = await filesIn(out)
  assert.ok(files.size > 45, `${files.size} files`)
  for (const [name, bytes] of files) {
    const changed = await verified(await packed(office.folder, new Map([...files, [name, flipped(bytes)]])), undefined)
    assert.equal(changed.code, 4, `${name} was changed, and nobody saw it`)
    if (!name.startsWith('manifest')) assert.deepEqual(changed.broken, { file: name, log: null, seq: null, reason: 'file-hash' })
    const without = await verified(await packed(office.folder, new Map([...files].filter(([each]) => each !== name))), undefined)
    assert.deepEqual([without.code, without.broken?.reason, without.broken?.file], [4, 'missing', name])
  }
  const extra = await verified(await packed(office.folder, new Map([...files, ['more.txt', Buffer.from('more')]])), undefined)
  assert.deepEqual(extra.broken?.reason, 'unexpected')
  const identity = join(office.folder, 'other.identity.txt')
  writeFileSync(identity, flipKey(readFileSync(`${out}.identity.txt`, 'utf8')))
  assert.equal((await verified(out, identity)).code, 4)
}

/** Headers, the padding behind a file, and the archive's end. */
async function betweenFiles({ office, out }: Made): Promise<void> {
  const archive = readFileSync(out)
  const padding = 512 + (await filesIn(out).then((files) => files.get('README.txt')?.length ?? 0))
  for (const at of [0, 100, 136, 155, 257, 300, 511, padding, archive.length - 1, archive.length - 1024]) {
    const path = join(office.folder, `frame-${at}.tar`)
    const copy = new Uint8Array(archive)
    copy[at] = (copy[at] ?? 0) ^ 1
    writeFileSync(path, copy)
    const { code, broken } = await verified(path, undefined)
    assert.deepEqual({ code, broken }, { code: 4, broken: { file: `frame-${at}.tar`, log: null, seq: null, reason: 'archive' } })
  }
}

/** The recipient has no other place to read it: what the page in the archive says is held to this. */
async function tells({ office: { session, folder }, out }: Made): Promise<void> {
  const own = session.me.signKey.slice(0, 12)
  const { code, out: told } = await runHere(['verify', '--bundle', out, '--identity', `${out}.identity.txt`])
  assert.equal(code, 0)
  for (const part of [
    'Exhibit 3: 值班手机', `handed over: Ada (${own}…) → ${LAB} (outside)`, 'why: 送检', 'seal: A-0017', 'held by 海事法院 (outside)', `Members, as the author of this bundle calls them`,
    'is the word of whoever made the bundle',
  ]) assert.ok(told.includes(part), part)
  const { custody, membersByAuthor, readmeIsOurs } = await verified(out, `${out}.identity.txt`)
  assert.deepEqual([custody.map(({ number, links }) => [number, links.length]), membersByAuthor, readmeIsOurs], [[[1, 2], [2, 2], [3, 2]], { [session.me.signKey]: 'Ada' }, true])
  assert.deepEqual((await verified(out, undefined)).custody, [], 'nothing is told from outside')
  const page = (await runHere(['verify', '--bundle', out, '--identity', `${out}.identity.txt`, '--lang', 'zh'])).out
  assert.match(page, /海事法院（外部）[^]*只是证物包制作者的说法/)
  assert.equal((await runHere(['verify', '--bundle', out, '--identity', join(folder, 'none')])).code, 2)
}

async function hostile(office: SmallOffice): Promise<void> {
  const order = '\u001b[2K\rWhole.txt'
  const named = await packed(office.folder, new Map([[order, Buffer.from('x')]]))
  const path = join(office.folder, `${order.replace('txt', 'tar')}`)
  writeFileSync(path, readFileSync(named))
  for (const each of [named, path]) {
    const { code, errors } = await runHere(['verify', '--bundle', each])
    assert.equal(code, 4)
    assert.match(errors, /^BROKEN: .*: archive\n$/)
    assert.ok(!errors.includes('\u001b') && !errors.includes('\r'), 'its name stays words')
  }
  const large = await packed(office.folder, new Map([['manifest.json', new Uint8Array(LIMITS.exportFileBytesMax + 1)], ['manifest.sig', new Uint8Array(64)]]))
  assert.deepEqual((await verified(large, undefined)).broken, { file: 'manifest.json', log: null, seq: null, reason: 'archive' })
  rmSync(large)
}

type Forge = (manifest: BundleManifest, files: Files) => BundleManifest | Promise<BundleManifest>

/** A member can sign any manifest. What the manifest names must hold all the same, and with the identity the words too. */
async function forgeries({ office, out }: Made): Promise<void> {
  const FORGED: readonly [string, string, Forge][] = [
    ['a link’s words left out', 'custody', (manifest) => withEntries(manifest, (entry) => (isCustody(manifest, entry) ? { ...entry, body: null, ageHeader: null } : entry))],
    ['a link’s words left out, as if about another exhibit', 'custody', (manifest) => withEntries(manifest, (entry) => (isCustody(manifest, entry) ? { ...entry, body: null, ageHeader: null, about: 3 } : entry))],
    ['a link left out of the middle', 'manifest', (manifest) => ({ ...manifest, entries: manifest.entries.filter((entry) => !isCustody(manifest, entry)) })],
    ['the last link left out', 'exhibits', (manifest) => ({ ...manifest, entries: manifest.entries.filter(({ log, seq }) => log !== 'desk' || seq < lastSeq(manifest)) })],
    ['an exhibit left out', 'manifest', (manifest) => ({ ...manifest, exhibits: manifest.exhibits.slice(0, 2) })],
    ['a file left out', 'missing', (manifest, files) => {
      files.delete('exhibit-002-01.age')
      return { ...manifest, attachments: manifest.attachments.filter(({ exhibit }) => exhibit !== 2), files: manifest.files.filter(({ file }) => file !== 'exhibit-002-01.age') }
    }],
    ['the report’s file left out', 'custody', (manifest, files) => {
      files.delete('exhibit-001-01.age')
      return { ...manifest, attachments: manifest.attachments.filter(({ exhibit }) => exhibit !== 1), files: manifest.files.filter(({ file }) => file !== 'exhibit-001-01.age') }
    }],
    ['a file as a thing’s', 'exhibits', (manifest, files) => {
      const photo = files.get('exhibit-001-01.age') ?? new Uint8Array(0)
      files.set('exhibit-003-01.age', photo)
      return {
        ...manifest, attachments: [...manifest.attachments, ...manifest.attachments.slice(0, 1).map((each) => ({ ...each, exhibit: 3, body: 'exhibit-003-01.age' }))],
        files: [...manifest.files, { file: 'exhibit-003-01.age', sha256: hex(hash(photo)) }],
      }
    }],
    ['another file in a file’s place', 'does-not-open', async (manifest, files) => replaced(manifest, files, ['exhibit-001-01.age', await sealForExport(RECORDING, manifest)])],
    ['the list of exhibits', 'exhibits', async (manifest, files) => replaced(manifest, files, ['exhibits.json.age', await sealForExport(Buffer.from('{"format":"postern/exhibits/v1","exhibits":[],"members":{}}'), manifest)])],
    ['the page of custody', 'custody-page', async (manifest, files) => replaced(manifest, files, ['custody.txt.age', await sealForExport(Buffer.from('Exhibit 1: never handed over'), manifest)])],
    ['a member’s name', 'custody-page', (manifest, files) => relisted({ manifest, files, out }, (list) => list.replaceAll('"Ada"', '"The Judge"'))],
    ['a member who had no part', 'exhibits', (manifest, files) => relisted({ manifest, files, out }, (list) => list.replace('"members": {', `"members": { "${manifest.office}": "The Judge",`))],
    ['what a file of the report is called', 'custody-page', (manifest, files) => relisted({ manifest, files, out }, (list) => list.replaceAll('码头 1.jpg', 'confession.exe'))],
    ['README.txt', 'readme', (manifest, files) => replaced(manifest, files, ['README.txt', Buffer.from('It was whole.')])],
    ['an unreadable link', 'custody', (manifest) => withEntries(manifest, (entry) => (isCustody(manifest, entry) ? { ...entry, unreadable: true } : entry))],
  ]
  const identity = `${out}.identity.txt`
  for (const [what, reason, forge] of FORGED) {
    const files = await filesIn(out)
    const manifest = await forge(JSON.parse(Buffer.from(files.get('manifest.json') ?? []).toString()) as BundleManifest, files)
    const { code, broken, readmeIsOurs } = await verified(await packed(office.folder, await signed(office.session, files, manifest)), identity)
    // Which version wrote README.txt nothing says: another page is named, and no break.
    if (reason === 'readme') assert.deepEqual([code, broken, readmeIsOurs], [0, null, false])
    else assert.deepEqual([what, code, broken?.reason], [what, 4, reason])
  }
}

interface Forging { readonly manifest: BundleManifest; readonly files: Files; readonly out: string }

/** Another list of exhibits, in its author's hand. */
async function relisted({ manifest, files, out }: Forging, change: (list: string) => string): Promise<BundleManifest> {
  const list = await openedText(files, 'exhibits.json.age', out)
  assert.notEqual(change(list), list)
  return replaced(manifest, files, ['exhibits.json.age', await sealForExport(Buffer.from(change(list)), manifest)])
}

async function openedText(files: Files, name: string, out: string): Promise<string> {
  const secret = readFileSync(`${out}.identity.txt`, 'utf8').split('\n').find((line) => line.startsWith('AGE-SECRET-KEY-1')) ?? ''
  return Buffer.from(await openedWith(secret, files.get(name) ?? new Uint8Array(0)) ?? []).toString()
}

/** Whoever changes a name in the list and on the page alike is believed by nobody: it is told as the author's word, beside the key. */
async function authorsWord({ office, out }: Made): Promise<void> {
  const files = await filesIn(out)
  const honest = JSON.parse(Buffer.from(files.get('manifest.json') ?? []).toString()) as BundleManifest
  const change = (text: string): string => text.replace(/\bAda\b/g, 'The Judge').replaceAll('码头 1.jpg', 'confession.exe')
  const manifest = await relisted({ manifest: honest, files, out }, change)
  const page = change(await openedText(files, 'custody.txt.age', out))
  const both = replaced(manifest, files, ['custody.txt.age', await sealForExport(Buffer.from(page), manifest)])
  const path = await packed(office.folder, await signed(office.session, files, both))
  const { code, out: told } = await runHere(['verify', '--bundle', path, '--identity', `${out}.identity.txt`])
  assert.equal(code, 0)
  assert.ok(told.includes(`The Judge (${office.session.me.signKey.slice(0, 12)}…)`))
  assert.match(told, /Members, as the author of this bundle calls them[^]*what files that came with the report are called, is the word of whoever made the bundle/)
}

function lastSeq({ entries }: BundleManifest): number {
  return entries.filter(({ log }) => log === 'desk').at(-1)?.seq ?? 0
}

/** The link that handed the phone over: the first of three. */
function isCustody(manifest: BundleManifest, { log, seq }: BundleManifest['entries'][number]): boolean {
  return log === 'desk' && seq === lastSeq(manifest) - 2
}

function withEntries(manifest: BundleManifest, change: (entry: BundleManifest['entries'][number]) => BundleManifest['entries'][number]): BundleManifest {
  const entries = manifest.entries.map(change)
  return { ...manifest, entries, files: manifest.files }
}

async function alone({ login, report, folder }: SmallOffice): Promise<void> {
  const out = join(folder, 'phone.tar')
  await answered(['desk', 'export', ...login, report, '--bundle', out, '--exhibit', '3'])
  assert.equal((await verified(out, `${out}.identity.txt`)).code, 0)
  const manifest = JSON.parse(Buffer.from((await filesIn(out)).get('manifest.json') ?? []).toString()) as BundleManifest
  assert.deepEqual(manifest.entries.filter(({ log, body }) => log === 'desk' && body !== null).length, 2, 'one registration and one link')
  assert.deepEqual(manifest.entries.flatMap(({ about = [] }) => about), [2, 1])
  assert.ok(manifest.entries.every(({ log }) => log !== 'report'), 'nothing in it came with the report')
  await refused('no-such-exhibit', ['desk', 'export', ...login, report, '--bundle', join(folder, 'none.tar'), '--exhibit', '7'])
}

async function gap({ login, report, folder, session }: SmallOffice): Promise<void> {
  const { exhibits: [exhibit] } = await openReportAsHandler(session, report)
  assert.ok(exhibit !== undefined)
  const ada: Custodian = { member: session.me.signKey }
  // What a member's own program could write: a link from somebody who no longer has it.
  await write(session, { id: report, what: ['forged'] }, (both) => ({ to: both.desk, merge: true, content: { kind: 'custody', body: {
    reportHead: both.report.log.head, exhibit: exhibit.hash, previous: exhibit.links.at(-1)?.hash ?? '', action: 'transfer', at: '2026-11-24T23:00Z', from: ada, to: { name: 'X' },
    reason: 'r', place: '', seal: '', found: null,
  } } }))
  const out = join(folder, 'gap.tar')
  const problem = await refused('custody-broken', ['desk', 'export', ...login, report, '--bundle', out])
  assert.deepEqual(problem['details'], { exhibit: 1 })
  const made = await answered(['desk', 'export', ...login, report, '--bundle', out, '--broken-too'])
  assert.equal(made['whole'], false)
  const { code, out: told } = await runHere(['verify', '--bundle', out, '--json'])
  const { broken } = JSON.parse(told) as Told
  assert.deepEqual([code, broken?.reason], [4, 'custody'])
  // Whoever has the identity is told which link it is.
  const opened = await verified(out, `${out}.identity.txt`)
  assert.deepEqual([opened.code, opened.broken?.reason, opened.broken?.file === broken?.file], [4, 'custody', false])
  assert.deepEqual(opened.custody[0]?.links.at(-1)?.breaks, ['not-the-holder'])
  const shown = await runHere(['verify', '--bundle', out, '--identity', `${out}.identity.txt`])
  assert.match(shown.out, /GAP: handed over by somebody who did not have it/)
}

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes)
  const at = Math.floor(copy.length / 2)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

/** Another character in the key's middle. */
function flipKey(text: string): string {
  const at = text.indexOf('AGE-SECRET-KEY-1') + 40
  return `${text.slice(0, at)}${text[at] === 'Q' ? 'P' : 'Q'}${text.slice(at + 1)}`
}
