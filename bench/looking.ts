import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StreamTarget, type StreamTargetChunk } from 'mediabunny'
import { chromium, type Browser, type Frame, type Page } from 'playwright-core'
import { base64url, utf8 } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import type { NewMember } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { attach, startAttaching } from '#clients/transport/attach.ts'
import { httpApi, type Api } from '#clients/transport/api.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import type { Attachment } from '#domain/bodies.ts'
import { useDigest } from '#sealing/proof/hash.ts'
import { stepAt } from '#sealing/proof/one-time-code.ts'
import { nativeDigest } from '#server/native-hash.ts'
import { chromiumPath } from '#test/support/browser-paths.ts'
import { CHROMIUM_FLAGS } from '#test/support/chromium-flags.ts'
import { quickReporter } from '#test/support/client.ts'
import { film, writeLongFilm } from '#test/support/film.ts'
import { logInFor } from '#test/desk/real.ts'
import { median, type Bench, type Figure, type Scale } from './bench.ts'
import { withOffice } from './house.ts'

const MIB = 1024 ** 2
const [MANY, ONE] = ['Many files.', 'One film.']
const AT_ONCE = 8
const WITHIN_MS = 3 * 60_000
/** Where somebody looks: in the last tenth, each place far from the others, so that nothing of it was read before. */
const PLACES = [0.99, 0.91, 0.97, 0.93, 0.95]

interface Size { readonly entries: number; readonly each: number; readonly filmBytes: number }

const WHOLE: Size = { entries: 5, each: LIMITS.filesPerEntryMax, filmBytes: 2048 * MIB }
// A film below 48 MiB is handed to the browser whole.
const SHORT: Size = { entries: 2, each: 10, filmBytes: 50 * MIB }

/** What a handler waits for who looks at files at the desk in Chromium: a place near the end of a long film, and a report with a thousand files. */
export const looking: Bench = {
  name: 'looking',
  async run(scale) {
    const executablePath = chromiumPath()
    if (executablePath === null) throw new Error('no Chromium on this machine; npm test installs it where it can')
    useDigest(nativeDigest)
    const size = scale.short ? SHORT : WHOLE
    const folder = mkdtempSync(join(tmpdir(), 'postern-bench-looking-'))
    const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] })
    try {
      const path = join(folder, 'film.mp4')
      scale.tell(`looking: a film of ${size.filmBytes / MIB} MiB`)
      const seconds = await makeFilm(browser, path, size.filmBytes)
      return await withOffice(async (started, session, member) => {
        await fileAll({ api: httpApi(started.url), session, scale }, size, path)
        const desk = await enter(browser, started.url, member)
        const many = await listing(desk, size)
        return [...many, ...await seeking(desk, seconds)]
      })
    } finally {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function makeFilm(browser: Browser, path: string, bytesMin: number): Promise<number> {
  const page = await browser.newPage()
  const { webm } = await film(page)
  await page.close()
  const file = openSync(path, 'w')
  const written = new WritableStream<StreamTargetChunk>({ write({ data, position }) { writeSync(file, data, 0, data.length, position) } })
  try {
    return await writeLongFilm(webm, new StreamTarget(written, { chunked: true }), bytesMin)
  } finally {
    closeSync(file)
  }
}

interface Filing { readonly api: Api; readonly session: Session; readonly scale: Scale }

/** One report with many small files, and one with the film. */
async function fileAll({ api, session, scale }: Filing, { entries, each }: Size, path: string): Promise<void> {
  const office = await loadOffice(api, session.id)
  const draft = (what: string, files: readonly Attachment[]) => (
    { channel: office.channels[0]?.channel ?? '', answers: { what, danger: 'no' }, language: 'en', provenance: 'in-browser', files } as const)
  scale.tell(`looking: sending ${entries * each} files`)
  const keys = await quickReporter()
  await fileReport(api, office, { draft: draft(MANY, await sendSmall(api, each, 0)), keys })
  for (let entry = 1; entry < entries; entry++) {
    await replyToReport(api, office, { keys, text: 'More.', language: 'en', provenance: 'in-browser', files: await sendSmall(api, each, entry * each) })
  }
  scale.tell('looking: sending the film')
  const file = openSync(path, 'r')
  const read: FileSource['read'] = async (from, to) => { const bytes = new Uint8Array(to - from); return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from)) }
  const sent = await attach(api, startAttaching({ source: { sizeBytes: statSync(path).size, read }, name: 'film.mp4', cleaning: 'kept-as-it-was' }))
  closeSync(file)
  await fileReport(api, office, { draft: draft(ONE, [sent]), keys: await quickReporter() })
}

