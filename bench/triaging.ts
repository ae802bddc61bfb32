import type { Page } from 'playwright-core'
import { median, percentile, type Figure, type Scale } from './bench.ts'
import type { Started } from './house.ts'
import { cpuMs, processesOf } from './processes.ts'

const DISPOSITIONS = 300
const SHORT_DISPOSITIONS = 3
const STEADY_MS = 500
const REASON = 'This is a matter of the labour inspectorate; it takes such reports itself.'
/** One in so many is answered first, and one in so many taken back and decided anew. */
const ANSWERED_EACH = 3
const TAKEN_BACK_EACH = 10

interface Timed {
  /** From the key that decides until the page has drawn that it is decided. */
  readonly shownMs: readonly number[]
  /** From the same key until the next report stands open, its chain checked. */
  readonly nextMs: readonly number[]
}

/** Three hundred reports answered and decided by keyboard alone, one behind the other, while the log follows behind. */
export async function triaging(page: Page, { pid }: Started, { short, tell }: Scale): Promise<readonly Figure[]> {
  const { server, front } = processesOf(pid)
  const before = await countIn(page, 'not-accepted')
  // Behind the last that is decided another must open.
  const count = Math.min(short ? SHORT_DISPOSITIONS : DISPOSITIONS, await countIn(page, 'received') - 1)
  await page.locator('a.row').first().focus()
  await page.keyboard.press('Enter')
  await page.locator('.pane.read .composer').waitFor()
  await watchKeys(page)
  const [beganMs, beganCpuMs] = [performance.now(), cpuMs(server) + cpuMs(front)]
  const timed = await dispositions(page, count, (done) => { if (done % 50 === 0) tell(`desk: ${done} of ${count} decided`) })
  const typedMs = performance.now() - beganMs
  await page.locator('.foot', { hasText: 'Nothing unsent' }).waitFor()
  const followedMs = performance.now() - beganMs - typedMs
  const came = await page.locator('.told.alarm li').count()
  const after = await countIn(page, 'not-accepted')
  if (after - before !== count || came > 0) throw new Error(`${before} were not accepted before and ${after} after ${count} more, of which ${came} came back`)
  const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b)
  return [
    { name: 'decided by keyboard, one behind the other', value: count, unit: 'reports' },
    { name: 'each, keys and all, of a script that types without a pause', value: typedMs / count, unit: 'ms' },
    { name: 'from the key that decides to its being shown, median', value: median(timed.shownMs), unit: 'ms' },
    { name: 'the same, p95', value: percentile(sorted(timed.shownMs), 0.95), unit: 'ms', ...(short ? {} : { most: 100 }) },
    { name: 'to the next report, open and checked, median', value: median(timed.nextMs), unit: 'ms' },
    { name: 'the same, p95', value: percentile(sorted(timed.nextMs), 0.95), unit: 'ms' },
    { name: 'until the log had the last of them', value: followedMs, unit: 'ms' },
    { name: 'server and front: CPU for each disposition', value: (cpuMs(server) + cpuMs(front) - beganCpuMs) / count, unit: 'ms' },
  ]
}

async function dispositions(page: Page, count: number, told: (done: number) => void): Promise<Timed> {
  const [shownMs, nextMs]: [number[], number[]] = [[], []]
  for (let done = 0; done < count; done++) {
    if (done % ANSWERED_EACH === 0) await answer(page)
    const times = await decide(page)
    shownMs.push(times.shownMs)
    nextMs.push(times.nextMs)
    if (done % TAKEN_BACK_EACH === TAKEN_BACK_EACH - 1) await takeBack(page)
    told(done + 1)
  }
  return { shownMs, nextMs }
}

async function answer({ keyboard }: Page): Promise<void> {
  await keyboard.press('r')
  await keyboard.type('Thank you. We have read it.')
  await keyboard.press('Control+Enter')
  await keyboard.press('Escape')
}

/** The times are the page's own: what drives it from outside adds some of its own. */
async function decide(page: Page): Promise<{ readonly shownMs: number; readonly nextMs: number }> {
  await page.keyboard.press('n')
  await page.locator('dialog[open] textarea').waitFor()
  await page.keyboard.type(REASON)
  await page.keyboard.press('Tab')
  await page.evaluate(() => { (globalThis as unknown as Watching).decided = null })
  await page.keyboard.press('Enter')
  const found = await page.waitForFunction(() => (globalThis as unknown as Watching).decided)
  return await found.jsonValue() ?? { shownMs: 0, nextMs: 0 }
}

/** The one that was just decided: back to it, undone, and decided once more. */
async function takeBack(page: Page): Promise<void> {
  const next = await page.evaluate('location.hash')
  await page.keyboard.press('u')
  await page.locator('.told', { hasText: 'taken back' }).waitFor()
  await page.goBack()
  await page.locator('.pane.read .composer').waitFor()
  await decide(page)
  await page.waitForFunction((hash) => location.hash === hash, next)
}

interface Watching { decided: { readonly shownMs: number; readonly nextMs: number } | null }

/** Notes, for each dialog that is sent off, when it was gone and when another report stood open. */
async function watchKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    addEventListener('submit', () => {
      const beganMs = performance.now()
      const before = document.querySelector('.pane.read')
      let shownMs: number | null = null
      const look = (): void => {
        shownMs ??= document.querySelector('dialog[open]') === null ? performance.now() - beganMs : null
        const now = document.querySelector('.pane.read')
        if (now !== before && Boolean(now?.querySelector('.composer')) && shownMs !== null) (globalThis as unknown as Watching).decided = { shownMs, nextMs: performance.now() - beganMs }
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    }, { capture: true })
  })
}

/** Shows the reports of one state. @returns how many there are, once the list says the same twice */
async function countIn(page: Page, state: 'received' | 'not-accepted'): Promise<number> {
  await page.evaluate((to) => { location.hash = `queue&state=${to}` }, state)
  for (let before = '';;) {
    await page.waitForTimeout(STEADY_MS)
    const said = await page.evaluate((wanted) => {
      const isShown = document.querySelector<HTMLSelectElement>('select.filter')?.value === wanted
      return isShown ? document.querySelector('.pane.list .bar .number')?.textContent ?? '' : ''
    }, state)
    if (said !== '' && said === before) return Number.parseInt(said.replaceAll(/\D/g, ''), 10)
    before = said
  }
}
