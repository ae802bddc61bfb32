// Goal: a photo goes in without what it told, whatever the line does meanwhile, and the office gets the picture as it was. Method: Chromium
// at the real service; pictures drawn by Chromium itself, with what a camera adds put in, and its own decoder asked whether they look the same.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { concat, type Bytes } from '#base/bytes.ts'
import { openLogFile } from '#clients/member/log-file.ts'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler, reply } from '#clients/member/report.ts'
import { telephoneSink } from '#clients/voice/telephone-sink.ts'
import { attach, startAttaching } from '#clients/transport/attach.ts'
import { axeProblems, fillSteps, openBrowser, openCode, openHome, overflow, readReceipt, sharedScene } from './reporter-scene.ts'
import { noChromium } from './support/browsers.ts'
import { SEEN, tellingPdf } from './support/pdf-files.ts'
import { exif, HIDDEN } from './support/pictures.ts'
import { speech, wavFile } from './support/voice.ts'

const scene = sharedScene(noChromium())
const browser = { skip: noChromium(), timeout: 120_000 }

/** A photo as a camera makes it: the picture, and who, where and when behind the first two bytes. */
async function photo(page: Page): Promise<Bytes> {
  const drawn = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 })
    const pen = canvas.getContext('2d')
    if (pen === null) throw new Error('no canvas')
    for (let at = 0; at < 20_000; at++) {
      pen.fillStyle = `rgb(${(at * 7) % 256},${(at * 13) % 256},${(at * 29) % 256})`
      pen.fillRect((at * 37) % 1600, (at * 53) % 1200, 23, 17)
    }
    const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.98) })
    return new Uint8Array(await (blob ?? new Blob()).arrayBuffer()).toBase64()
  })
  const bytes = Uint8Array.fromBase64(drawn)
  const block = concat(Uint8Array.from('Exif\0\0', (character) => character.charCodeAt(0)), exif(6))
  return concat(bytes.subarray(0, 2), Uint8Array.of(0xff, 0xe1, (block.length + 2) >> 8, (block.length + 2) & 255), block, bytes.subarray(2))
}

/** Whether two files are drawn the same, pixel for pixel. */
function looksTheSame(page: Page, one: Uint8Array, other: Uint8Array): Promise<boolean> {
  return page.evaluate(async (both) => {
    const [first, second] = await Promise.all(both.map(async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.fromBase64(bytes)], { type: 'image/jpeg' }))
      const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      pen?.drawImage(bitmap, 0, 0)
      const pixels = pen?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray(0)
      return `${bitmap.width} ${new Uint8Array(await crypto.subtle.digest('SHA-256', pixels)).toHex()}`
    }))
    return first === second
  }, [one.toBase64(), other.toBase64()])
}

/** The office sends a form: it is saved in either language, and what the reporter sent is not offered. */
async function saveFromOffice(page: Page, report: string): Promise<void> {
  const form = Buffer.alloc(1_100_000, 'a form of two segments. ')
  const source = { sizeBytes: form.length, read: async (from: number, to: number) => new Uint8Array(form.subarray(from, to)) }
  await reply(scene.session, report, { text: '', language: 'en', files: [await attach(scene.api, startAttaching({ source, name: '表格.txt', cleaning: 'nothing-found' }))] })
  await page.click('[data-do=look]')
  const save = page.locator('.brought button')
  await save.waitFor()
  assert.equal(await save.count(), 1)
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()])
  assert.equal(download.suggestedFilename(), '表格.txt')
  assert.ok(readFileSync(await download.path()).equals(form))
  await page.locator('.brought [role=status]', { hasText: 'Saved, and checked' }).waitFor()
  assert.deepEqual([await axeProblems(page), await overflow(page)], [[], 0])
  await page.click('.language')
  await page.locator('.brought button', { hasText: '保存到本机' }).waitFor()
  await page.click('.language')
  await page.locator('.brought button', { hasText: 'Save on this device' }).waitFor()
  await hearFromOffice(page, report)
}

