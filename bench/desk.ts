import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import type { NewMember } from '#clients/member/member.ts'
import { useDigest } from '#sealing/proof/hash.ts'
import { stepAt } from '#sealing/proof/one-time-code.ts'
import { nativeDigest } from '#server/native-hash.ts'
import { openSqliteStore } from '#server/store/sqlite.ts'
import { chromiumPath } from '#test/support/browser-paths.ts'
import { CHROMIUM_FLAGS } from '#test/support/chromium-flags.ts'
import { nextCode, type Person } from '#test/desk/real.ts'
import { median, percentile, type Bench, type Figure, type Scale } from './bench.ts'
import { newMember, newOffice, startHouse, withData, type Started } from './house.ts'
import { fillOffice, sceneOf } from './many-reports.ts'
import { cpuMs, processesOf } from './processes.ts'
import { triaging } from './triaging.ts'

const REPORTS = 100_000
const SHORT_REPORTS = 200
const WITHIN_MS = 5 * 60_000
const OPENINGS = 3
const OPENED_REPORTS = 20
const REST_MS = 60_000
const SETTLE_MS = 2000
const HOUR_MS = 3_600_000

/** The desk of an intake officer in Chromium over a hundred thousand reports: opened, scrolled, read; what the tab holds, and what the server works for it. */
export const desk: Bench = {
  name: 'desk',
  async run(scale) {
    const executablePath = chromiumPath()
    if (executablePath === null) throw new Error('no Chromium on this machine; npm test installs it where it can')
    useDigest(nativeDigest)
    return withData(async (data) => {
      const member = newMember()
      await fill(data, member, scale)
      const started = await startHouse(data)
      const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, '--enable-precise-memory-info'] })
      try {
        return await measure(browser, started, { person: { ...member, usedStep: stepAt(Date.now()) }, scale })
      } finally {
        await browser.close()
        await started.stop()
      }
    })
  },
}

async function fill(data: string, member: NewMember, scale: Scale): Promise<void> {
  const { tell } = scale
  const count = sizeOf(scale)
  const started = await startHouse(data)
  const scene = await sceneOf(await newOffice(started, member))
  await started.stop()
  const store = await openSqliteStore({ dataDir: data, makeInstallation: () => { throw new Error('the installation is there') } })
  try {
    await fillOffice(store, scene, { count, tell: (done) => { if (done % 6400 === 0) tell(`desk: ${done} of ${count} reports`) } })
  } finally {
    await store.close()
  }
}

function sizeOf({ short, reports = REPORTS }: Scale): number {
  return short ? SHORT_REPORTS : reports
}

/** A budget is for the whole size. */
function isWhole(scale: Scale): boolean {
  return sizeOf(scale) >= REPORTS
}

interface Looking {
  readonly person: Person
  readonly scale: Scale
}

async function measure(browser: Browser, started: Started, { person, scale }: Looking): Promise<readonly Figure[]> {
  const openings = scale.short ? 1 : OPENINGS
  const opened = async (context: BrowserContext): Promise<{ page: Page; ms: number }> => {
    const page = await context.newPage()
    page.setDefaultTimeout(WITHIN_MS)
    await page.goto(`${started.url}/desk/`)
    return { page, ms: await logIn(page, person) }
  }
  const fresh = (): Promise<BrowserContext> => browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } })
  scale.tell('desk: the first device of its team')
  const first = await fresh()
  const { page: firstPage, ms: firstMs } = await opened(first)
  // It leaves its keys in the team's pages while it lists what comes unasked.
  await listed(firstPage)
  await firstPage.close()
  scale.tell('desk: a device that was here before')
  const knownMs: number[] = []
  for (let time = 0; time < openings; time++) {
    const { page, ms } = await opened(first)
    knownMs.push(ms)
    await page.close()
  }
  scale.tell('desk: a new device')
  const newMs: number[] = []
  for (let time = 0; time < openings; time++) {
    const context = await fresh()
    newMs.push((await opened(context)).ms)
    await context.close()
  }
  const { page } = await opened(first)
  const figures: Figure[] = []
  // A part that fails late takes nothing from those before it.
  const take = (some: readonly Figure[]): void => {
    figures.push(...some)
    if (!scale.short) for (const { name, value, unit } of some) scale.tell(`desk: ${name}: ${value.toFixed(1)} ${unit}`)
  }
  take([
    { name: 'reports', value: sizeOf(scale), unit: 'reports' },
    { name: 'logged in to a usable list, the team’s first device', value: firstMs, unit: 'ms' },
    { name: 'the same, a known device, median', value: median(knownMs), unit: 'ms', ...(isWhole(scale) ? { most: 2000 } : {}) },
    { name: 'the same, a new device, median', value: median(newMs), unit: 'ms', ...(isWhole(scale) ? { most: 10_000 } : {}) },
    ...await listed(page),
  ])
  for (const part of [searching, scrolling, reading, triaging, resting]) take(await part(page, started, scale))
  return figures
}

