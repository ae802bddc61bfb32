// A reporter at a browser: the steps that all journeys share.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, type TestContext } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { launchChromium, type ChromiumOptions } from './support/browsers.ts'
import { startWithOffice } from './support/client.ts'

export type Scene = Awaited<ReturnType<typeof startWithOffice>>

/** One Postern with an office for all tests of a file; none where they are skipped. */
export function sharedScene(skip: string | false): Scene {
  const scene = {} as Scene
  const ending: (() => unknown)[] = []
  before(async () => {
    if (skip === false) Object.assign(scene, await startWithOffice({ after: (end: () => unknown) => { ending.push(end) } } as TestContext))
  })
  after(async () => { for (const end of ending.toReversed()) await end() })
  return scene
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What the page did that no page of ours may do: errors of script or policy, requests to somebody else. */
export interface Watched { readonly trouble: string[]; readonly requests: string[] }

export async function openBrowser(test: TestContext, url: string, options: ChromiumOptions = {}): Promise<{ browser: BrowserContext; page: Page; watched: Watched }> {
  const browser = await launchChromium(test, options)
  const page = await browser.newPage()
  return { browser, page, watched: watch(page, url) }
}

export function watch(page: Page, url: string): Watched {
  const watched: Watched = { trouble: [], requests: [] }
  page.on('pageerror', (error) => watched.trouble.push(error.message))
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) watched.trouble.push(message.text()) })
  page.on('request', (request) => {
    watched.requests.push(`${request.method()} ${new URL(request.url()).pathname}`)
    if (!request.url().startsWith(url) && !request.url().startsWith('data:') && !request.url().startsWith(`blob:${url}`)) watched.trouble.push(`asked ${request.url()}`)
  })
  return watched
}

export async function openHome(page: Page, url: string, path = '/'): Promise<void> {
  await page.goto(`${url}${path}`)
  await page.waitForSelector('html.on')
}

/** Answers the questions up to the last step. Choices are given by value. */
export async function fillSteps(page: Page, answers: Readonly<Record<string, string>>): Promise<void> {
  await page.click('a[href="#write"]')
  for (;;) {
    const step = await page.locator('#f [data-step].now').getAttribute('data-step') ?? ''
    if (step === 'whole') return
    const answer = answers[step]
    const isChoice = await page.locator(`input[type=radio][name="${step}"]`).count() > 0
    if (answer !== undefined && isChoice) await page.check(`input[name="${step}"][value="${answer}"]`)
    else if (answer !== undefined) await page.fill(`#${step}`, answer)
    await page.click('[data-do=continue]')
    assert.deepEqual(await page.locator('.wrong').allTextContents(), [])
  }
}

export async function readReceipt(page: Page): Promise<string> {
  await page.waitForSelector('.key.num li:nth-child(6):not(:empty)')
  const groups = await page.locator('.key.num li').allTextContents()
  assert.equal(groups.length, 6)
  for (const group of groups) assert.match(group, /^\d{4}$/)
  return groups.join(' ')
}

export async function openCode(page: Page, code: string): Promise<void> {
  await page.click('a[href="#back"]')
  await page.fill('#code', code)
  await page.click('[data-do=open]')
}

/** A document's heading that can be seen, and its title. */
export async function seen(page: Page): Promise<{ heading: string; title: string }> {
  const headings = await page.locator('h1:visible').allTextContents()
  assert.equal(headings.length, 1, `one heading: ${headings.join(' | ')}`)
  return { heading: headings[0] ?? '', title: await page.title() }
}

/** What axe finds wrong, one line each. */
export async function axeProblems(page: Page): Promise<string[]> {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(AXE)
  const violations = await page.evaluate('axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)') as
    { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[]
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))
}

/** Wider than the window means that somebody at 320 px scrolls sideways. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}
