// Goal: when sealing cannot happen, the page says so in words and lets the person choose; it posts nothing by itself and loses no
// word. And whoever must leave leaves at once. Method: files are withheld, altered or broken on their way to Chromium.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { noChromium } from './support/browsers.ts'
import { fillSteps, openBrowser, openHome, readReceipt, sharedScene, type Watched } from './reporter-scene.ts'

const WORDS = 'The guard rail tests were never made.'

const scene = sharedScene(noChromium())
const browser = { skip: noChromium(), timeout: 240_000 }

const posts = ({ requests }: Watched): string[] => requests.filter((each) => each.startsWith('POST'))
const atLastStep = async (context: TestContext, prepare: (page: Page) => Promise<unknown>): Promise<{ page: Page; watched: Watched }> => {
  const { page, watched } = await openBrowser(context, scene.postern.url)
  await prepare(page)
  await openHome(page, scene.postern.url)
  await fillSteps(page, { what: WORDS })
  return { page, watched }
}

const FAILURES: readonly (readonly [string, RegExp, (page: Page) => Promise<unknown>])[] = [
  ['sealing code that is not the one we published', /could not be loaded/, (page) => page.route('**/a/sealing.*', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: `${await answer.text()};` })
  })],
  ['sealing code that does not come', /could not be loaded/, (page) => page.route('**/a/sealing.*', (route) => route.abort())],
  ['a connection that is not encrypted', /not encrypted/, (page) => page.addInitScript(() => { Object.defineProperty(window, 'isSecureContext', { value: false }) })],
  ['a browser without what sealing needs', /lacks what sealing needs/, (page) => page.addInitScript(() => {
    crypto.subtle.deriveBits = () => Promise.reject(new DOMException('no', 'NotSupportedError'))
  })],
]
for (const [name, expected, prepare] of FAILURES) {
  test(`${name} leads to a choice, and to no post`, browser, async (context) => {
    const { page, watched } = await atLastStep(context, prepare)
    await page.click('#deeds [data-do=send]', { timeout: 1000 }).catch(() => { /* the choice may stand there already */ })
    await page.waitForSelector('.cannot')
    assert.match(await page.locator('.cannot').innerText(), expected)
    assert.match(await page.locator('.cannot').innerText(), /nothing you wrote is lost[\s\S]*sealed on arrival/i)
    assert.equal(await page.inputValue('#what'), WORDS)
    assert.deepEqual(posts(watched), [])
    page.on('dialog', (dialog) => { watched.trouble.push('asked what was just said'); void dialog.accept() })
    await page.click('[data-do=plain]')
    const digits = (await readReceipt(page)).replaceAll(' ', '')
    assert.equal(digits.length, 24)
    assert.deepEqual(posts(watched), ['POST /nojs/report'])
    assert.match(await page.locator('main').innerText(), /Sealed on arrival/)
    assert.ok(!watched.trouble.includes('asked what was just said'))
  })
}

test('sealing code that comes late after all is used', browser, async (context) => {
  let isOpen = false
  const { page, watched } = await atLastStep(context, (each) => each.route('**/a/sealing.*', (route) => (isOpen ? route.continue() : route.abort())))
  await page.waitForSelector('.cannot')
  isOpen = true
  await page.click('.cannot [data-do=send]')
  await readReceipt(page)
  assert.deepEqual(posts(watched).length, 1)
  assert.match(posts(watched)[0] ?? '', /^POST \/api\/offices\/[^/]+\/reports$/)
  const ids = (await listQueue(scene.session)).lines.map(({ id }) => id)
  const provenances = await Promise.all(ids.map(async (id) => (await openReportAsHandler(scene.session, id)).conversation.provenance))
  assert.ok(provenances.includes('in-browser'))
})

test('a page module that is altered or missing posts nothing, says so, and leads to a page that can', browser, async (context) => {
  const { page, watched } = await openBrowser(context, scene.postern.url)
  await page.route('**/a/page.*', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: `${await answer.text()};` })
  })
  await page.goto(scene.postern.url)
  assert.equal(await page.locator('form#f [type=submit]:visible, form#f button:visible').count(), 0)
  await page.fill('#what', WORDS)
  await page.fill('#where', 'Plant 2')
  await page.press('#where', 'Enter')
  await page.fill('#code', '4821 0937 5560 1184 7302 6612')
  await page.press('#code', 'Enter')
  assert.equal(await page.locator('.late').evaluate((element) => getComputedStyle(element).visibility), 'hidden')
  await page.waitForFunction(() => getComputedStyle(document.querySelector('.late') ?? document.body).visibility === 'visible', null, { timeout: 15_000 })
  assert.match(await page.locator('.late').innerText(), /cannot send yet/)
  assert.equal(await page.inputValue('#what'), WORDS)
  assert.equal(new URL(page.url()).search, '')
  assert.deepEqual(posts(watched), [])
  await page.unrouteAll({ behavior: 'wait' })
  await page.click('.late a[href^="/plain"]')
  await page.fill('#what', WORDS)
  await page.click('form#f .go')
  await readReceipt(page)
})

test('Escape three times, or Leave, blanks the page at once and takes its place in the history', browser, async (context) => {
  for (const way of ['keys', 'link'] as const) {
    const { page } = await openBrowser(context, scene.postern.url)
    let referer: string | undefined = 'not asked'
    let isThere = false
    await page.route('https://www.bbc.co.uk/**', async (route) => {
      referer = route.request().headers()['referer']
      // An answer without content leaves the browser where it is: on what we left of our page.
      await route.fulfill(isThere ? { contentType: 'text/html', body: '<title>Weather</title>' } : { status: 204 })
    })
    await page.goto('about:blank')
    for (const step of ['blank', 'gone']) {
      isThere = step === 'gone'
      await openHome(page, scene.postern.url)
      await page.click('a[href="#write"]')
      await page.fill('#what', WORDS)
      if (way === 'link') await page.locator('.leave').evaluate((link: HTMLElement) => { link.click() })
      else for (let press = 0; press < 3; press++) await page.keyboard.press('Escape')
      await page.waitForFunction(isThere ? 'document.title === "Weather"' : 'document.body === null', null, { polling: 50 })
      assert.ok(!(await page.evaluate(() => document.documentElement.outerHTML)).includes(WORDS))
    }
    assert.equal(referer, undefined)
    await page.goBack()
    assert.ok(!(await page.content()).includes(WORDS))
  }
})

test('two Escapes, or three slow ones, do nothing', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.waitForTimeout(2200)
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('h1:visible').count(), 1)
})
