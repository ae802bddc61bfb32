// Goal: what a handler covers at the desk is gone from the copy, whoever looks into its bytes; the file it was made from is as it was; and a file that
// took over the page that draws it neither reaches the desk nor brings a byte into the copy. Method: one report with a picture, a document and a text
// at the real service, covered at the built desk in Chromium by mouse, by keys and by a word; what was registered is fetched by another client.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test, type TestContext } from 'node:test'
import type { Frame } from 'playwright-core'
import { hex, fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import { openLogFile } from '#clients/member/log-file.ts'
import type { ReportView } from '#clients/member/member.ts'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { attach, startAttaching } from '#clients/transport/attach.ts'
import { PictureDocument } from '#clients/viewer/redaction/pdf.ts'
import { joined, packedRows } from '#clients/viewer/redaction/png.ts'
import type { Attachment } from '#domain/bodies.ts'
import type { Exhibit } from '#domain/exhibits.ts'
import { hash } from '#sealing/proof/hash.ts'
import { stepAt } from '#sealing/proof/one-time-code.ts'
import { lookerAt, openDesk } from './desk/drive.ts'
import { logInFor } from './desk/real.ts'
import { sharedScene } from './reporter-scene.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { quickReporter } from './support/client.ts'
import { pdf } from './support/odd-files.ts'

const scene = sharedScene(noChromium())
before(() => { execFileSync(process.execPath, [join(import.meta.dirname, '..', 'tools', 'run.mjs'), 'build'], { stdio: 'ignore' }) })

type Desk = Awaited<ReturnType<typeof openDesk>>

const NAME = '张伟'
const TEXT = `值班员${NAME}说：气体报警器被关掉了。\r\nHe is also ＺＨＡＮＧ Wei, and 张\n伟.\u202e\n`
/** Of the picture: red in its left half, blue in its right. */
const [WIDTH, HEIGHT] = [320, 200]

test('a picture, a document and a text are redacted at the desk', { skip: noChromium(), timeout: 180_000 }, async (context) => {
  const desk = await enter(context)
  desk.setDefaultTimeout(15_000)
  const complaints: string[] = []
  const looker = lookerAt(desk, 'redaction', { dark: 320, light: 1440 })
  const look = async (what: string): Promise<void> => {
    complaints.push(...desk.complaints.splice(0))
    await looker(what)
  }
  await context.test('a picture, by mouse and keys', () => coverPicture(desk, look))
  await context.test('a document, on a page by itself, with a label', () => coverDocument(desk, look))
  await context.test('a text, by a word', () => coverText(desk, look))
  await context.test('what is registered is seen as what it is', () => seeRegistered(desk))
  await context.test('a long document is stopped, and what was covered stays', () => stopLong(desk))
  await context.test('a page that was taken over reaches nothing, and is shut out', () => shutOut(desk))
  assert.deepEqual([...complaints, ...desk.complaints].filter((complaint) => !/\/(?:desk|card)$|Blocked a frame|SecurityError|Refused|violates|Content Security|CannotShow|willReadFrequently/.test(complaint)), [])
})

async function enter(context: TestContext): Promise<Desk> {
  const { api, session, postern, member } = scene
  const browser = await launchChromium(context, { viewport: { width: 1440, height: 900 } })
  const desk = await openDesk(browser, `${postern.url}/desk/`)
  const office = await loadOffice(api, session.id)
  const files: Attachment[] = []
  for (const [name, bytes] of [[`${NAME}.png`, await twoColours(desk)], [`${NAME}.pdf`, pdf()], [`${NAME}.txt`, utf8(TEXT)], ['long.pdf', await longDocument()]] as const) {
    const source = { sizeBytes: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) }
    files.push(await attach(api, startAttaching({ source, name, cleaning: 'kept-as-it-was' })))
  }
  const draft = { channel: office.channels[0]?.channel ?? '', answers: { what: '附件在此。' }, language: 'zh', provenance: 'in-browser', files } as const
  await fileReport(api, office, { draft, keys: await quickReporter() })
  await logInFor(desk, { ...member, usedStep: stepAt(Date.now()) })
  await desk.locator('.row').first().click()
  await desk.locator('.files li').first().waitFor()
  return desk
}

