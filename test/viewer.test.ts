// Goal: a handler sees what strangers send, of every kind that the desk shows, and a hostile file stays where it is shown. Method: one report
// with a file of each kind at the real service; the built desk in Chromium opens each in its own frame, and what stands there is read back.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { before, test, type TestContext } from 'node:test'
import type { Frame } from 'playwright-core'
import { listQueue } from '#clients/member/queue.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { attach, startAttaching } from '#clients/transport/attach.ts'
import { stepAt } from '#sealing/proof/one-time-code.ts'
import type { Attachment } from '#domain/bodies.ts'
import { openDesk } from './desk/drive.ts'
import { logInFor } from './desk/real.ts'
import { sharedScene } from './reporter-scene.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { quickReporter } from './support/client.ts'
import { film, longFilm, type Film } from './support/film.ts'
import { pdf, wordFiles, type OddFile } from './support/odd-files.ts'

const scene = sharedScene(noChromium())
before(() => { execFileSync(process.execPath, [join(import.meta.dirname, '..', 'tools', 'run.mjs'), 'build'], { stdio: 'ignore' }) })

type Desk = Awaited<ReturnType<typeof openDesk>>

test('files of every kind are looked at', { skip: noChromium(), timeout: 180_000 }, async (context) => {
  const browser = await launchChromium(context)
  const words = await wordFiles()
  const drawn = await film(await browser.newPage())
  const long = await longFilm(drawn.webm)
  await fileWith([...words, ...drawnFiles(drawn), long])
  const desk = await enter(context)
  await context.test('words, tables, letters and lists', () => readAll(desk, words))
  await context.test('a picture is drawn, and zoomed', () => seePicture(desk))
  await context.test('a picture that would fill the memory is refused by its first bytes', () => sees(desk, 'bomb.png', /more memory than a page may have/))
  await context.test('a document is drawn page by page, with its Chinese, and its script does not run', () => seePages(desk))
  await context.test('a film is played, cut off or not', () => seeFilm(desk))
  await context.test('a long film is watched near its end without being read whole', () => seekFilm(desk, long))
  await context.test('what is looked at stays as it is while the desk looks for something new', () => staysOpen(desk))
  await context.test('from file to file, and out by the keyboard', () => walk(desk))
  await context.test('a page that leaves its room is shut out', () => leaveRoom(desk))
  assert.deepEqual(desk.complaints.filter((complaint) => !expected(complaint)), [])
})

/** What the pages write to the console of what they cannot show, and what the desk's own first look at a report writes. */
function expected(complaint: string): boolean {
  return /\/(?:desk|card)$|too-large|cannot-be-drawn|locked|Error: |InvalidPDF|EncodingError|CannotShow/.test(complaint)
}

function drawnFiles({ png, webm }: Film): readonly Pick<OddFile, 'name' | 'bytes'>[] {
  const bomb = png.slice()
  new DataView(bomb.buffer).setUint32(16, 60_000)
  new DataView(bomb.buffer).setUint32(20, 60_000)
  return [
    { name: '四号厂房.png', bytes: png }, { name: 'bomb.png', bytes: bomb }, { name: 'order.pdf', bytes: pdf('app.alert\\(1\\)') },
    { name: 'film.webm', bytes: webm }, { name: 'cut.webm', bytes: webm.subarray(0, Math.floor(webm.length / 2)) },
  ]
}

async function fileWith(files: readonly Pick<OddFile, 'name' | 'bytes'>[]): Promise<void> {
  const { api, session } = scene
  const office = await loadOffice(api, session.id)
  const attachments: Attachment[] = []
  for (const { name, bytes } of files) {
    const source = { sizeBytes: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) }
    attachments.push(await attach(api, startAttaching({ source, name, cleaning: 'kept-as-it-was' })))
  }
  const draft = { channel: office.channels[0]?.channel ?? '', answers: { what: '附件在此。' }, language: 'zh', provenance: 'in-browser', files: attachments } as const
  await fileReport(api, office, { draft, keys: await quickReporter() })
  assert.equal((await listQueue(session)).lines.length, 1)
}

async function enter(context: TestContext): Promise<Desk> {
  const { postern, member } = scene
  const desk = await openDesk(await launchChromium(context, { viewport: { width: 1440, height: 900 } }), `${postern.url}/desk/`)
  await logInFor(desk, { ...member, usedStep: stepAt(Date.now()) })
  await desk.locator('.row').first().click()
  await desk.locator('.files li').first().waitFor()
  return desk
}

async function openFile(desk: Desk, name: string): Promise<void> {
  await desk.locator('.files li').filter({ has: desk.getByText(name, { exact: true }) }).first().getByRole('button', { name: 'View' }).click()
}

async function close(desk: Desk): Promise<void> {
  await desk.keyboard.press('Escape')
  await desk.locator('dialog').waitFor({ state: 'detached' })
}

/** The frame once it shows something. */
async function shownFrame(desk: Desk): Promise<Frame> {
  await desk.locator('dialog iframe:not(.waits)').waitFor()
  const frame = await (await desk.locator('dialog iframe').elementHandle())?.contentFrame()
  assert.ok(frame)
  return frame
}

async function sees(desk: Desk, name: string, shows: RegExp): Promise<void> {
  await openFile(desk, name)
  await desk.locator('dialog iframe:not(.waits), dialog .notice').first().waitFor()
  const frame = await desk.locator('dialog iframe').count() === 0 ? null : await (await desk.locator('dialog iframe').elementHandle())?.contentFrame()
  const text = `${await desk.locator('dialog').innerText()} ${await frame?.evaluate(() => document.body.textContent) ?? ''}`
  await close(desk)
  assert.match(text, shows, name)
}