async function sendSmall(api: Api, count: number, from: number): Promise<readonly Attachment[]> {
  const sent: Attachment[] = []
  let next = 0
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let at = next++; at < count; at = next++) {
      const words = utf8(`Page ${from + at}.\n${base64url(crypto.getRandomValues(new Uint8Array(6000)))}\n`)
      const source: FileSource = { sizeBytes: words.length, read: async (begin, end) => words.slice(begin, end) }
      sent[at] = await attach(api, startAttaching({ source, name: `page-${from + at}.txt`, cleaning: 'nothing-found' }))
    }
  }))
  return sent
}

interface Desk { readonly page: Page; readonly asked: string[] }

async function enter(browser: Browser, url: string, { name, passphrase, totpSecret, recoveryCode }: NewMember): Promise<Desk> {
  const page = await (await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } })).newPage()
  page.setDefaultTimeout(WITHIN_MS)
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto(`${url}/desk/`)
  await logInFor(page, { name, passphrase, totpSecret, recoveryCode, usedStep: stepAt(Date.now()) })
  return { page, asked }
}

async function listing({ page, asked }: Desk, { entries, each }: Size): Promise<readonly Figure[]> {
  const row = page.locator('.row', { hasText: MANY })
  await row.waitFor()
  asked.length = 0
  const listedMs = await since(() => row.click(), () => page.locator('.files li').nth(entries * each - 1).waitFor())
  const requests = asked.length
  const first = page.locator('.files li').first().getByRole('button', { name: 'View' })
  const openedMs = await since(() => first.click(), () => page.locator('dialog iframe:not(.waits)').waitFor())
  await leave(page)
  const again = await since(() => first.click(), () => page.locator('dialog iframe:not(.waits)').waitFor())
  await leave(page)
  return [
    { name: `a report with ${entries * each} files, listed`, value: listedMs, unit: 'ms' }, { name: 'requests for it', value: requests, unit: 'requests' },
    { name: 'its first file, opened', value: openedMs, unit: 'ms' }, { name: 'the same again', value: again, unit: 'ms' },
  ]
}

async function seeking({ page, asked }: Desk, seconds: number): Promise<readonly Figure[]> {
  await page.locator('.row', { hasText: ONE }).click()
  const view = page.locator('.files li').filter({ hasText: 'film.mp4' }).getByRole('button', { name: 'View' })
  await view.waitFor()
  asked.length = 0
  const openedMs = await since(() => view.click(), () => page.locator('dialog iframe:not(.waits)').waitFor())
  const toOpen = segmentsIn(asked)
  const frame = await (await page.locator('dialog iframe').elementHandle())?.contentFrame()
  if (!frame) throw new Error('no film is shown')
  const seeks: { readonly seekedMs: number; readonly drawnMs: number; readonly requests: number }[] = []
  for (const place of PLACES) {
    asked.length = 0
    const times = await seek(frame, seconds * place)
    seeks.push({ ...times, requests: segmentsIn(asked) })
  }
  await leave(page)
  return [
    { name: 'the film, opened', value: openedMs, unit: 'ms' }, { name: 'segments fetched for it', value: toOpen, unit: 'requests' },
    { name: 'a place near its end: seeked, median', value: median(seeks.map(({ seekedMs }) => seekedMs)), unit: 'ms' },
    { name: 'a place near its end: drawn, median', value: median(seeks.map(({ drawnMs }) => drawnMs)), unit: 'ms' },
    { name: 'a place near its end: drawn, at most', value: Math.max(...seeks.map(({ drawnMs }) => drawnMs)), unit: 'ms' },
    { name: 'segments fetched by then, median', value: median(seeks.map(({ requests }) => requests)), unit: 'requests' },
  ]
}

/** Jumps, and waits until the place is drawn; both times count from the jump. */
function seek(frame: Frame, to: number): Promise<{ readonly seekedMs: number; readonly drawnMs: number }> {
  return frame.evaluate(async (seconds) => {
    const video = document.querySelector('video')
    if (video === null) throw new Error('no film is shown')
    const startedMs = performance.now()
    const seeked = new Promise<number>((resolve) => { video.addEventListener('seeked', () => resolve(performance.now() - startedMs), { once: true }) })
    const drawn = new Promise<number>((resolve) => {
      const look = (nowMs: number, { mediaTime }: { readonly mediaTime: number }): void => {
        if (Math.abs(mediaTime - seconds) < 1) resolve(nowMs - startedMs)
        else video.requestVideoFrameCallback(look)
      }
      video.requestVideoFrameCallback(look)
    })
    video.currentTime = seconds
    return { seekedMs: await seeked, drawnMs: await drawn }
  }, to)
}

function segmentsIn(asked: readonly string[]): number {
  return asked.filter((path) => /\/segments\//.test(path)).length
}

async function since(act: () => Promise<unknown>, until: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await act()
  await until()
  return performance.now() - startedMs
}

async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
}