/** From the last key of the log-in, passphrase stretched and all, until rows can be opened. */
async function logIn(page: Page, person: Person): Promise<number> {
  const inputs = page.locator('form input')
  await inputs.nth(0).fill(person.name)
  await inputs.nth(1).fill(person.passphrase)
  await inputs.nth(2).fill(await nextCode(person))
  const beganMs = performance.now()
  await inputs.nth(2).press('Enter')
  await page.locator('.row').first().waitFor()
  return performance.now() - beganMs
}

/** The whole queue in brief, and of it the lines that come unasked. */
async function listed(page: Page): Promise<readonly Figure[]> {
  const beganMs = performance.now()
  await page.waitForFunction(() => document.querySelector('.views nav a .number')?.textContent === document.querySelector('.pane.list .bar .number')?.textContent?.replaceAll(/\D/g, ''))
  const knownMs = performance.now() - beganMs
  await page.locator('.pane.list.full').waitFor()
  return [{ name: 'the whole queue known in brief, counts and all', value: knownMs, unit: 'ms' }, { name: 'all that comes unasked, listed', value: performance.now() - beganMs, unit: 'ms' }]
}

const LINES = ['串通 玉米', '採購負責人', '发票', 'gas alarm', '"dated back"', '评分细则 咨询', '的', 'e', '没有这个词组', 'invoice', '第二']

/** The words of all reports on this device, out of the pages that colleagues shared; then typed as a person types. */
async function searching(page: Page, _: Started, { short, tell }: Scale): Promise<readonly Figure[]> {
  tell('desk: catching up for searching')
  const beganMs = performance.now()
  const field = page.locator('input.search')
  await field.fill('的')
  // Beside what was found stands how far the device is, until it is there.
  await page.waitForFunction(() => document.querySelector('.found .row, .found .void') !== null && document.querySelectorAll('.found-about span').length === 1, undefined, { polling: 200 })
  const readyMs = performance.now() - beganMs
  const foundMs: number[] = []
  for (const line of Array.from({ length: short ? 1 : 3 }, () => LINES).flat()) {
    await field.fill('')
    await page.locator('.lines .row').first().waitFor()
    const ms = await field.evaluate((input, words) => new Promise<number>((resolve) => {
      const startedMs = performance.now()
      const list = input.closest('.pane')
      if (list === null) throw new Error('no list')
      const watch = new MutationObserver(() => { if (list.querySelector('.found .row, .found .void') !== null) { watch.disconnect(); requestAnimationFrame(() => resolve(performance.now() - startedMs)) } })
      watch.observe(list, { childList: true, subtree: true, characterData: true })
      ;(input as HTMLInputElement).value = words
      input.dispatchEvent(new InputEvent('input', { bubbles: true }))
    }), line)
    foundMs.push(ms)
  }
  await field.fill('')
  const sorted = foundMs.toSorted((a, b) => a - b)
  return [
    { name: 'everything can be searched, after the list', value: readyMs, unit: 'ms' },
    { name: 'typed to found, median', value: median(foundMs), unit: 'ms' },
    { name: 'typed to found, p95', value: percentile(sorted, 0.95), unit: 'ms', ...(short ? {} : { most: 200 }) },
  ]
}