async function readAll(desk: Desk, files: readonly OddFile[]): Promise<void> {
  for (const { name, shows } of files) await sees(desk, name, shows)
}

/** How many different colours a canvas has. */
function colours(frame: Frame): Promise<number> {
  return frame.evaluate(() => {
    const canvas = document.querySelector('canvas')
    const { data } = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
    return new Set(Array.from({ length: data.length / 4 }, (_, at) => `${data[at * 4]},${data[at * 4 + 1]},${data[at * 4 + 2]}`)).size
  })
}

async function seePicture(desk: Desk): Promise<void> {
  await openFile(desk, '四号厂房.png')
  const frame = await shownFrame(desk)
  assert.ok(await colours(frame) > 20)
  await desk.keyboard.press('+')
  await desk.locator('dialog').getByText('150 %').waitFor()
  assert.equal(await frame.evaluate(() => document.querySelector('canvas')?.style.inlineSize), '480px')
  await close(desk)
}

async function seePages(desk: Desk): Promise<void> {
  await openFile(desk, 'order.pdf')
  const frame = await shownFrame(desk)
  const inked = (): Promise<readonly number[]> => frame.evaluate(() => {
    const canvas = document.querySelector('canvas')
    if (canvas === null) return []
    const band = (from: number, to: number): number => {
      const data = canvas.getContext('2d')?.getImageData(0, Math.floor(canvas.height * from), canvas.width, Math.floor(canvas.height * (to - from))).data ?? []
      return data.filter((value, at) => at % 4 === 0 && value < 128).length
    }
    return [band(0.05, 0.11), band(0.12, 0.18), band(0.3, 1)]
  })
  const [plain = 0, chinese = 0, rest = 0] = await inked()
  assert.ok(plain > 200 && chinese > 200 && rest === 0, `ink: ${plain}, ${chinese}, ${rest}`)
  await desk.keyboard.press('PageDown')
  await desk.locator('dialog input[type=number]').and(desk.locator(':not([value="1"])')).waitFor()
  assert.ok((await inked()).every((count) => count === 0), 'the second page is empty')
  await close(desk)
}

async function seeFilm(desk: Desk): Promise<void> {
  for (const name of ['film.webm', 'cut.webm']) {
    await openFile(desk, name)
    const frame = await shownFrame(desk)
    assert.equal(await frame.evaluate(() => document.querySelector('video')?.videoWidth), 320, name)
    await close(desk)
  }
}

async function seekFilm(desk: Desk, { name, bytes, seconds }: Awaited<ReturnType<typeof longFilm>>): Promise<void> {
  const asked: string[] = []
  desk.on('request', (request) => { if (/\/segments?\//.test(request.url())) asked.push(request.url()) })
  await openFile(desk, name)
  const frame = await shownFrame(desk)
  await frame.evaluate(async (to) => {
    const video = document.querySelector('video')
    if (video === null) throw new Error('no film')
    const there = new Promise((resolve) => { video.addEventListener('seeked', resolve, { once: true }) })
    video.currentTime = to
    await there
  }, seconds - 2)
  const read = asked.length
  assert.equal(await goesBackFromItsEnd(frame, seconds / 2), 'there')
  const whole = Math.ceil(bytes.length / 1024 / 1024)
  assert.ok(read > 0 && read < whole / 2, `${read} of ${whole} segments were read`)
  await close(desk)
}

/** Waits until the film was read to its end, and jumps. A film that stays still says nothing by itself. */
function goesBackFromItsEnd(frame: Frame, to: number): Promise<string> {
  return frame.evaluate(async (seconds) => {
    const video = document.querySelector('video')
    if (video === null) return 'no film'
    const pause = (ms: number): Promise<string> => new Promise((resolve) => { setTimeout(resolve, ms, 'nowhere') })
    while (video.buffered.length === 0 || video.buffered.end(video.buffered.length - 1) < video.duration - 0.1) await pause(100)
    await pause(500)
    const there = new Promise<string>((resolve) => { video.addEventListener('seeked', () => resolve('there'), { once: true }) })
    video.currentTime = seconds
    return Promise.race([there, pause(20_000)])
  }, to)
}

/** The desk asks every twenty seconds, and when somebody comes back to it, whether something came in. */
async function staysOpen(desk: Desk): Promise<void> {
  await openFile(desk, 'order.pdf')
  await shownFrame(desk)
  await desk.locator('dialog iframe').evaluate((frame) => { frame.dataset['opened'] = 'once' })
  const looked = desk.waitForResponse(/\/logs\//)
  await desk.evaluate(() => { document.dispatchEvent(new Event('visibilitychange')) })
  await looked
  await new Promise((resolve) => { setTimeout(resolve, 1000) })
  assert.equal(await desk.locator('dialog iframe[data-opened]').count(), 1)
  await close(desk)
}

async function walk(desk: Desk): Promise<void> {
  await openFile(desk, 'log.txt')
  await shownFrame(desk)
  await desk.getByRole('button', { name: 'Next file' }).click()
  await desk.locator('dialog iframe[title="photo.jpg"]').waitFor()
  const frame = await shownFrame(desk)
  // The focus may be in the frame: the key is told to the desk. Pressed from outside it would wait for an answer of the process that it ends.
  await frame.evaluate(() => { dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' })) }).catch(() => { /* its document is gone */ })
  await desk.locator('dialog').waitFor({ state: 'detached' })
}

async function leaveRoom(desk: Desk): Promise<void> {
  await openFile(desk, 'log.txt')
  const frame = await shownFrame(desk)
  await frame.evaluate(() => { location.href = '/desk/' }).catch(() => { /* its document is gone */ })
  await desk.locator('dialog .notice.alarm').getByText('was shut out').waitFor()
  assert.equal(await desk.locator('dialog iframe').count(), 0)
  await close(desk)
}
