// Goal: a reload, a crash of the tab or a second tab in the middle of a file sends nothing twice that arrived, never seals two contents under
// one key, and leaves nothing on the device once the file was cited. Method: Chromium behind a line that remembers every segment put on
// it and swallows what comes after some of them; the notes on the device say which key each upload had.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { base64url, type Bytes } from '#base/bytes.ts'
import { openLogFile } from '#clients/member/log-file.ts'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import type { UploadNote } from '#clients/transport/content.ts'
import { hash } from '#sealing/proof/hash.ts'
import { SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { watchedLine, type WatchedLine } from '#tools/resume/line.ts'
import { noteKey } from '#tools/resume/note-key.ts'
import { changeByte } from '#tools/resume/round.ts'
import { keysUsedTwice } from '#tools/resume/wire.ts'
import { fillSteps, openBrowser, openCode, openHome, readReceipt, sharedScene } from './reporter-scene.ts'
import { noChromium } from './support/browsers.ts'

const scene = sharedScene(noChromium())
const browser = { skip: noChromium(), timeout: 120_000 }

const SEGMENTS = 6
const WHAT = { what: 'The recording is in the file.' }
const rows = (page: Page, room = '#write') => page.locator(`${room} [data-room] li`)

interface Journey { readonly page: Page; readonly line: WatchedLine; readonly path: string; readonly words: () => Bytes; readonly trouble: readonly string[] }

async function atLastStep(context: TestContext, prepare: (page: Page) => Promise<unknown> = async () => undefined): Promise<Journey> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-reload-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, '录音 4月.bin')
  writeFileSync(path, new Uint8Array(SEGMENTS * SEGMENT_BYTES - 70_000).map((_, at) => at % 251))
  const line = await watchedLine(context, scene.postern.url, 20)
  const { page, watched } = await openBrowser(context, line.url, { locale: 'en-GB' })
  await prepare(page)
  // "Leave" is answered: words that were typed are lost with the page.
  page.on('dialog', (dialog) => { void dialog.accept() })
  await openHome(page, line.url)
  await fillSteps(page, WHAT)
  return { page, line, path, words: () => new Uint8Array(readFileSync(path)), trouble: watched.trouble }
}

async function pick(page: Page, path: string, room = '#write'): Promise<void> {
  await page.setInputFiles(`${room} [data-room] input`, path)
  await rows(page, room).last().getByText('Send it as it is').click()
}

const sent = (page: Page, room = '#write'): Promise<void> => rows(page, room).last().getByText('Sealed and sent.').waitFor()

async function notesOf(page: Page): Promise<readonly UploadNote[]> {
  return JSON.parse(await page.evaluate(() => sessionStorage.getItem('postern')) ?? '[]') as UploadNote[]
}

/** What lies in the storage of a tab. It must be nothing that tells of the file. */
async function tellsNothing(page: Page, { path, words }: Journey): Promise<void> {
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, history.state, window.name]))
  for (const part of ['录音', '.bin', base64url(hash(words())), String(words().length), path]) assert.ok(!kept.includes(part), `the device tells ${part}`)
}

async function filedAs(words: Bytes): Promise<void> {
  const { lines } = await listQueue(scene.session)
  const views = await Promise.all(lines.map(({ id }) => openReportAsHandler(scene.session, id)))
  const sha256 = base64url(hash(words))
  const found = views.flatMap(({ id, conversation }) => conversation.turns.flatMap(({ files = [] }) => files.map((file) => ({ id, file })))).find(({ file }) => file.sha256 === sha256)
  assert.ok(found, 'the file is in a report')
  const opened = await (await openLogFile(scene.session, found.id, found.file)).read(0, found.file.sizeBytes)
  assert.equal(base64url(hash(opened)), sha256)
}

const arrivedOf = ({ puts }: WatchedLine): number[] => puts.filter(({ arrived }) => arrived).map(({ segment }) => segment).sort((one, other) => one - other)

