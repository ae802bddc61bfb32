// Goal: the page stays small, and the same sources give the same page. Method: two builds, compared; then the bytes that a reporter's
// browser loads, as the front sends them. Requests are counted in test/reporter-budget.test.ts.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { zh } from '#words/late/generated/zh.ts'
import { ROUTES } from '#wire/routes.ts'
import { officePage } from './office-page.ts'
import { siteOf, type Asset, type Assets } from './site.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-build-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const [first, second] = ['one', 'two'].map((name) => {
  const out = join(folder, name)
  execFileSync(process.execPath, [fileURLToPath(new URL('./build.ts', import.meta.url)), '--out', out])
  return out
})
const assets = JSON.parse(readFileSync(join(first ?? '', 'manifest.json'), 'utf8')) as Assets
const KB = 1024
const OFFICE = { id: 'O'.repeat(43), names: { en: 'Qingjia Group Reporting Office', zh: '青岬集团举报受理办公室' }, channels: [{ channel: 'web', names: { en: 'Web', zh: '网站' } }], handlers: 3, takesIdentity: false }

function bytesOf(asset: Asset): Buffer {
  return readFileSync(join(first ?? '', basename(asset.url)))
}

test('two builds are the same to the byte', () => {
  const contents = (out = ''): string[] => readdirSync(out).sort().map((file) => `${file} ${readFileSync(join(out, file)).toString('base64')}`)
  assert.deepEqual(contents(first), contents(second))
})

test('every asset is what its hash says', () => {
  for (const asset of [assets.style, assets.page, assets.sealing, assets.talking, assets.files, assets.work, assets.pdf, assets.voice, assets.worklet]) {
    assert.equal(asset.integrity, `sha384-${createHash('sha384').update(bytesOf(asset)).digest('base64')}`)
  }
})

test('no map, no comment, no import and no sentence is in the code', () => {
  // Of a sentence with a gap, what stands around it.
  const gaps = new Proxy({ day: '|', to: '|', why: '|', name: '|' }, { get: () => '|' })
  const late = Object.values(zh).flatMap((sentence) => (typeof sentence === 'function' ? (sentence as (of: typeof gaps) => string)(gaps).split('|') : [sentence])).filter((part) => part.length > 0).sort((one, other) => other.length - one.length)
  for (const asset of [assets.page, assets.sealing, assets.talking, assets.files, assets.work, assets.pdf, assets.voice, assets.worklet]) {
    // What few reporters ever read comes with the code that opens a conversation: in both languages, and not with the page.
    const code = late.reduce((text, sentence) => text.replaceAll(sentence, ''), bytesOf(asset).toString())
    assert.doesNotMatch(code, /sourceMappingURL|\bfrom ?["'`]|node_modules/)
    assert.doesNotMatch(code, /\p{Script=Han}/u)
  }
})

test('no code of the page calls a route that is left out of it', () => {
  const named = (code: string, route: string): boolean => new RegExp(`["'\`]${route}["'\`]`).test(code)
  const ofMembers = Object.entries(ROUTES).filter(([, { path, access }]) => !['anyone', 'reporter', 'uploader'].includes(access) || /^\/api\/(?:sessions|recovery)/.test(path)).map(([route]) => route)
  const codes = [assets.page, assets.sealing, assets.talking, assets.files, assets.work].map((asset) => bytesOf(asset).toString())
  assert.ok(ofMembers.length > 30)
  for (const route of ofMembers) assert.ok(!codes.some((code) => named(code, route)), route)
  for (const route of ['file-report', 'reply-to-report', 'put-segment', 'read-report-segment']) assert.ok(codes.some((code) => named(code, route)), route)
})

for (const language of ['en', 'zh'] as const) {
  test(`the page in ${language} is usable after 15 KB and filed after 60 KB, and after 16 KB where a browser knows gzip alone`, () => {
    const office = { ...OFFICE, takesIdentity: true }
    const first3 = [Buffer.from(officePage(siteOf({ language, assets, base: '', office })).text), bytesOf(assets.style), bytesOf(assets.page)]
    const compressed = (compress: (bytes: Buffer) => Buffer, parts: readonly Buffer[]): number => parts.reduce((sum, part) => sum + compress(part).length, 0)
    for (const [compress, most] of [[brotliCompressSync, 15 * KB], [gzipSync, 16 * KB]] as const) {
      assert.ok(compressed(compress, first3) <= most, `${compressed(compress, first3)} bytes to a usable form`)
    }
    // The directory and the sealed report are about 13 KB; the journey measures the whole.
    const withSealing = compressed(brotliCompressSync, [...first3, bytesOf(assets.sealing)])
    assert.ok(withSealing <= 47 * KB, `${withSealing} bytes of code and page`)
  })
}
