import { fork } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { chromiumPath } from '#test/support/browser-paths.ts'
import { CHROMIUM_FLAGS } from '#test/support/chromium-flags.ts'
import type { Bench, Figure } from './bench.ts'
import { withOffice, type Started } from './house.ts'
import { memoryMb, processesOf } from './processes.ts'

const GIB = 1024 ** 3
const MB = 1e6
const PIECE = 1024 * 1024
const SAMPLE_MS = 250
const WITHIN_MS = 30 * 60_000

/** A reporter's large file through the page in Chromium: how fast, against the same file put unsealed by the same browser, and what it takes of memory. */
export const files: Bench = {
  name: 'files',
  async run(scale) {
    const executablePath = chromiumPath()
    if (executablePath === null) throw new Error('no Chromium on this machine; npm test installs it where it can')
    const sizeBytes = scale.short ? 2 * PIECE : 2 * GIB
    const folder = mkdtempSync(join(tmpdir(), 'postern-bench-files-'))
    const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] })
    try {
      const path = join(folder, 'recording.bin')
      writeRandom(path, sizeBytes)
      scale.tell(`files: ${sizeBytes / PIECE} MiB unsealed`)
      const plainMs = await plainly(browser, path, join(folder, 'kept'))
      rmSync(join(folder, 'kept'))
      return await withOffice(async (started) => {
        scale.tell(`files: ${sizeBytes / PIECE} MiB sealed`)
        const sealed = await sealedly(browser, started, path)
        return [
          { name: 'sealed, through the page', value: sizeBytes / MB / (sealed.ms / 1000), unit: 'MB/s' },
          { name: 'unsealed, by the same browser', value: sizeBytes / MB / (plainMs / 1000), unit: 'MB/s' },
          { name: 'time sealed to unsealed', value: sealed.ms / plainMs, unit: 'x' },
          { name: 'the page’s own thread at the longest busy', value: sealed.longestTaskMs, unit: 'ms' },
          ...await sealingSpeeds(browser, scale.short),
          ...Object.entries(sealed.memory).flatMap(([who, { before, most }]): Figure[] => [
            { name: `${who}: before`, value: before, unit: 'MB' }, { name: `${who}: at most`, value: most, unit: 'MB' },
          ]),
        ]
      })
    } finally {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function writeRandom(path: string, sizeBytes: number): void {
  const file = openSync(path, 'w')
  const piece = Buffer.alloc(PIECE)
  for (let at = 0; at < sizeBytes; at += PIECE) writeSync(file, randomFillSync(piece))
  closeSync(file)
}

async function plainly(browser: Browser, path: string, kept: string): Promise<number> {
  const server = fork(fileURLToPath(new URL('plain-server.ts', import.meta.url)), [kept])
  const [port] = await once(server, 'message') as [number]
  const page = await (await browser.newContext()).newPage()
  try {
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.setInputFiles('input', path)
    return await page.evaluate(async (piece) => {
      const file = document.querySelector('input')?.files?.[0]
      if (!file) throw new Error('no file')
      const startedMs = performance.now()
      let at = 0
      await Promise.all(Array.from({ length: 3 }, async () => {
        while (at < file.size) {
          const from = at
          at += piece
          // The fastest way that a page has: the browser reads the file by itself.
          await fetch(`/${from}`, { method: 'PUT', body: file.slice(from, from + piece) })
        }
      }))
      return performance.now() - startedMs
    }, PIECE)
  } finally {
    await page.context().close()
    server.kill()
  }
}

interface Memory { readonly before: number; most: number }

interface Sealed { readonly ms: number; readonly longestTaskMs: number; readonly memory: Readonly<Record<string, Memory>> }

async function sealedly(browser: Browser, { url, pid }: Started, path: string): Promise<Sealed> {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
  await page.goto(url)
  await page.waitForSelector('html.on')
  await page.click('a[href="#write"]')
  await page.fill('#what', 'The recording is in the file.')
  for (let step = 0; step < 16 && await page.locator('[data-do="send"]:visible').count() === 0; step++) await page.click('[data-do="continue"]:visible')
  const { server, front } = processesOf(pid)
  const pids = Object.entries({ server: [server], front: [front], tab: await renderersOf(browser) })
  const resident = (each: readonly number[]): number => each.reduce((sum, process) => sum + memoryMb(process).resident, 0)
  const memory = Object.fromEntries(pids.map(([who, each]): [string, Memory] => { const now = resident(each); return [who, { before: now, most: now }] }))
  const sampling = setInterval(() => {
    for (const [who, each] of pids) if (memory[who] !== undefined) memory[who].most = Math.max(memory[who].most, resident(each))
  }, SAMPLE_MS)
  try {
    await page.setInputFiles('#write [data-room] input', path)
    await page.locator('#write [data-room] li').getByText('Send it as it is').click()
    const startedMs = performance.now()
    const longest = await watchTasks(page)
    await page.locator('#write [data-room] li').getByText('Sealed and sent.').waitFor({ timeout: WITHIN_MS })
    return { ms: performance.now() - startedMs, longestTaskMs: await longest(), memory }
  } finally {
    clearInterval(sampling)
    await page.context().close()
  }
}

/** The longest that the page's thread was busy at a stretch; a browser tells of 50 ms and more. Zero where nothing took so long. */
async function watchTasks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const seen = { longestMs: 0 }
    Object.assign(globalThis, { seen })
    new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) seen.longestMs = Math.max(seen.longestMs, duration) }).observe({ type: 'longtask' })
  })
  return () => page.evaluate(() => (globalThis as unknown as { seen: { longestMs: number } }).seen.longestMs)
}