/** In the middle of a file the tab is loaded anew. @returns what the tab had noted */
async function reloadedAfter(journey: Journey, arrived: number): Promise<UploadNote> {
  const { page, line, path } = journey
  line.holdAfter(arrived)
  await pick(page, path)
  await line.untilArrived(arrived)
  const [note, ...others] = await notesOf(page)
  assert.ok(note !== undefined && others.length === 0)
  await tellsNothing(page, journey)
  await page.reload()
  await page.waitForSelector('html.on')
  await page.locator('.left', { hasText: 'Files were under way on this page' }).waitFor()
  assert.equal(await page.evaluate(() => window.scrollY), 0, 'it is seen, wherever the page was scrolled to')
  line.release()
  return note
}

test('a file whose page was reloaded goes on in a worker where it was, and then nothing of it is on the device', browser, async (context) => {
  const journey = await atLastStep(context)
  const { page, line, path, words } = journey
  const note = await reloadedAfter(journey, 3)
  const before = line.puts.length
  await fillSteps(page, WHAT)
  await pick(page, path)
  await sent(page)
  assert.equal(page.workers().length, 1)
  assert.equal(await page.locator('.left').count(), 0, 'nothing is left to be picked again')
  assert.deepEqual(arrivedOf(line), Array.from({ length: SEGMENTS }, (_, segment) => segment), 'each segment arrived once')
  assert.equal(line.puts.length - before, SEGMENTS - 3, 'what had arrived was not even sent')
  assert.deepEqual(new Set(line.puts.map(({ upload }) => upload)), new Set([note.upload]))
  assert.deepEqual(keysUsedTwice(line.puts.map((put) => ({ ...put, key: noteKey(note, words()) }))), [])
  await page.click('[data-do=send]')
  await readReceipt(page)
  assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length), 0)
  await filedAs(words())
  assert.deepEqual(journey.trouble, [])
})

test('a file that changed since is a new one under a new key, and the old key seals nothing more', browser, async (context) => {
  const journey = await atLastStep(context)
  const { page, line, path, words } = journey
  const old = words()
  const note = await reloadedAfter(journey, 3)
  // In the last segment, of which nothing was ever sealed.
  changeByte(path, old.length - 1)
  const before = line.puts.length
  await fillSteps(page, WHAT)
  await pick(page, path)
  await sent(page)
  const fresh = (await notesOf(page)).find(({ upload }) => upload !== note.upload) ?? assert.fail('it has a note of its own')
  const later = line.puts.slice(before)
  assert.deepEqual(later.map(({ upload }) => upload), Array.from({ length: SEGMENTS }, () => fresh.upload))
  assert.notEqual(noteKey(fresh, words()), noteKey(note, old))
  const keys = new Map([[note.upload, noteKey(note, old)], [fresh.upload, noteKey(fresh, words())]])
  assert.deepEqual(keysUsedTwice(line.puts.map((put) => ({ ...put, key: keys.get(put.upload) ?? assert.fail() }))), [])
  await page.locator('.left').getByText('Forget them').click()
  assert.deepEqual((await notesOf(page)).map(({ upload }) => upload), [fresh.upload])
  await page.click('[data-do=send]')
  await readReceipt(page)
  assert.deepEqual(await notesOf(page), [])
  await filedAs(words())
})

