// Goal: the opinions of experts leave the office as they were signed, open with stock tools, and are told by verify from outside and from inside; one
// byte, one step left out, or one out of another appraisal comes to light, and is named. Method: three appraisals in a real office in this process; a
// bundle and an export of them, changed by strangers and by a member, who can sign a manifest; openssl and age as second readers.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import test from 'node:test'
import { hex } from '#base/bytes.ts'
import { addDays } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { writeArchive } from '#clients/cli/bundle-archive.ts'
import { openForBundle, writeBundle, type BundleOrder } from '#clients/cli/bundle-files.ts'
import { sealedParts } from '#clients/cli/export-entries.ts'
import { exportFiles } from '#clients/cli/export-files.ts'
import { acceptAppraisal, closeAppraisal, declineAppraisal, giveOpinion, openAppraisals, reviewOpinion, writeWord } from '#clients/member/appraisals.ts'
import { askAppraisal } from '#clients/member/ask-appraisal.ts'
import { registerExhibit } from '#clients/member/exhibits.ts'
import { sendLogFile } from '#clients/member/log-file.ts'
import { leaveOut } from '#clients/member/report.ts'
import { memberReader } from '#sealing/sealed/entry.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { startAttaching } from '#clients/transport/attach.ts'
import type { Header } from '#sealing/sealed/header.ts'
import type { BundleManifest } from '#sealing/open/bundle-manifest.ts'
import type { ExportManifest, NamedAppraisal } from '#sealing/open/export-manifest.ts'
import { checkBundle } from '#sealing/open/bundle.ts'
import { checkExport } from '#sealing/open/export.ts'
import { newExportKey, sealForExport, signManifest } from '#sealing/seal/export.ts'
import { sealEntry } from '#sealing/seal/entry.ts'
import { hash } from '#sealing/proof/hash.ts'
import { decryptWithAge, noAge } from './support/age.ts'
import { filesIn, packed, replaced, signed, verified, type Files } from './support/bundle.ts'
import { quickReporter } from './support/client.ts'
import { flipLast, flipped } from './support/flipped.ts'
import { join, openOffice } from './support/office.ts'

