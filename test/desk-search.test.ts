// Goal: words are looked up at the desk as fast as they are typed, by keyboard, in both languages and every spelling. Method: the built desk over a
// fixture; every page held against axe and the window's width, small and wide.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { launchChromium, noChromium } from './support/browsers.ts'
import { logIn, lookerAt, openDesk } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk?.close())

const WALKS = {
  'en-GB': { dark: 320, light: 1440, found: '1 report found', none: 'Nothing found', filters: { due: 'due:late', half: 'assi', name: 'assigned:', nobody: 'nobody', wrong: 'due:yesterday', told: /“yesterday” is nothing that “due” can be/ } },
  'zh-CN': { dark: 1440, light: 320, found: '找到1件', none: '没有找到', filters: { due: '期限：逾期', half: '承办', name: '承办人:', nobody: '未指定', wrong: '期限:昨天', told: /“期限”不能是“昨天”/ } },
} as const

for (const [locale, { dark, light, found, none, filters }] of Object.entries(WALKS)) {
  test(`searching at the desk in ${locale}`, { skip: noChromium() }, async (context) => {
    const page = await openDesk(await launchChromium(context, { locale }), desk.url)
    const look = lookerAt(page, `search-${locale}`, { dark, light })
    await page.setViewportSize({ width: 1440, height: 900 })
    await logIn(page)
    await page.locator('.list .row').first().waitFor()
    await page.keyboard.press('/')
    // Traditional and full-width, what was written is neither; two words, both must be there.
    await page.keyboard.type('針刺試驗 ＱＪ')
    await page.locator('.found .row').first().waitFor()
    assert.equal(await page.locator('.found .row').count(), 1)
    assert.equal(await page.locator('.found-about').innerText(), found)
    assert.deepEqual(await page.locator('.found mark').allTextContents(), ['针刺试验', 'QJ', '针刺试验'])
    assert.equal(await page.locator('.list .lines .row:visible').count(), 1, 'the list gives way')
    await look('found')
    await page.locator('.search').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.locator('.composer').waitFor()
    assert.match(await page.locator('.sheet h1').innerText(), /针刺/)
    assert.ok(!page.url().includes('针刺') && !decodeURIComponent(page.url()).includes('針刺'), 'no word stands in the address')
    // Every place found stands marked in the report, and one key leads from each to the next.
    await page.locator('.hits').waitFor()
    const [marks, current] = [page.locator('.pane.read mark.hit'), page.locator('mark.hit.current')]
    const count = await marks.count()
    assert.ok(count >= 4, `${count} places`)
    await page.locator('.pane.read h1').click()
    await page.keyboard.press('.')
    await current.waitFor()
    assert.ok(await marks.first().evaluate((mark) => mark.classList.contains('current') && mark === document.activeElement))
    await page.keyboard.press(',')
    assert.ok(await marks.last().evaluate((mark) => mark.classList.contains('current')))
    assert.match(await page.locator('.hits').innerText(), new RegExp(`${count}.*${count}`))
    await look('opened')
    await page.keyboard.press('/')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('gas alarm -hall')
    await page.locator('.found .void').waitFor()
    assert.equal(await page.locator('.found .void h2').innerText(), none)
    await look('none')
    await page.locator('.search').focus()
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('.found').count(), 0)
    assert.ok(await page.locator('.list .row:visible').count() > 3)
    await lookAtFilters(page, look, filters)
  })
}

interface Filters { readonly due: string; readonly half: string; readonly name: string; readonly nobody: string; readonly wrong: string; readonly told: RegExp }

/** Filters are written where words are, leave the field as they are understood, stand in the address, and are taken back one by one. */
async function lookAtFilters(page: Page, look: (what: string) => Promise<void>, { due, half, name, nobody, wrong, told }: Filters): Promise<void> {
  const [field, chips, rows] = [page.locator('.search'), page.locator('.chip'), page.locator('.list .lines .row:visible')]
  const all = await rows.count()
  await field.focus()
  await page.keyboard.type(`${due} `)
  await chips.waitFor()
  assert.equal(await field.inputValue(), '')
  assert.match(page.url(), /due=late/)
  const late = await rows.count()
  assert.ok(late > 0 && late < all)
  await page.keyboard.type(half)
  await look('a filter begun')
  await field.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  assert.equal(await field.inputValue(), name)
  await page.locator('.offered button', { hasText: nobody }).click()
  await chips.nth(1).waitFor()
  assert.match(page.url(), /assigned=none.*due=late|due=late.*assigned=none/)
  // Words are looked for among what the filters leave.
  await page.keyboard.type('the')
  await page.locator('.found-about').waitFor()
  await page.waitForFunction((most) => { const found = document.querySelectorAll('.found .row').length; return found > 0 && found <= most }, late)
  await look('found among them')
  await page.locator('.search').focus()
  await page.keyboard.press('Escape')
  await field.focus()
  await page.keyboard.type(`${wrong} `)
  await page.getByText(told).waitFor()
  assert.equal(await chips.count(), 2, 'what is not understood filters nothing')
  await page.keyboard.press('Escape')
  // Nothing fits all of it: what each condition keeps away is offered.
  await page.evaluate("location.hash = 'queue&due=late&urgent=yes&until=2020-01-01'")
  await page.locator('.void .drops a').first().waitFor()
  await look('nothing fits')
  await page.locator('.void .drops a').last().click()
  await page.waitForFunction(() => document.querySelectorAll('.chip').length === 2)
  // Back in the field, the last one comes back to be written anew.
  await field.focus()
  await page.keyboard.press('Backspace')
  await page.waitForFunction(() => document.querySelectorAll('.chip').length === 1)
  assert.notEqual(await field.inputValue(), '')
  await page.keyboard.press('Escape')
  await page.goBack()
  await page.waitForFunction(() => document.querySelectorAll('.chip').length === 2)
}
