// Goal: no reload and no closed tab takes a code that was not checked, or words that were not sent, without a question; and leaving
// quickly is never held up by one. Method: Chromium's own dialog, answered with "stay".
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { noChromium } from './support/browsers.ts'
import { fillSteps, openBrowser, openHome, readReceipt, sharedScene } from './reporter-scene.ts'

const scene = sharedScene(noChromium())
const browser = { skip: noChromium(), timeout: 120_000 }

/** Reloads, and says whether the browser asked. "Stay" is answered, so that the page is still there. */
async function asksOnReload(page: Page): Promise<boolean> {
  page.removeAllListeners('dialog')
  const asked = new Promise<boolean>((resolve) => {
    page.once('dialog', (dialog) => { resolve(dialog.type() === 'beforeunload'); void dialog.dismiss() })
    page.once('load', () => resolve(false))
  })
  await page.evaluate(() => { setTimeout(() => location.reload(), 0) })
  return asked
}

test('a code that was not checked is not lost to a reload, and one that was is let go', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  assert.equal(await asksOnReload(page), false, 'nothing is typed yet')
  await page.waitForSelector('html.on')
  await fillSteps(page, { what: '仓库的灭火器全部过期。' })
  assert.equal(await asksOnReload(page), true, 'words would be lost')
  await page.click('[data-do=send]')
  const code = await readReceipt(page)
  assert.equal(await asksOnReload(page), true, 'the code would be lost')
  assert.equal(await readReceipt(page), code)
  const group = Number(await page.locator('[data-fill=group]').first().innerText())
  await page.fill('#check', code.split(' ')[group - 1] ?? '')
  await page.click('[data-do=check] button')
  assert.equal(await asksOnReload(page), false, 'it was checked')
})

test('leaving quickly asks nothing, whatever was typed', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  await fillSteps(page, { what: 'Somebody is coming.' })
  let dialogs = 0
  page.on('dialog', (dialog) => { dialogs += 1; void dialog.dismiss() })
  await page.route('https://**', (route) => route.abort())
  await page.click('.leave')
  await page.waitForFunction(() => document.body === null || !document.body.innerText.includes('Somebody')).catch(() => null)
  assert.equal(dialogs, 0)
})