const folder = mkdtempSync(path(tmpdir(), 'postern-appraisals-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))
const open = await openOffice()
const { api, session: lin } = open
const qin = await join(open, { name: '秦专家', roles: ['expert'], teams: [] })
const wei = await join(open, { name: 'Wei' })
const vogel = await join(open, { name: 'Dr Vogel', roles: ['expert'], teams: [] })
await lin.refresh()

const finding = (number: number) => ({ number, finding: `第${number}件未见剪辑`, scale: '强支持', method: 'ENF分析', reasons: '电网频率连续' })

async function filed(): Promise<string> {
  const draft = { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser' } as const
  const { report } = await fileReport(api, await loadOffice(api, lin.id), { keys: await quickReporter(), draft })
  for (const number of [1, 2, 3, 4]) {
    const words = new TextEncoder().encode(`recording ${number}`)
    const source = { sizeBytes: words.length, read: async (from: number, to: number) => words.slice(from, to) }
    const files = number === 3 ? {} : { files: [await sendLogFile(lin, startAttaching({ source, name: `录音${number}.wav`, cleaning: 'kept-as-it-was' }), {})] }
    const who = { member: lin.me.signKey }
    await registerExhibit(lin, report, { description: `证物甲${number}`, at: '2026-11-25T02:05Z', place: '', seal: '', copy: false, collector: who, holder: who, ...files })
  }
  return report
}

const ask = (report: string, exhibits: readonly number[], { expert = qin.me.signKey, again }: { readonly expert?: string; readonly again?: string } = {}) => (
  askAppraisal(lin, report, { exhibits, expert, questions: `录音${exhibits.join()}是否经过剪辑？`, due: addDays(lin.today(), 14), ...(again === undefined ? {} : { again }) }))

/** Of three appraisals: answered, objected to, added to and closed; a second look that was declined; answered and open. */
async function asked(): Promise<{ readonly report: string; readonly ids: readonly string[] }> {
  const report = await filed()
  const { id: first } = await ask(report, [1, 2])
  await writeWord(qin, first, '请提供设备型号')
  await acceptAppraisal(qin, first, '与各方无利害关系')
  await giveOpinion(qin, first, [1, 2].map(finding))
  await reviewOpinion(lin, first, { verdict: 'objected', reason: '未说明采样率' })
  await giveOpinion(qin, first, [finding(2)])
  await closeAppraisal(lin, first, '已足够')
  const { id: second } = await ask(report, [2, 3], { expert: vogel.me.signKey, again: first })
  await declineAppraisal(vogel, second, '无暇')
  const { id: third } = await ask(report, [4])
  await acceptAppraisal(qin, third, '与各方无利害关系')
  await giveOpinion(qin, third, [finding(4)])
  // The last one goes on under another key: bodies of both open.
  await leaveOut(lin, report, memberReader(wei.me.signKey))
  await writeWord(qin, third, '如需出庭请提前告知')
  return { report, ids: [first, second, third] }
}

const { report, ids } = await asked()

interface Made { readonly out: string; readonly identity: string; readonly manifest: BundleManifest }

async function bundle(name: string, { exhibits = [], id = report, withoutOpinions = false }: Partial<Pick<BundleOrder, 'exhibits' | 'id' | 'withoutOpinions'>> = {}): Promise<Made> {
  const out = path(folder, name)
  const order = { id, exhibits, withoutOpinions, brokenToo: false, onFile: () => undefined }
  const { manifest, identityText } = await writeArchive(out, async (archive) => writeBundle(await openForBundle(lin, order), order, archive))
  writeFileSync(`${out}.identity.txt`, identityText)
  return { out, identity: `${out}.identity.txt`, manifest }
}

const made = await bundle('all.tar')
const files = await filesIn(made.out)
const opinionAt = 3

test('verify tells who was asked, of what, when, and what was signed: with the key and without it', async () => {
  for (const identity of [made.identity, undefined]) {
    const { code, broken, appraisals } = await verified(made.out, identity)
    assert.deepEqual([code, broken], [0, null])
    assert.deepEqual(appraisals.map(({ id, exhibits, state, asker, expert }) => [id, exhibits, state, asker, expert]), [
      [ids[0], [1, 2], 'closed', lin.me.signKey, qin.me.signKey], [ids[1], [2, 3], 'declined', lin.me.signKey, vogel.me.signKey], [ids[2], [4], 'given', lin.me.signKey, qin.me.signKey],
    ])
    const [first] = appraisals
    assert.deepEqual(first?.steps.map(({ kind }) => kind), ['appraisal', 'appraisal-word', 'appraisal-accepted', 'opinion', 'appraisal-review', 'opinion', 'appraisal-closed'])
    assert.deepEqual(appraisals[2]?.steps.map(({ kind }) => kind), ['appraisal', 'appraisal-accepted', 'opinion', 'rekey', 'appraisal-word'])
    assert.ok(first?.steps.every(({ day, hash: own }) => day === lin.today() && own.length === 43))
    assert.deepEqual(appraisals.map(({ words }) => words?.opinions.map(({ breaks, supplements, findings }) => [breaks.length, supplements, findings.length])),
      identity === undefined ? [undefined, undefined, undefined] : [[[0, false, 2], [0, true, 1]], [], [[0, false, 1]]])
    assert.ok(!JSON.stringify(appraisals).includes('"key"'), 'no key of a file is told')
  }
  assert.equal((await verified(made.out, made.identity)).membersByAuthor[vogel.me.signKey], 'Dr Vogel')
})

test('stock tools read the opinion and check the hand under it', { skip: noAge() }, () => {
  const unpacked = path(folder, 'unpacked')
  mkdirSync(unpacked)
  execFileSync('tar', ['xf', made.out, '-C', unpacked])
  execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: unpacked })
  const opinion = JSON.parse(decryptWithAge(made.identity, path(unpacked, 'appraisal-01-003.body.age'))) as { readonly findings: readonly { readonly finding: string }[] }
  assert.equal(opinion.findings[0]?.finding, '第1件未见剪辑')
  const page = decryptWithAge(made.identity, path(unpacked, 'appraisals.txt.age'))
  for (const part of ['exhibits: 1, 2 · closed', '证物：2, 3 · 不受理', '电网频率连续', '未说明采样率', `秦专家 (${qin.me.signKey.slice(0, 12)}…)`]) assert.ok(page.includes(part), part)
  assert.match(readFileSync(path(unpacked, 'README.txt'), 'utf8'), /age -d -i BUNDLE\.identity\.txt appraisals\.txt\.age[^]*沿“prev”向前/)
  const header = readFileSync(path(unpacked, 'appraisal-01-003.header.json'))
  const { author } = JSON.parse(header.toString()) as Header
  assert.equal(author, qin.me.signKey)
  // SubjectPublicKeyInfo of RFC 8410 before the raw key.
  writeFileSync(path(unpacked, 'key.der'), Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(author, 'base64url')]))
  const opens = (bytes: Uint8Array): number | null => {
    writeFileSync(path(unpacked, 'signed'), Buffer.concat([Buffer.from('postern/entry/v1\n'), bytes]))
    return spawnSync('openssl', ['pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', 'key.der', '-rawin', '-in', 'signed', '-sigfile', 'appraisal-01-003.sig'], { cwd: unpacked }).status
  }
  assert.equal(opens(header), 0)
  assert.notEqual(opens(flipped(header)), 0)
})