test('a duplicated tab with the same notes seals the same words to the same bytes, and others under another key', browser, async (context) => {
  const journey = await atLastStep(context)
  const { page, line, path, words } = journey
  const old = words()
  line.holdAfter(2)
  await pick(page, path)
  await line.untilArrived(2)
  const [note = assert.fail()] = await notesOf(page)
  // A window that a page opens begins with a copy of its session, as a duplicated tab does.
  const [twin] = await Promise.all([page.context().waitForEvent('page'), page.evaluate(() => { window.open('/') })])
  await twin.waitForSelector('html.on')
  assert.deepEqual(await notesOf(twin), [note])
  line.release()
  await fillSteps(twin, WHAT)
  await pick(twin, path)
  await sent(twin)
  // Meanwhile the file is edited, and picked in the first tab once more.
  changeByte(path, 2 * SEGMENT_BYTES + 9)
  await pick(page, path)
  await sent(page)
  const fresh = (await notesOf(page)).find(({ upload }) => upload !== note.upload) ?? assert.fail()
  const keys = new Map([[note.upload, noteKey(note, old)], [fresh.upload, noteKey(fresh, words())]])
  assert.equal(new Set(keys.values()).size, 2)
  assert.deepEqual(keysUsedTwice(line.puts.map((put) => ({ ...put, key: keys.get(put.upload) ?? assert.fail('an upload that no note tells of') }))), [])
  // What the twin cites is not the first tab's to cite: it takes an upload of its own.
  await twin.click('[data-do=send]')
  await readReceipt(twin)
  await filedAs(old)
  await page.locator('#write [data-room] li').first().getByText('Remove').click()
  await page.click('[data-do=send]')
  await readReceipt(page)
  await filedAs(words())
  assert.deepEqual([await notesOf(page), await notesOf(twin)], [[], []])
})

test('an addition to a filed report goes on after a reload as well', browser, async (context) => {
  const journey = await atLastStep(context)
  const { page, line, path, words } = journey
  await page.click('[data-do=send]')
  const code = await readReceipt(page)
  const open = async (): Promise<void> => {
    await openHome(page, line.url)
    await openCode(page, code)
    await page.locator('#filled [data-room]').waitFor()
  }
  await open()
  line.holdAfter(4)
  await pick(page, path, '#filled')
  await line.untilArrived(4)
  await open()
  await page.locator('.left').waitFor()
  line.release()
  const before = line.puts.length
  await pick(page, path, '#filled')
  await sent(page, '#filled')
  assert.equal(line.puts.length - before, SEGMENTS - 4)
  await page.locator('#filled [data-do=reply] .go').click()
  await page.locator('.brought', { hasText: '录音' }).waitFor()
  assert.deepEqual(await notesOf(page), [])
  await filedAs(words())
})

for (const [how, refuse] of [
  ['the browser refuses workers', (page: Page) => page.addInitScript(() => { Object.assign(globalThis, { Worker: function refused() { throw new DOMException('no', 'SecurityError') } }) })],
  ['the policy refuses workers', (page: Page) => page.route((url) => url.pathname === '/', async (route) => {
    const response = await route.fetch()
    const headers = response.headers()
    return route.fulfill({ response, headers: { ...headers, 'content-security-policy': `${headers['content-security-policy'] ?? ''}; worker-src 'none'` } })
  })],
] as const) {
  test(`where ${how}, the page itself seals and sends, and goes on after a reload`, browser, async (context) => {
    const journey = await atLastStep(context, refuse)
    const { page, line, path, words } = journey
    await reloadedAfter(journey, 3)
    await fillSteps(page, WHAT)
    await pick(page, path)
    await sent(page)
    assert.equal(page.workers().length, 0)
    assert.deepEqual(arrivedOf(line), Array.from({ length: SEGMENTS }, (_, segment) => segment))
    await page.click('[data-do=send]')
    await readReceipt(page)
    await filedAs(words())
  })
}

test('who removes the file, or leaves quickly, leaves nothing on the device', browser, async (context) => {
  const journey = await atLastStep(context)
  const { page, line, path } = journey
  line.holdAfter(2)
  await pick(page, path)
  await line.untilArrived(2)
  assert.equal((await notesOf(page)).length, 1)
  await rows(page).getByText('Remove').click()
  assert.deepEqual(await notesOf(page), [])
  line.holdAfter(4)
  await pick(page, path)
  await line.untilArrived(4)
  assert.equal((await notesOf(page)).length, 1)
  await page.route('https://**', (route) => route.abort())
  await page.click('.leave')
  await page.goto(`${line.url}/how`)
  assert.equal(await page.evaluate(() => sessionStorage.length), 0)
})