async function twoColours(desk: Desk): Promise<Bytes> {
  const bytes = await desk.evaluate(async ([width, height]) => {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width, height })
    const context = canvas.getContext('2d')
    for (const [at, colour] of ['#c81e1e', '#1e1ec8'].entries()) {
      if (context === null) throw new Error('no canvas')
      context.fillStyle = colour
      context.fillRect(at * width / 2, 0, width / 2, height)
    }
    const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/png') })
    return [...new Uint8Array(await blob?.arrayBuffer() ?? new ArrayBuffer(0))]
  }, [WIDTH, HEIGHT] as const)
  return Uint8Array.from(bytes)
}

/** So many pages that somebody may lose patience. */
const PAGES = 60

async function longDocument(): Promise<Bytes> {
  const parts: Uint8Array[] = []
  const written = new PictureDocument(async (bytes) => { parts.push(bytes) })
  const rows = await packedRows({ width: 100, height: 140, bytes: new Uint8ClampedArray(100 * 140 * 4).fill(200) })
  for (let page = 0; page < PAGES; page++) await written.page({ kind: 'rows', rows }, { width: 595, height: 842 })
  await written.end()
  return joined(parts)
}

/** The page in which boxes are drawn, once it shows something. */
async function editorOf(desk: Desk, name: string): Promise<Frame> {
  await desk.locator('.files li').filter({ has: desk.getByText(name, { exact: true }) }).first().getByRole('button', { name: 'Redact' }).click()
  await desk.locator('dialog').getByText('Nothing is covered yet').waitFor()
  const frame = await (await desk.locator('dialog .view-stage iframe:not(.redact-draws)').elementHandle())?.contentFrame()
  assert.ok(frame)
  return frame
}

/** The copy as it is shown before it is registered. */
async function made(desk: Desk): Promise<Frame> {
  await desk.getByRole('button', { name: 'Make the copy' }).click()
  await desk.locator('dialog .redacted').waitFor()
  await desk.locator('dialog .view-stage:not(.away) iframe:not(.waits)').waitFor()
  const frame = await (await desk.locator('dialog .view-stage:not(.away) iframe').elementHandle())?.contentFrame()
  assert.ok(frame)
  return frame
}

async function register(desk: Desk): Promise<void> {
  await desk.locator('dialog .redacted .go').click()
  await desk.locator('dialog').waitFor({ state: 'detached', timeout: 20_000 })
}

function colourAt(frame: Frame, x: number, y: number): Promise<readonly number[]> {
  return frame.evaluate(([partX, partY]) => {
    const canvas = document.querySelector('canvas')
    return [...canvas?.getContext('2d')?.getImageData(Math.floor(canvas.width * partX), Math.floor(canvas.height * partY), 1, 1).data ?? []]
  }, [x, y] as const)
}

const BLACK = [0, 0, 0, 255]

