// Goal: a handler erases a settled report at the desk, on purpose only, and takes the proof along. Method: the built desk over a fixture, one walk in
// each language, each step held against axe and the window's width.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { launchChromium, noChromium } from './support/browsers.ts'
import { assertSound, inWorld, logIn, openDesk } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk?.close())

const SCREENS = {
  'en-GB': { width: 320, colorScheme: 'dark', deed: 'Erase…', word: 'erase' },
  'zh-CN': { width: 1440, colorScheme: 'light', deed: '抹除……', word: '抹除' },
} as const

for (const [locale, { width, colorScheme, deed, word }] of Object.entries(SCREENS)) {
  test(`a report is erased at the desk in ${locale}`, { skip: noChromium() }, async (context) => {
    const chromium = await launchChromium(context, { locale, viewport: { width, height: 800 }, colorScheme })
    const page = await openDesk(chromium, desk.url)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await logIn(page)
    const [open, settled] = await inWorld(page, ({ office }) => ['received', 'concluded'].map((state) => office.cases.find((each) => each.view.conversation.docket.state === state)?.id ?? ''))
    assert.ok(open !== '' && settled !== '', 'the fixture has both')
    const button = page.getByRole('button', { name: deed })
    await page.goto(`${desk.url}#report=${open}`)
    await page.locator('.record .do button').first().waitFor()
    assert.equal(await button.count(), 0, 'the control: an open report has no such deed')
    await page.goto(`${desk.url}#report=${settled}`)
    await button.click()
    await page.locator('dialog .button.go').click()
    await page.locator('dialog .problem').waitFor()
    await assertSound(page, `asked, ${width} px, ${colorScheme}`)
    await page.locator('dialog input').fill(word)
    await page.locator('dialog .button.go').click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('dialog a[download]').click()])
    assert.equal((JSON.parse(readFileSync(await download.path(), 'utf8')) as { log: string }).log, settled)
    await assertSound(page, `erased, ${width} px, ${colorScheme}`)
    await page.locator('dialog .button').last().click()
    await page.locator('dialog').waitFor({ state: 'detached' })
    assert.ok(!(await inWorld(page, ({ office }) => office.cases.map((each) => each.id))).includes(settled ?? ''))
  })
}