const SEALED_SEGMENTS = 48

/**
 * How fast the page's own code reads, hashes and seals, without a server: by a worker, by the page's thread, and by the thread in a browser whose
 * cryptography has no ChaCha20-Poly1305. Answers come from the page's own stand-in for `fetch`.
 */
async function sealingSpeeds(browser: Browser, short: boolean): Promise<readonly Figure[]> {
  const segments = short ? 4 : SEALED_SEGMENTS
  const code = await sealingCode()
  const server = createServer((request, response) => {
    const isCode = request.url === '/sealing.js'
    response.writeHead(200, { 'content-type': isCode ? 'text/javascript' : 'text/html' }).end(isCode ? code : '<!doctype html><title>sealing</title>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const page = await (await browser.newContext()).newPage()
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const figures: Figure[] = []
    for (const [name, where, isNative] of [['in a worker', 'worker', true], ['in the page’s thread', 'page', true], ['in the page’s thread, by JavaScript alone', 'page', false]] as const) {
      const ms = await page.evaluate(timeSealing, { segments, where, isNative })
      figures.push({ name: `hashed and sealed ${name}`, value: segments * PIECE / MB / (ms / 1000), unit: 'MB/s' })
    }
    return figures
  } finally {
    await page.context().close()
    server.close()
  }
}

/** Runs in the page. */
async function timeSealing({ segments, where, isNative }: { readonly segments: number; readonly where: 'worker' | 'page'; readonly isNative: boolean }): Promise<number> {
  const order = { segments, isNative }
  if (where === 'page') return ((await import(new URL('/sealing.js', location.origin).href)) as { sealAll: (given: typeof order) => Promise<number> }).sealAll(order)
  const worker = new Worker('/sealing.js', { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number>) => { worker.terminate(); resolve(data) }
    worker.onerror = () => { reject(new Error('no worker')) }
    worker.postMessage(order)
  })
}

async function sealingCode(): Promise<string> {
  const made = await build({
    configFile: false, envFile: false, logLevel: 'error', publicDir: false,
    build: { write: false, target: 'es2022', minify: 'oxc', rolldownOptions: { input: fileURLToPath(new URL('sealing.ts', import.meta.url)), preserveEntrySignatures: 'strict', output: { format: 'es', codeSplitting: false } } },
  })
  const [only] = ((Array.isArray(made) ? made[0] : made) as Rolldown.RolldownOutput).output
  return only.code
}

/** Every process that runs scripts of pages: of which one is the page's, the browser does not say. */
async function renderersOf(browser: Browser): Promise<readonly number[]> {
  const devtools = await browser.newBrowserCDPSession()
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
}