async function coverPicture(desk: Desk, look: (what: string) => Promise<void>): Promise<void> {
  const frame = await editorOf(desk, `${NAME}.png`)
  const sheet = await frame.locator('.redact-sheet').boundingBox()
  assert.ok(sheet !== null)
  const at = (x: number, y: number): readonly [number, number] => [sheet.x + sheet.width * x, sheet.y + sheet.height * y]
  // By mouse: the upper left, and one more that is taken back.
  for (const [from, to] of [[at(0.1, 0.1), at(0.4, 0.4)], [at(0.6, 0.6), at(0.9, 0.9)]] as const) {
    await desk.mouse.move(...from)
    await desk.mouse.down()
    await desk.mouse.move(...to, { steps: 4 })
    await desk.mouse.up()
  }
  assert.equal(await frame.locator('.redact-box[data-box]').count(), 2)
  await desk.keyboard.press('Control+z')
  assert.equal(await frame.locator('.redact-box[data-box]').count(), 1)
  // By keys: a box in the middle, made larger, moved to the right and labelled.
  await frame.getByRole('button', { name: 'Add a box' }).press('Enter')
  const added = await frame.locator('.redact-box[aria-pressed=true]').boundingBox()
  for (const key of ['Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await desk.keyboard.press(key)
  const moved = await frame.locator('.redact-box[aria-pressed=true]').boundingBox()
  assert.ok(added !== null && moved !== null && moved.x - added.x > 8 && moved.width - added.width > 2 && moved.height - added.height > 4, JSON.stringify([added, moved]))
  await frame.getByLabel('Label').fill('甲')
  await frame.getByLabel('Label').press('Enter')
  assert.equal(await frame.locator('.redact-box[aria-pressed=true]').getAttribute('aria-label'), 'Box 2, 甲')
  await look('picture')
  const copy = await made(desk)
  assert.deepEqual(await colourAt(copy, 0.25, 0.25), BLACK)
  assert.deepEqual(await colourAt(copy, 0.75, 0.75), [0x1e, 0x1e, 0xc8, 255])
  // What was forgotten is added where one left off.
  await desk.getByRole('button', { name: 'Cover more' }).click()
  assert.equal(await frame.locator('.redact-box[data-box]').count(), 2)
  await made(desk)
  await desk.locator('dialog .redacted .go').click()
  await desk.locator('dialog .problem').first().waitFor()
  await look('picture-copy')
  assert.ok(!(await desk.locator('dialog .redacted input').nth(1).inputValue()).includes(NAME), 'the old name is not proposed')
  await desk.locator('dialog .redacted input').first().fill('现场照片')
  await register(desk)
}

async function coverDocument(desk: Desk, look: (what: string) => Promise<void>): Promise<void> {
  const frame = await editorOf(desk, `${NAME}.pdf`)
  const sheet = await frame.locator('.redact-sheet').boundingBox()
  assert.ok(sheet !== null)
  await desk.mouse.move(sheet.x + 2, sheet.y + 2)
  await desk.mouse.down()
  await desk.mouse.move(sheet.x + sheet.width - 2, sheet.y + sheet.height * 0.11, { steps: 4 })
  await desk.mouse.up()
  await frame.getByLabel('Label').fill('person A')
  await frame.getByLabel('Label').press('Enter')
  await look('document')
  await frame.getByRole('button', { name: 'Next page' }).click()
  await frame.getByText('of 2').waitFor()
  await frame.locator('canvas[aria-label="Page 2"]').waitFor()
  assert.equal(await frame.locator('.redact-box[data-box]').count(), 0)
  const copy = await made(desk)
  // The Chinese line below it is still there, as ink.
  const ink = await copy.evaluate(() => {
    const canvas = document.querySelector('canvas')
    const data = canvas?.getContext('2d')?.getImageData(0, Math.floor(canvas.height * 0.12), canvas.width, Math.floor(canvas.height * 0.06)).data ?? []
    return [...data].filter((value, at) => at % 4 === 0 && value < 128).length
  })
  assert.ok(ink > 200, `${ink}`)
  assert.deepEqual(await colourAt(copy, 0.02, 0.05), BLACK)
  await look('document-copy')
  await desk.locator('dialog .redacted input').first().fill('值班命令')
  await register(desk)
}

async function coverText(desk: Desk, look: (what: string) => Promise<void>): Promise<void> {
  const frame = await editorOf(desk, `${NAME}.txt`)
  await frame.getByLabel('Label').fill('person A')
  await frame.getByLabel('Word or name').fill('zhang wei')
  await frame.getByText('Places: 1').waitFor()
  await frame.getByRole('button', { name: 'Cover all its places' }).click()
  await frame.getByLabel('Label').fill('')
  await frame.getByLabel('Word or name').fill(NAME)
  await frame.getByText('Places: 2').waitFor()
  await desk.keyboard.press('Enter')
  // By keys: the first two characters.
  await frame.locator('textarea').press('Control+Home')
  for (let step = 0; step < 2; step++) await frame.locator('textarea').press('Shift+ArrowRight')
  await frame.getByRole('button', { name: 'Cover what is selected' }).click()
  assert.equal(await frame.locator('textarea').inputValue(), '█████员█████说：气体报警器被关掉了。\nHe is also [person A], and █████.[U+202E]\n')
  await look('text')
  const copy = await made(desk)
  assert.match(await copy.evaluate(() => document.body.textContent), /█████员█████说/)
  await desk.locator('dialog .redacted input').first().fill('值班记录')
  await register(desk)
}

async function seeRegistered(desk: Desk): Promise<void> {
  const { session } = scene
  const [line] = (await listQueue(session)).lines
  assert.ok(line !== undefined)
  const view = await openReportAsHandler(session, line.id)
  assert.deepEqual(view.exhibits.map(({ number, kind, copy, isWhole, parent }) => [number, kind, copy, isWhole, parent?.number, parent?.transform, parent?.tool]), [
    [1, 'report-file', false, true, undefined, undefined, undefined], [2, 'file', true, true, 1, 'redacted', 'Postern'],
    [3, 'report-file', false, true, undefined, undefined, undefined], [4, 'file', true, true, 3, 'redacted', 'Postern'],
    [5, 'report-file', false, true, undefined, undefined, undefined], [6, 'file', true, true, 5, 'redacted', 'Postern'],
  ])
  assert.match(view.exhibits[1]?.parent?.version ?? '', /^\d+\.\d+\.\d+$/)
  const copies = await Promise.all([1, 3, 5].map((at) => wordsOf(view, view.exhibits[at])))
  for (const { bytes, attachment } of copies) {
    for (const word of [NAME, 'zhang wei', 'ZHANG', 'ＺＨＡＮＧ', 'Helvetica', '值班员']) assert.ok(!Buffer.from(bytes).includes(word), `${attachment.name} has ${word}`)
    assert.ok(!attachment.name.includes(NAME))
    assert.equal(hex(hash(bytes)), hex(fromBase64url(attachment.sha256) ?? new Uint8Array(0)))
  }
  assert.deepEqual(copies.map(({ attachment: { type, name } }) => [type, name]), [['image/png', 'exhibit-1-redacted.png'], ['application/pdf', 'exhibit-3-redacted.pdf'], ['text/plain', 'exhibit-5-redacted.txt']])
  const text = await wordsOf(view, view.exhibits[4])
  assert.equal(Buffer.from(text.bytes).toString(), TEXT, 'the parent is as it was')
  keepFor(copies)
  assert.equal(await desk.locator('.exhibit').count(), 6)
  assert.match(await desk.locator('.exhibit').nth(1).innerText(), /Redacted copy of exhibit 1\s+Postern \d/)
}

/** With POSTERN_SHOTS set to a folder the copies are kept there too, for outside programs to look into. */
function keepFor(copies: readonly { readonly bytes: Bytes; readonly attachment: Attachment }[]): void {
  const folder = process.env['POSTERN_SHOTS']
  if (folder === undefined) return
  for (const { bytes, attachment } of copies) writeFileSync(join(folder, attachment.name), bytes)
}

async function wordsOf(view: ReportView, exhibit: Exhibit | undefined): Promise<{ readonly bytes: Bytes; readonly attachment: Attachment }> {
  const [attachment] = exhibit?.files ?? []
  assert.ok(attachment !== undefined && exhibit !== undefined)
  const file = await openLogFile(scene.session, exhibit.log === 'report' ? view.id : view.deskLog, attachment)
  return { bytes: await file.read(0, attachment.sizeBytes), attachment }
}

async function stopLong(desk: Desk): Promise<void> {
  const frame = await editorOf(desk, 'long.pdf')
  await frame.getByRole('button', { name: 'Add a box' }).click()
  await desk.getByRole('button', { name: 'Make the copy' }).click()
  await desk.locator('dialog').getByText(new RegExp(`page ([2-9]|\\d\\d) of ${PAGES}`)).waitFor()
  await desk.getByRole('button', { name: 'Stop' }).click()
  await desk.getByRole('button', { name: 'Make the copy' }).waitFor()
  assert.equal(await frame.locator('.redact-box[data-box]').count(), 1)
  // Escape would lose it: somebody has to say so.
  await desk.getByRole('button', { name: 'Make the copy' }).press('Escape')
  assert.equal(await desk.locator('dialog').count(), 1)
  await desk.getByRole('button', { name: 'Cancel' }).click()
  await desk.locator('dialog').waitFor({ state: 'detached' })
}

async function shutOut(desk: Desk): Promise<void> {
  await editorOf(desk, `${NAME}.png`)
  const frames = await Promise.all((await desk.locator('dialog .view-stage iframe').elementHandles()).map((handle) => handle.contentFrame()))
  assert.equal(frames.length, 2)
  for (const frame of frames) {
    assert.ok(frame !== null)
    const tried = await frame.evaluate(async () => {
      const attempt = async (act: () => unknown): Promise<boolean> => { try { await act(); return true } catch { return false } }
      return {
        desk: await attempt(() => parent.document.body), neighbour: await attempt(() => [parent[0], parent[1]].find((each) => each !== window)?.document.body), keys: await attempt(() => parent.localStorage.length),
        own: await attempt(() => localStorage.length), net: await attempt(() => fetch('/api/v1/installation')), element: await attempt(() => document.createElement('iframe')),
      }
    })
    assert.deepEqual(tried, { desk: false, neighbour: false, keys: false, own: false, net: false, element: false })
  }
  const drawing = await (await desk.locator('dialog iframe.redact-draws').elementHandle())?.contentFrame()
  await drawing?.evaluate(() => { location.href = '/desk/' }).catch(() => { /* its document is gone */ })
  await desk.locator('dialog .notice.alarm').getByText('was shut out').waitFor()
  assert.equal(await desk.locator('dialog iframe').count(), 0)
  await desk.getByRole('button', { name: 'Cancel' }).click()
  await desk.locator('dialog').waitFor({ state: 'detached' })
}