/** Scrolls from top to bottom as a wheel does, and says how long frames took. */
async function scrolling(page: Page): Promise<readonly Figure[]> {
  const framesMs = await page.evaluate(async () => {
    const pane = document.querySelector('.pane.list')
    if (pane === null) throw new Error('no list')
    const times: number[] = []
    let beforeMs = await new Promise<number>((resolve) => { requestAnimationFrame(resolve) })
    for (let frame = 0; frame < 300; frame++) {
      pane.scrollTop += 120
      const nowMs = await new Promise<number>((resolve) => { requestAnimationFrame(resolve) })
      times.push(nowMs - beforeMs)
      beforeMs = nowMs
    }
    pane.scrollTop = 0
    return times.toSorted((a, b) => a - b)
  })
  return [
    { name: 'scrolled: a frame, median', value: median(framesMs), unit: 'ms' },
    { name: 'scrolled: a frame, p95', value: percentile(framesMs, 0.95), unit: 'ms', most: 17 },
  ]
}

/** Opens reports one after the other by keyboard. */
async function reading(page: Page, { pid }: Started, { short }: Scale): Promise<readonly Figure[]> {
  const { server, front } = processesOf(pid)
  const count = short ? 3 : OPENED_REPORTS
  const openedMs: number[] = []
  const beforeMs = cpuMs(server) + cpuMs(front)
  await page.locator('a.row').first().focus()
  for (let number = 0; number < count; number++) {
    // A series is unfolded by the same key; here single reports are opened.
    if (number > 0) do await page.keyboard.press('j'); while (await page.evaluate(() => document.activeElement?.tagName !== 'A'))
    const title = await page.evaluate(() => document.activeElement?.querySelector('.row-title')?.textContent ?? '')
    const beganMs = performance.now()
    await page.keyboard.press('Enter')
    await page.locator('.pane.read h1', { hasText: title.replace('…', '') }).waitFor()
    openedMs.push(performance.now() - beganMs)
  }
  const sorted = openedMs.toSorted((a, b) => a - b)
  return [
    { name: 'a report opened, chain checked and marked as opened, median', value: median(openedMs), unit: 'ms' },
    { name: 'the same, p95', value: percentile(sorted, 0.95), unit: 'ms' },
    { name: 'server and front: CPU for each', value: (cpuMs(server) + cpuMs(front) - beforeMs) / count, unit: 'ms' },
  ]
}

/** What the tab holds, and what a desk that stands open asks of the server. */
async function resting(page: Page, { pid }: Started, { short }: Scale): Promise<readonly Figure[]> {
  const { server, front } = processesOf(pid)
  const restMs = short ? 1000 : REST_MS
  // A list that was just chosen is still being filled; the one before it was full.
  await page.evaluate(() => { location.hash = 'queue' })
  await page.waitForTimeout(SETTLE_MS)
  await page.locator('.pane.list.full').waitFor()
  await page.waitForTimeout(SETTLE_MS)
  const beforeMs = cpuMs(server) + cpuMs(front)
  await new Promise((resolve) => { setTimeout(resolve, restMs) })
  const hourMs = (cpuMs(server) + cpuMs(front) - beforeMs) * (HOUR_MS / restMs)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('HeapProfiler.collectGarbage')
  const heapBytes = await page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize)
  const { usage = 0 } = await page.evaluate(() => navigator.storage.estimate())
  return [
    { name: 'the tab’s heap', value: heapBytes / 1024 ** 2, unit: 'MB' },
    { name: 'kept on the device', value: usage / 1024 ** 2, unit: 'MB' },
    { name: 'server and front: CPU for an hour of a desk that stands open and catches up', value: hourMs, unit: 'ms' },
  ]
}
