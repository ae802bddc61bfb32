// Goal: words are looked up at the desk as fast as they are typed, by keyboard, in both languages and every spelling. Method: the built desk over a
// fixture; every page held against axe and the window's width, small and wide.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launchChromium, noChromium } from './support/browsers.ts'
import { logIn, lookerAt, openDesk } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk?.close())

const WALKS = {
  'en-GB': { dark: 320, light: 1440, found: '1 report found', none: 'Nothing found' },
  'zh-CN': { dark: 1440, light: 320, found: '找到1件', none: '没有找到' },
} as const

for (const [locale, { dark, light, found, none }] of Object.entries(WALKS)) {
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
  })
}
