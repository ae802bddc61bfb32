import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { inWorld, logIn, openReport } from './drive.ts'

/** Templates begun from a suggestion and from nothing, written by two at once, retired, and put into a report's decision and out again. */
export async function lookAtTemplates(page: Page, look: (what: string) => Promise<void>): Promise<void> {
  await logIn(page)
  const starters = page.locator('main section').nth(1).locator('li button')
  await starters.nth(5).waitFor()
  // The one that refers a report elsewhere, then one of the office's own in a single language.
  await starters.nth(3).click()
  await look('a suggestion')
  await page.locator('dialog .go').click()
  await page.waitForFunction(() => document.querySelectorAll('.templates h3').length === 1)
  await page.locator('main .bar button').click()
  await page.locator('dialog input').first().fill('Thanks')
  await page.locator('dialog textarea').first().fill('Thank you. By [[next date]].')
  await page.locator('dialog .problem').waitFor()
  await look('what cannot be filled in')
  await page.locator('dialog textarea').first().fill('Thank you. You hear from us by [[next-date]], [[team]].')
  await page.locator('dialog .go').click()
  await page.waitForFunction(() => document.querySelectorAll('.templates h3').length === 2)
  await inWorld(page, ({ office }) => {
    const [first] = office.templates
    if (first !== undefined) office.templates.push({ ...first, hash: 'crossed', author: office.zhou.signKey })
  })
  await page.locator('main .row-of-buttons button').nth(3).click()
  await page.locator('main .notice').waitFor()
  await look('two who wrote at once, and one that is retired')
  await page.evaluate(() => { location.hash = '#queue' })
  await openReport(page, 0)
  await page.keyboard.press('p')
  await page.locator('dialog .templates button').first().waitFor()
  await look('picking one')
  await page.locator('dialog .templates button').first().click()
  // The decision that goes with it, with its reason; nobody may send what was left open in that.
  await page.locator('dialog textarea').waitFor()
  assert.match(await page.locator('dialog textarea').inputValue(), /\[\[by-hand\]\]/)
  await page.locator('dialog .go').click()
  await look('a decision with something left open')
  await page.keyboard.press('Escape')
  await page.locator('.composer-files button').nth(1).click()
  await page.locator('.composer textarea').press('Escape')
  await page.keyboard.press('f')
  await page.locator('dialog textarea').waitFor()
  assert.equal(await page.locator('dialog textarea').inputValue(), '', 'what was put in is out again')
}