test('any changed byte, and any file left out, is named', async () => {
  const own = [...files].filter(([name]) => name.startsWith('appraisal'))
  assert.equal(own.length, 1 + 3 * (7 + 2 + 5))
  for (const [name, bytes] of own) {
    assert.deepEqual((await verified(await packed(folder, new Map([...files, [name, flipped(bytes)]])), undefined)).broken, { file: name, log: null, seq: null, reason: 'file-hash' })
  }
  for (const name of ['appraisal-01-003.sig', 'appraisals.txt.age']) {
    assert.deepEqual((await verified(await packed(folder, new Map([...files].filter(([each]) => each !== name))), undefined)).broken, { file: name, log: null, seq: null, reason: 'missing' })
  }
})

type Change = (appraisals: readonly NamedAppraisal[]) => readonly NamedAppraisal[]

const inFirst = (change: (named: NamedAppraisal) => NamedAppraisal): Change => ([first, ...rest]) => [change(first ?? assert.fail()), ...rest]
const entriesOf = (change: (entries: NamedAppraisal['entries']) => NamedAppraisal['entries']): Change => inFirst((named) => ({ ...named, entries: change(named.entries) }))
const renumbered = (entries: NamedAppraisal['entries']): NamedAppraisal['entries'] => entries.map((entry, seq) => ({ ...entry, seq }))
const withoutWords = (entry: NamedAppraisal['entries'][number]): NamedAppraisal['entries'][number] => ({ ...entry, body: null, ageHeader: null })

/** What a member can write into a manifest and sign: the reason, and whether it takes the key to see it. */
const FORGED: readonly (readonly [string, string, Change, 'inside'?])[] = [
  ['an opinion left out', 'manifest', entriesOf((entries) => entries.filter(({ seq }) => seq !== opinionAt))],
  ['an opinion left out, and those behind it moved up', 'chain', entriesOf((entries) => renumbered(entries.filter(({ seq }) => seq !== opinionAt)))],
  ['the closing left out', 'appraisals-page', entriesOf((entries) => entries.slice(0, -1)), 'inside'],
  ['an opinion out of another appraisal', 'chain', (all) => entriesOf((entries) => entries.map((entry) => (entry.seq === opinionAt ? { ...(all[2]?.entries[2] ?? assert.fail()), seq: opinionAt } : entry)))(all)],
  ['an appraisal under the id of another', 'manifest', (all) => inFirst((named) => ({ ...named, entries: all[2]?.entries ?? [] }))(all)],
  ['one twice', 'manifest', ([first, ...rest]) => [first ?? assert.fail(), first ?? assert.fail(), ...rest]],
  ['one left out', 'exhibits', ([first, , third]) => [first ?? assert.fail(), third ?? assert.fail()], 'inside'],
  ['two opinions in the other order', 'chain', entriesOf((entries) => renumbered([...entries.slice(0, 3), ...entries.slice(5, 6), ...entries.slice(4, 5), ...entries.slice(3, 4), ...entries.slice(6)]))],
  ['an opinion’s words kept back', 'appraisal', entriesOf((entries) => entries.map((entry) => (entry.seq === opinionAt ? withoutWords(entry) : entry)))],
  ['all its words kept back, though its exhibits are here', 'appraisal', entriesOf((entries) => entries.map(withoutWords))],
  ['other exhibits', 'appraisal', inFirst((named) => ({ ...named, exhibits: [1, 4] })), 'inside'],
  ['fewer exhibits', 'appraisal', inFirst((named) => ({ ...named, exhibits: [1] })), 'inside'],
  ['no exhibit', 'appraisal', inFirst((named) => ({ ...named, exhibits: [] }))],
  ['an exhibit that nobody registered', 'appraisal', inFirst((named) => ({ ...named, exhibits: [1, 9] }))],
  ['exhibits in no order', 'appraisal', inFirst((named) => ({ ...named, exhibits: [2, 1] }))],
  ['an opinion as unreadable', 'appraisals-page', entriesOf((entries) => entries.map((entry) => (entry.seq === opinionAt ? { ...entry, unreadable: true } : entry))), 'inside'],
  ['another age header', 'body-hash', entriesOf((entries) => entries.map((entry) => (entry.seq === opinionAt ? { ...entry, ageHeader: entries[4]?.ageHeader ?? '' } : entry)))],
  ['one file for two entries', 'manifest', entriesOf((entries) => entries.map((entry) => (entry.seq === 5 ? { ...entry, body: entries[3]?.body ?? '' } : entry)))],
]

