// Goal: holders and administrators find their way through a recovery at the desk: arranged, shown, rehearsed, used, and forgotten. Method:
// the built desk over a fixture, one walk in each language, each page held against axe and the window's width.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launchChromium, noChromium } from './support/browsers.ts'
import { assertSound, inWorld, logIn, openDesk } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk?.close())

type DeskPage = Awaited<ReturnType<typeof openDesk>>

const SCREENS = {
  'en-GB': { width: 320, colorScheme: 'light', have: '2 of 2 shares are there', word: 'Word 7 is in no list' },
  'zh-CN': { width: 1440, colorScheme: 'dark', have: '已有2份，需要2份', word: '第7个词不在词表中' },
} as const

for (const [locale, { width, colorScheme, have, word }] of Object.entries(SCREENS)) {
  test(`a recovery is arranged, rehearsed and used at the desk in ${locale}`, { skip: noChromium() }, async (context) => {
    const chromium = await launchChromium(context, { locale, viewport: { width, height: 800 }, colorScheme })
    const page = await openDesk(chromium, `${desk.url}#recovery`)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const look = (what: string): Promise<void> => assertSound(page, `${what}, ${width} px, ${colorScheme}`)
    await logIn(page)
    await page.locator('.recovery .notice.lamp').waitFor()
    await look('none arranged')
    await arrange(page, look)
    await sealTeams(page, look)
    await showShare(page, look)
    await gather(page, { word, have, look })
    await page.locator('.recovery .two .button.go').click()
    await page.locator('.notice.door').waitFor()
    assert.equal(await inWorld(page, ({ office }) => office.recovery?.drill?.holders.length), 2)
    await look('rehearsed')
    await gather(page, { word, have })
    await page.locator('.recovery .two .button').last().click()
    await give(page, look)
  })
}

async function arrange(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await page.locator('.bar .button').click()
  await page.locator('dialog .button.go').click()
  await page.locator('dialog .problem').waitFor()
  for (const at of [0, 1, 2]) await page.locator('dialog input[type=checkbox]').nth(at).check()
  assert.equal(await page.locator('dialog input[type=radio]').count(), 2, 'two or three of three')
  await look('arranging')
  await page.locator('dialog .button.go').click()
  await page.locator('dialog form').waitFor({ state: 'detached' })
  await page.locator('dialog .button.go').click()
  await page.locator('.recovery .two').first().waitFor()
}

async function sealTeams(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await page.locator('.recovery .two .button.go').click()
  await page.locator('dialog .words').waitFor()
  await look('comparing')
  await page.locator('dialog .button.go').click()
  await page.locator('.recovery .two .button.go').waitFor({ state: 'detached' })
}

async function showShare(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  const section = page.locator('.recovery section').filter({ has: page.locator('.step-buttons .button') }).first()
  await section.locator('.button').click()
  await page.locator('.qr').waitFor()
  assert.equal(await page.locator('.words li').count(), 28)
  await look('a share')
  await section.locator('.button').last().click()
  assert.equal(await page.locator('.words').count(), 0)
}

interface Gathering { readonly word: string; readonly have: string; readonly look?: (what: string) => Promise<void> }

/** A share with a slip, one twice, and then enough. What was refused stays to be mended. */
async function gather(page: DeskPage, { word, have, look }: Gathering): Promise<void> {
  const box = page.locator('form textarea')
  const add = async (text: string): Promise<void> => { await box.fill(text); await page.locator('.recovery form .button').click() }
  await add('zzz')
  assert.ok((await page.locator('.problem').textContent())?.includes(word))
  assert.equal(await box.inputValue(), 'zzz')
  await add('POSTERN-SHARE-1')
  await add('POSTERN-SHARE-1')
  await page.locator('.field.wrong').waitFor()
  assert.equal(await page.locator('.recovery .two .button.go').count(), 0, 'one share is not enough')
  await add('POSTERN-SHARE-3')
  await page.getByText(have).waitFor()
  await look?.('enough shares')
}

async function give(page: DeskPage, look: (what: string) => Promise<void>): Promise<void> {
  await page.locator('.opened').waitFor()
  assert.equal(await page.locator('.opened input:checked').count(), 0, 'nothing is ticked beforehand')
  await look('opened')
  await page.locator('.opened .button.go').click({ force: true })
  assert.deepEqual(await inWorld(page, ({ office }) => office.given), [])
  await page.locator('.opened input').check()
  await page.locator('.opened .button.go').click()
  await page.locator('.opened').waitFor({ state: 'detached' })
  assert.equal((await inWorld(page, ({ office }) => office.given)).length, 1)
  assert.equal(await inWorld(page, ({ office }) => office.forgotten), 1, 'the recovery is forgotten')
}
