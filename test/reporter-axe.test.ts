// Goal: everybody can use the reporter's pages: no violation that axe finds, no sideways scrolling at 320 px, in both languages, both
// themes and both sizes, with scripts and without. Method: each view is brought up in Chromium and examined.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { listQueue } from '#clients/member/queue.ts'
import { changeState } from '#clients/member/change-state.ts'
import { noChromium } from './support/browsers.ts'
import { axeProblems, fillSteps, openBrowser, openCode, openHome, overflow, readReceipt, sharedScene } from './reporter-scene.ts'

const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const

const scene = sharedScene(noChromium())
const browser = { skip: noChromium(), timeout: 240_000 }

for (const language of ['en', 'zh'] as const) {
  const options = { locale: LOCALES[language] }

  test(`with scripts, in ${language}`, browser, async (context) => {
    const { page, watched } = await openBrowser(context, scene.postern.url, options)
    await openHome(page, scene.postern.url)
    await examine(page, 'landing')
    await fileAndExamine(page)
    const code = await readReceipt(page)
    await page.click('[data-do=copy]')
    await examine(page, 'receipt')
    const { lines } = await listQueue(scene.session)
    for (const { id, docket } of lines) if (docket.state === 'received') await changeState(scene.session, id, { state: 'assessed', reason: '评估完毕。', language: 'zh' })
    await openHome(page, scene.postern.url)
    await openCode(page, '12')
    await page.waitForSelector('.wrong')
    await examine(page, 'code entry with an error')
    await page.fill('#code', code)
    await page.click('[data-do=open]')
    await page.waitForSelector('.talk > li')
    await page.click('summary')
    await examine(page, 'conversation')
    assert.deepEqual(watched.trouble, [])
  })

  // axe needs scripts, so the module is withheld instead: the pages are those that somebody without scripts gets.
  test(`as without scripts, in ${language}`, browser, async (context) => {
    const { page } = await openBrowser(context, scene.postern.url, options)
    await page.route('**/a/page.*', (route) => route.abort())
    for (const path of ['/', '/plain', '/who', '/how', '/rights', '/no-such-page']) {
      await page.goto(scene.postern.url + path)
      await examine(page, path)
    }
    await page.goto(`${scene.postern.url}/plain`)
    await page.click('form#f .go')
    await examine(page, 'form with an error')
    await page.fill('#what', '检测报告是伪造的。')
    await page.click('form#f .go')
    const code = await readReceipt(page)
    await examine(page, 'receipt')
    await page.goto(scene.postern.url)
    await page.locator('form#b').evaluate((form: HTMLFormElement) => { form.method = 'post'; form.action = '/nojs/open'; form.submit() })
    await page.waitForSelector('.wrong')
    await examine(page, 'code entry with an error')
    await page.fill('#code', code)
    await page.click('form#b .go')
    await page.waitForSelector('.talk')
    await examine(page, 'conversation')
    await page.click('form .go')
    await page.waitForSelector('.wrong')
    await examine(page, 'conversation with an error')
  })
}

async function file(page: Page): Promise<void> {
  await fillSteps(page, { what: 'The tests were faked. 检测报告是伪造的。' })
  await page.click('[data-do=send]')
}

async function fileAndExamine(page: Page): Promise<void> {
  await page.click('a[href="#write"]')
  await page.click('[data-do=continue]')
  await examine(page, 'first question with an error')
  await page.fill('#what', 'The tests were faked. 检测报告是伪造的。')
  for (let step = 1; step <= 7; step++) {
    await page.click('[data-do=continue]')
    if (step === 4) await page.check('input[name=know][value=saw]')
    if (step === 3 || step >= 6) await examine(page, `step ${step + 1}`)
  }
  await page.click('[data-do=send]')
}

/** Small and dark, wide and light. */
async function examine(page: Page, what: string): Promise<void> {
  for (const [width, colorScheme] of [[320, 'dark'], [1440, 'light']] as const) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await axeProblems(page), [], `${what}, ${width} px wide`)
    assert.ok(await overflow(page) <= 0, `${what} is wider than ${width} px`)
  }
}

test('at 400 % of 1280 px, with forced colours and large text, nothing is cut off', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url, { viewport: { width: 320, height: 256 } })
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await openHome(page, scene.postern.url)
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%' })
  await file(page)
  await readReceipt(page)
  assert.ok(await overflow(page) <= 0)
  const key = await page.locator('.key').boundingBox()
  assert.ok(key !== null && key.x >= 0 && key.x + key.width <= 320)
})

test('the printed receipt has the code and the dates, and no buttons', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  await file(page)
  await readReceipt(page)
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.locator('button:visible, .top:visible, footer:visible, form:visible').count(), 0)
  assert.equal(await page.locator('.key li:visible').count(), 6)
  assert.equal(await page.locator('#filled .facts div:visible').count(), 3)
})

test('the keyboard alone is enough, and the focus is always to be seen', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  const names: string[] = []
  for (let press = 0; press < 5; press++) {
    await page.keyboard.press('Tab')
    names.push(await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body)
      return `${document.activeElement?.className} ${outlineStyle} ${outlineWidth}`
    }))
  }
  assert.deepEqual(names, ['skip', 'name', 'language', 'leave', 'go'].map((name) => `${name} solid 3px`))
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H2')
  await page.keyboard.press('Tab')
  await page.keyboard.type('By keyboard alone')
  for (let step = 0; step < 7; step++) await page.locator('[data-do=continue]').press('Enter')
  await page.locator('[data-do=send]').press('Enter')
  await readReceipt(page)
})
