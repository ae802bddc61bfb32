// Small steps at the fixture's desk, as a person takes them, and what must hold on every page.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContext, Page } from 'playwright-core'
import type { FixtureWorld } from './fixture-main.ts'
import { FIXTURE_CODE, FIXTURE_PASSPHRASE } from './fixture-secrets.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const PASSPHRASE = FIXTURE_PASSPHRASE
export const CODE = FIXTURE_CODE

/** A desk that sends at once and stays where it is: what holding and going on do has tests of its own. */
const HABITS = { 'postern-hold': '0', 'postern-after-deciding': 'stay' }
const AT_ONCE = `for (const [name, value] of Object.entries(${JSON.stringify(HABITS)})) localStorage.setItem(name, value)`

/** A page on which every complaint of the browser fails the test: an error, a refused style, a missing policy. */
export async function openDesk(context: BrowserContext, url: string): Promise<Page & { readonly complaints: string[] }> {
  const page = await context.newPage()
  await page.addInitScript(`try { ${AT_ONCE} } catch {}`)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    // The browser itself writes that the journal of an office on its first day is not there yet.
    if (/\b404\b/.test(message.text()) && message.location().url.endsWith('/journal')) return
    complaints.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto(url)
  return Object.assign(page, { complaints })
}

/** What the desk itself left in the browser's storage. */
export function keptByDesk(page: Page): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(`Object.fromEntries(Object.entries({ ...localStorage }).filter(([name]) => !(name in ${JSON.stringify(HABITS)})))`)
}

/** Does something behind the desk's back. */
export function inWorld<T>(page: Page, act: (world: FixtureWorld) => T): Promise<T> {
  return page.evaluate(`(${act.toString()})(globalThis.world)`) as Promise<T>
}

export async function logIn(page: Page, name = 'Lin Yue'): Promise<void> {
  const inputs = page.locator('form input')
  await inputs.nth(0).fill(name)
  await inputs.nth(1).fill(PASSPHRASE)
  await inputs.nth(2).fill(CODE)
  await inputs.nth(2).press('Enter')
  await page.locator('.desk').waitFor()
}

/** Logs in, unless the scene before has left the page at the desk. */
export async function beAtDesk(page: Page): Promise<void> {
  if (await page.locator('.desk').count() === 0) await logIn(page)
}

export async function openReport(page: Page, index: number): Promise<void> {
  const row = page.locator('.row').nth(index)
  await row.click()
  // The report that was open before has a composer too.
  await row.and(page.locator('.open')).waitFor({ state: 'attached' })
  await page.locator('.composer').waitFor()
}

/** Takes the steps of a set-up or invitation until the named heading's step stands open. */
export async function goOn(page: Page): Promise<void> {
  const before = await page.locator('main h1').textContent()
  await page.locator('main button[type=submit]').click()
  await page.waitForFunction((heading) => document.querySelector('main h1')?.textContent !== heading, before)
}

/** What of axe depends on a theme. */
const COLOURS = ['color-contrast', 'link-in-text-block'] as const

/**
 * Zero findings of axe, nothing wider than the window, and nothing the browser complains about.
 * @param axe - `colours` where the same page is held against all of it in another theme: half of what axe costs is the rest
 */
export async function assertSound(page: Page & { readonly complaints: string[] }, what: string, axe: 'all' | 'colours' = 'all'): Promise<void> {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(AXE)
  const rules = axe === 'all' ? {} : { runOnly: COLOURS }
  const violations = await page.evaluate(`axe.run(document, { resultTypes: ['violations'], ...${JSON.stringify(rules)} }).then((result) => result.violations
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ html, any }) => html.slice(0, 160) + ' ' + (any[0]?.message ?? '')).join(' | ')))`)
  assert.deepEqual(violations, [], what)
  const excess = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  assert.ok(Number(excess) <= 0, `${what} is ${excess} px too wide`)
  assert.deepEqual(page.complaints, [], what)
}

/** With POSTERN_SHOTS set to a folder, a picture of the page is kept there. */
export async function shoot(page: Page, name: string): Promise<void> {
  const shots = process.env['POSTERN_SHOTS']
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${name.replaceAll(/[^\p{L}\p{N}-]+/gu, '-')}.png`, fullPage: true })
}

/** How a page is looked at in two sizes and themes; with POSTERN_SHOTS set to a folder, pictures of it are kept there. */
export function lookerAt(page: Page & { readonly complaints: string[] }, name: string, { dark, light }: { readonly dark: number; readonly light: number }): (what: string) => Promise<void> {
  return async (what) => {
    for (const [colorScheme, width] of [['dark', dark], ['light', light]] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await assertSound(page, `${what}, ${width} px, ${colorScheme}`)
      await shoot(page, `${name}-${what}-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  }
}