/** An answer that was spoken is heard in the page, and leaves nothing on the device; of a file that was not recorded at a desk nothing is played. */
async function hearFromOffice(page: Page, report: string): Promise<void> {
  const sink = telephoneSink()
  sink.add(speech({ pitchHz: 140, seconds: 2 }))
  const sound = concat(...(await sink.finish()).parts)
  // By its labels it was recorded at a desk, and by its bytes it was not.
  const strange = new Uint8Array(wavFile(speech({ pitchHz: 140, seconds: 2 })))
  for (const { bytes, name, ...recorded } of [{ bytes: sound, name: 'answer.wav', recorded: 'unmasked' } as const, { bytes: sound, name: 'other.wav' }, { bytes: strange, name: 'strange.wav', recorded: 'unmasked' } as const]) {
    const source = { sizeBytes: bytes.length, read: async (from: number, to: number) => new Uint8Array(bytes.subarray(from, to)) }
    await reply(scene.session, report, { text: '', language: 'en', files: [await attach(scene.api, startAttaching({ source, name, cleaning: 'nothing-found', ...recorded }))] })
  }
  await page.click('[data-do=look]')
  const play = page.locator('.brought button', { hasText: 'Hear it here' })
  await play.first().waitFor()
  assert.equal(await play.count(), 2)
  let saved = 0
  page.on('download', () => { saved += 1 })
  const unplayed = page.getByRole('button', { name: 'Hear it here: strange.wav' })
  await unplayed.click()
  await page.getByText('It can only be saved').waitFor()
  assert.equal(await page.locator('.brought audio').count(), 0)
  await page.getByRole('button', { name: 'Hear it here: answer.wav' }).click()
  await page.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) > 0.2)
  assert.deepEqual([await axeProblems(page), await overflow(page), saved, await page.locator('.brought audio').getAttribute('aria-label')], [[], 0, 0, 'Hear it here: answer.wav'])
}

test('a photo is cleaned, paused, sent over a broken line, filed and opened; another kind of file waits for a decision', browser, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-files-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const { page, watched } = await openBrowser(context, scene.postern.url, { locale: 'en-GB' })
  await openHome(page, scene.postern.url)
  const taken = await photo(page)
  assert.ok(taken.length > 1_100_000, 'in two segments or more')
  writeFileSync(join(folder, '宿舍.jpg'), taken)
  writeFileSync(join(folder, 'list.pdf'), '%PDF-1.7 by Lin')
  await fillSteps(page, { what: 'The beams were never tested.' })
  await page.locator('#write [data-room]').waitFor()
  // The line breaks after the first piece, and comes back.
  let broken = 0
  await page.route('**/segments/*', async (route) => {
    if (broken++ === 1) return route.abort()
    // Slow enough for a person to press a button.
    if (broken < 4) await new Promise((resolve) => { setTimeout(resolve, 400) })
    return route.continue()
  })
  await page.setInputFiles('#write [data-room] input', [join(folder, '宿舍.jpg'), join(folder, 'list.pdf')])
  const rows = page.locator('#write [data-room] li')
  await rows.nth(0).getByText('Pause', { exact: true }).click()
  await rows.nth(0).getByText('What has arrived is not sent again').waitFor()
  await rows.nth(0).getByText('Go on', { exact: true }).click()
  await rows.nth(0).getByText('Taken out:').waitFor()
  assert.match(await rows.nth(0).innerText(), /Sealed and sent\. Taken out: place, device, time, name, program, preview, comments, hidden data/)
  assert.ok(broken > 2)
  await page.setViewportSize({ width: 320, height: 800 })
  assert.deepEqual([await axeProblems(page), await overflow(page)], [[], 0])
  await page.click('[data-do=send]')
  await page.locator('#write .wrong', { hasText: 'waits for your decision' }).waitFor()
  await rows.nth(1).getByText('Send it as it is').click()
  await rows.nth(1).getByText('Sealed and sent.').waitFor()
  await page.click('[data-do=send]')
  const code = await readReceipt(page)
  const { lines } = await listQueue(scene.session)
  const view = await openReportAsHandler(scene.session, lines[0]?.id ?? '')
  const [first, second] = view.conversation.turns[0]?.files ?? []
  assert.ok(first)
  assert.deepEqual([first.name, first.type, first.cleaning, second?.name, second?.type, second?.cleaning], ['宿舍.jpg', 'image/jpeg', 'cleaned', 'list.pdf', 'application/pdf', 'cannot-be-cleaned'])
  const file = await openLogFile(scene.session, view.id, first)
  const kept = await file.read(0, first.sizeBytes)
  assert.equal(Buffer.from(kept).includes(HIDDEN), false)
  assert.equal(await looksTheSame(page, taken, kept), true)
  await openHome(page, scene.postern.url)
  await openCode(page, code)
  await page.click('[data-do=open]')
  await page.locator('.brought', { hasText: '宿舍.jpg' }).waitFor()
  await page.setInputFiles('#filled [data-room] input', { name: 'more.txt', mimeType: 'text/plain', buffer: Buffer.from('还有一句。') })
  await page.locator('#filled [data-room] li', { hasText: 'Nothing in it points to you' }).waitFor()
  await page.locator('#filled [data-do=reply] .go').click()
  await page.locator('.brought', { hasText: 'more.txt' }).waitFor()
  assert.equal(await page.locator('#filled [data-room] li').count(), 0)
  await saveFromOffice(page, view.id)
  assert.deepEqual(watched.trouble.filter((each) => !each.includes('ERR_FAILED')), [])
})