test('what a member forges is named, from outside where no key is needed', async () => {
  for (const [what, reason, change, inside] of FORGED) {
    const copy: Files = new Map(files)
    const forged = { ...made.manifest, appraisals: [...change(made.manifest.appraisals ?? [])] }
    const out = await packed(folder, await signed(lin, copy, forged))
    assert.equal((await verified(out, made.identity)).broken?.reason, reason, what)
    assert.equal((await verified(out, undefined)).broken?.reason, inside === 'inside' ? undefined : reason, `${what}, from outside`)
    rmSync(out)
  }
})

test('bytes that a member changes and signs for do not hold either', async () => {
  const cases: readonly (readonly [string, string, (bytes: Uint8Array) => Uint8Array])[] = [
    ['appraisal-01-003.sig', 'signature', flipped], ['appraisal-01-003.body.age', 'body-hash', flipLast],
    ['appraisal-01-003.header.json', 'signature', (bytes) => Buffer.from(Buffer.from(bytes).toString().replace(/"day":"\d{4}/, '"day":"2020'))],
  ]
  for (const [name, reason, change] of cases) {
    const copy: Files = new Map(files)
    const manifest = replaced(made.manifest, copy, [name, change(files.get(name) ?? assert.fail())])
    const { broken } = await verified(await packed(folder, await signed(lin, copy, manifest)), undefined)
    assert.deepEqual([broken?.reason, broken?.file.slice(0, 16)], [reason, 'appraisal-01-003'])
  }
  for (const [page, reason] of [['They found nothing.', 'appraisals-page'], [null, 'unexpected']] as const) {
    const copy: Files = new Map(files)
    const { appraisals, ...none } = made.manifest
    const manifest = replaced(page === null ? none : { ...none, appraisals }, copy, ['appraisals.txt.age', await sealForExport(Buffer.from(page ?? ''), made.manifest)])
    assert.equal((await verified(await packed(folder, await signed(lin, copy, manifest)), made.identity)).broken?.reason, reason)
  }
})

test('an opinion that no expert signed, and one behind the end, are seen without a key', async () => {
  const [first, , third] = (await openAppraisals(lin, report)).toReversed()
  for (const [opened, at, content, reason] of [
    [third, 2, { kind: 'opinion', body: { findings: [{ exhibit: ids[0] ?? '', finding: 'x', scale: 'x', method: 'x', reasons: 'x' }] } }, 'standing'],
    [first, 0, { kind: 'appraisal-word', body: { text: 'x' } }, 'appraisal'],
  ] as const) {
    const { held } = opened ?? assert.fail()
    const { log, key } = held
    const ready = await sealEntry({ office: lin.id, log: log.log, generation: key.generation, length: log.length, head: log.head }, key, { authored: lin.authored(), content })
    const copy: Files = new Map(files)
    const more = new Map<string, Uint8Array<ArrayBuffer>>()
    const parts = await sealedParts(more, { ...newExportKey(), recipient: made.manifest.recipient }, {
      seq: log.length, entry: ready.entry, stem: 'appraisal-99-000', held: { ...held, log: { ...log, entries: [...log.entries, { ...(log.entries[0] ?? assert.fail()), header: ready.header }] } },
    })
    for (const [name, bytes] of more) copy.set(name, bytes)
    const manifest: BundleManifest = {
      ...made.manifest, appraisals: (made.manifest.appraisals ?? []).map((each, index) => (index === at ? { ...each, entries: [...each.entries, parts] } : each)),
      files: [...made.manifest.files, ...[...more].map(([file, bytes]) => ({ file, sha256: hex(hash(bytes)) }))],
    }
    const { broken } = await verified(await packed(folder, await signed(lin, copy, manifest)), undefined)
    assert.deepEqual([broken?.reason, broken?.file], [reason, 'appraisal-99-000.header.json'])
  }
})

test('an appraisal of another report does not come along', async () => {
  const other = await filed()
  const { id } = await ask(other, [1])
  const theirs = await bundle('other.tar', { id: other })
  const copy: Files = new Map([...files, ...[...await filesIn(theirs.out)].filter(([name]) => name.startsWith('appraisal-01-')).map(([name, bytes]): [string, Uint8Array] => [name.replace('-01-', '-77-'), bytes])])
  const named = (theirs.manifest.appraisals ?? []).map((each) => ({ ...each, entries: each.entries.map((entry) => ({
    ...entry, header: entry.header.replace('-01-', '-77-'), signature: entry.signature.replace('-01-', '-77-'), body: entry.body?.replace('-01-', '-77-') ?? null })) }))
  assert.equal(named[0]?.id, id)
  const more = [...copy].filter(([name]) => name.startsWith('appraisal-77-')).map(([file, bytes]) => ({ file, sha256: hex(hash(bytes)) }))
  const manifest = { ...made.manifest, appraisals: [...made.manifest.appraisals ?? [], ...named], files: [...made.manifest.files, ...more] }
  assert.deepEqual((await verified(await packed(folder, await signed(lin, copy, manifest)), undefined)).broken, { file: 'appraisal-77-000.header.json', log: 'appraisal', seq: 0, reason: 'chain' })
  assert.equal((await verified(theirs.out, theirs.identity)).code, 0, 'the control')
})

test('where not every exhibit goes, who asked whom is told, and the words stay', async () => {
  for (const [numbers, kept] of [[[1], [true, true, true]], [[1, 2], [false, true, true]], [[4], [true, true, false]]] as const) {
    const some = await bundle(`some-${numbers.join('-')}.tar`, { exhibits: numbers })
    const { code, appraisals } = await verified(some.out, some.identity)
    assert.deepEqual([code, appraisals.map(({ isKeptBack }) => isKeptBack)], [0, kept])
    assert.deepEqual(appraisals.map(({ exhibits, state }) => [exhibits, state]), [[[1, 2], 'closed'], [[2, 3], 'declined'], [[4], 'given']])
    const there = [...(await filesIn(some.out)).keys()].filter((name) => /^appraisal-.*\.body\.age$/.test(name))
    assert.deepEqual(new Set(there.map((name) => name.slice(0, 12))), new Set(kept.flatMap((isKept, at) => (isKept ? [] : [`appraisal-0${at + 1}`]))))
    const told = JSON.stringify(appraisals)
    const opened = appraisals.flatMap(({ isKeptBack, exhibits }) => (isKeptBack ? [] : exhibits))
    for (const number of [1, 2, 3, 4]) assert.equal(told.includes(`证物甲${number}`), opened.includes(number), `exhibit ${number} of ${numbers.join()}`)
  }
  // Whoever keeps words back although all exhibits are here is seen, unless it says that they are of something else: then the page is another.
  const copy: Files = new Map(files)
  const appraisals = (made.manifest.appraisals ?? []).map((each, at) => (at === 0 ? { ...each, exhibits: [], entries: each.entries.map(withoutWords) } : each))
  assert.equal((await verified(await packed(folder, await signed(lin, copy, { ...made.manifest, appraisals })), made.identity)).broken?.reason, 'appraisals-page')
})


test('whoever wants it keeps all their words at home, and what is told says so', async () => {
  const without = await bundle('without.tar', { withoutOpinions: true })
  for (const identity of [without.identity, undefined]) {
    const { code, appraisals, custody } = await verified(without.out, identity)
    assert.deepEqual([code, custody.length], [0, identity === undefined ? 0 : 4])
    assert.deepEqual(appraisals.map(({ exhibits, state, isKeptBack, words }) => [exhibits, state, isKeptBack, words]), [[[], 'closed', true, null], [[], 'declined', true, null], [[], 'given', true, null]])
  }
  assert.ok(![...(await filesIn(without.out)).keys()].some((name) => /^appraisal-.*body/.test(name)))
})

interface Exported { readonly files: Map<string, Uint8Array>; readonly manifest: ExportManifest }

async function exported(): Promise<Exported> {
  const all = new Map<string, Uint8Array>()
  const { manifest, files: more } = await exportFiles(lin, report, async (name, pieces) => {
    const parts: Uint8Array[] = []
    for await (const piece of pieces) parts.push(piece.slice())
    all.set(name, Buffer.concat(parts))
  })
  for (const [name, bytes] of more) all.set(name, bytes)
  return { files: all, manifest }
}

const read = (all: ReadonlyMap<string, Uint8Array>) => async (name: string) => { const bytes = all.get(name); return bytes === undefined ? null : new Uint8Array(bytes) }
const streamed = (all: ReadonlyMap<string, Uint8Array>) => async (name: string) => { const bytes = all.get(name); return bytes === undefined ? null : (async function* () { yield bytes })() }
const check = (all: ReadonlyMap<string, Uint8Array>) => checkExport(read(all), streamed(all))

async function resigned(all: ReadonlyMap<string, Uint8Array>, manifest: ExportManifest): Promise<ReadonlyMap<string, Uint8Array>> {
  const bytes = new TextEncoder().encode(JSON.stringify(manifest))
  return new Map([...all, ['manifest.json', bytes], ['manifest.sig', await signManifest(lin.unlocked().signing, bytes)]])
}

test('an export has them too, and tells the same', async () => {
  const { files: all, manifest } = await exported()
  const whole = await check(all)
  assert.deepEqual([whole.broken, whole.opened, whole.appraisals.map(({ exhibits, state, words }) => [exhibits, state, words?.opinions.length])], [null, true, [[[1, 2], 'closed', 2], [[2, 3], 'declined', 0], [[4], 'given', 1]]])
  const apart = await check(new Map([...all].filter(([name]) => name !== 'identity.txt')))
  assert.deepEqual([apart.broken, apart.opened, apart.appraisals.map(({ state, words }) => [state, words])], [null, false, [['closed', null], ['declined', null], ['given', null]]])
  for (const [name, bytes] of all) if (name.startsWith('appraisal-')) assert.deepEqual((await check(new Map([...all, [name, flipped(bytes)]]))).broken, { file: name, log: null, seq: null, reason: 'file-hash' })
  const SAME = new Set(['appraisals-page', 'exhibits'])
  for (const [what, reason, change] of FORGED) {
    // An export has no page and no list of names: what is left out at the end, or whole, is its author's word.
    const { broken } = await check(await resigned(all, { ...manifest, appraisals: [...change(manifest.appraisals ?? [])] }))
    if (what === 'exhibits in no order' || !SAME.has(reason)) assert.equal(broken?.reason, reason, what)
  }
  const kept = (manifest.appraisals ?? []).map((each) => ({ ...each, entries: each.entries.map(withoutWords) }))
  assert.equal((await check(await resigned(all, { ...manifest, appraisals: kept }))).broken?.reason, 'appraisal', 'nothing stays in an export')
})

test('an export or a bundle that is small in every file and no memory’s all together is refused', async () => {
  const { files: all, manifest } = await exported()
  const large = new Uint8Array(LIMITS.exportFileBytesMax)
  const named = Array.from({ length: LIMITS.exportBytesMax / large.length }, (_, number) => ({ file: `large-${number}`, sha256: hex(hash(large)) }))
  const many = new Map<string, Uint8Array>([...all, ...named.map(({ file }): [string, Uint8Array] => [file, large])])
  const heavy = await resigned(many, { ...manifest, files: [...manifest.files, ...named] })
  const { broken } = await checkExport(async (name) => (name.startsWith('large-') ? large : read(heavy)(name)), streamed(heavy))
  assert.deepEqual(broken, { file: named.at(-1)?.file, log: null, seq: null, reason: 'archive' })
  const names = await signed(lin, new Map([...files, ...named.map(({ file }): [string, Uint8Array] => [file, large])]), { ...made.manifest, files: [...named, ...made.manifest.files] })
  const found = await checkBundle({ names: [...names.keys()], read: async (name) => (name.startsWith('large-') ? large : read(names)(name)), stream: streamed(names) }, null)
  assert.equal(found.broken?.reason, 'archive')
})