test('a PDF is cleaned by code that comes when somebody has one, and whose fetching may fail once', browser, async (context) => {
  const { page, watched } = await openBrowser(context, scene.postern.url, { locale: 'zh-CN' })
  await openHome(page, scene.postern.url)
  const fetched: string[] = []
  await page.route('**/a/pdf.*', (route) => {
    fetched.push(route.request().url())
    return fetched.length === 1 ? route.abort() : route.continue()
  })
  await fillSteps(page, { what: '派工单被改过。' })
  const input = '#write [data-room] input'
  await page.setInputFiles(input, { name: '备注.txt', mimeType: 'text/plain', buffer: Buffer.from('无') })
  const rows = page.locator('#write [data-room] li')
  await rows.nth(0).getByText('已密封并送达').waitFor()
  assert.deepEqual(fetched, [], 'nobody else waits for it')
  await page.setInputFiles(input, { name: '派工单.pdf', mimeType: 'application/pdf', buffer: Buffer.from(tellingPdf()) })
  await rows.nth(1).getByText('连接中断').waitFor()
  await rows.nth(1).getByRole('button').first().click()
  await rows.nth(1).getByText('已清除').waitFor()
  await page.setInputFiles(input, { name: '第二份.pdf', mimeType: 'application/pdf', buffer: Buffer.from(tellingPdf()) })
  await rows.nth(2).getByText('已清除').waitFor()
  assert.equal(new Set(fetched).size, 2, 'once that failed, once that came, and nothing for the second document')
  await page.click('[data-do=send]')
  await readReceipt(page)
  const { lines } = await listQueue(scene.session)
  // Other tests' reports are of the same day, and a queue knows no finer order.
  const views = await Promise.all(lines.map(({ id }) => openReportAsHandler(scene.session, id)))
  const view = views.find(({ conversation }) => conversation.turns[0]?.files?.some(({ name }) => name === '派工单.pdf'))
  const order = view?.conversation.turns[0]?.files?.[1]
  assert.ok(view !== undefined && order !== undefined)
  assert.deepEqual([order.name, order.type, order.cleaning], ['派工单.pdf', 'application/pdf', 'cleaned'])
  const kept = Buffer.from(await (await openLogFile(scene.session, view.id, order)).read(0, order.sizeBytes))
  assert.deepEqual([kept.includes(HIDDEN), kept.includes(SEEN)], [false, true])
  assert.deepEqual(watched.trouble.filter((each) => !each.includes('ERR_FAILED')), [])
})

/** As a mouse or a keyboard hands files in. */
function handIn(page: Page, how: 'drop' | 'paste', { name, ...more }: Readonly<Record<string, string>>): Promise<boolean> {
  return page.evaluate(({ kind, called, also }) => {
    const data = new DataTransfer()
    data.items.add(new File(['a,b\n'], called ?? '', { type: 'text/csv' }))
    for (const [type, text] of Object.entries(also)) data.setData(type, text)
    const init = { bubbles: true, cancelable: true }
    const event = kind === 'drop' ? new DragEvent('drop', { ...init, dataTransfer: data }) : new ClipboardEvent('paste', { ...init, clipboardData: data })
    document.activeElement?.dispatchEvent(event)
    return event.defaultPrevented
  }, { kind: how, called: name, also: more })
}

test('files are dropped and pasted; where there is no field for them, what was typed stays', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url, { locale: 'en-GB' })
  await openHome(page, scene.postern.url)
  assert.equal(await handIn(page, 'drop', { name: 'early.csv' }), false, 'nothing is typed yet, and the code that takes files is not there')
  await fillSteps(page, { what: 'The lists do not agree.' })
  await page.locator('#write [data-room] input').waitFor({ state: 'attached' })
  await page.locator('#write [data-room]').waitFor()
  assert.equal(await handIn(page, 'drop', { name: '账目.csv' }), true)
  await page.locator('#write [data-room] li', { hasText: '账目.csv' }).waitFor()
  assert.equal(await handIn(page, 'paste', { name: 'pasted.csv' }), true)
  await page.locator('#write [data-room] li', { hasText: 'pasted.csv' }).waitFor()
  assert.equal(await handIn(page, 'paste', { name: 'table.png', 'text/html': '<table>', 'text/plain': 'a' }), false, 'a table is pasted as text')
  assert.equal(await page.locator('#write [data-room] li').count(), 2)
})
