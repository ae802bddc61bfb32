// Goal: a lock takes the words off the page and ends the session, and a long sending goes on behind it: whoever comes back begins nothing anew. Method:
// the built desk over a fixture in Chromium, with a line that holds still until we let it go, locked in the middle of it.
import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import { launchChromium, noChromium } from './support/browsers.ts'
import { inWorld, logIn, openDesk, openReport } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk?.close())

const FILM = { name: '值班录像-0417.mp4', mimeType: 'video/mp4', buffer: Buffer.from('film') }
const options = { skip: noChromium() }

async function slowDesk(context: TestContext) {
  const chromium = await launchChromium(context, { viewport: { width: 1440, height: 900 } })
  const page = await openDesk(chromium, `${desk.url}?lock=2500`)
  await logIn(page)
  await openReport(page, 0)
  await inWorld(page, ({ office }) => { office.slowLine = new Promise((resolve) => { Object.assign(globalThis, { letGo: resolve }) }) })
  return page
}

type Page = Awaited<ReturnType<typeof slowDesk>>

async function begun(page: Page): Promise<number> {
  return inWorld(page, ({ office }) => office.sendings.get('值班录像-0417.mp4') ?? 0)
}

/** Nobody touches it until it locks; then the line lets everything through, and the same member comes back. */
async function lockedMeanwhile(page: Page): Promise<void> {
  while (await begun(page) === 0) await page.waitForTimeout(50)
  await page.locator('.gate form').waitFor({ timeout: 20_000 })
  assert.doesNotMatch(await page.locator('body').textContent() ?? '', /0417|duty/)
  await page.evaluate('letGo()')
  await page.waitForTimeout(300)
  await logIn(page)
  await page.locator('.composer').waitFor()
}

test('an exhibit’s file arrives behind a locked desk, and its registration goes on where it was', options, async (context) => {
  const page = await slowDesk(context)
  await page.locator('.sheet h1').focus()
  await page.keyboard.press('x')
  await page.locator('dialog input[value=device]').check()
  await page.locator('dialog input[type=file]').setInputFiles([FILM])
  await page.locator('dialog .field input[maxlength]').first().fill('camera of the duty room')
  await page.locator('dialog .go').click()
  await lockedMeanwhile(page)
  assert.equal(await page.locator('.exhibit').count(), 0, 'without its author nothing is registered')
  await page.locator('.sheet h1').focus()
  await page.keyboard.press('x')
  await page.locator('dialog .files li').waitFor()
  assert.equal(await page.locator('dialog .files li').count(), 1)
  assert.equal(await page.locator('dialog .field input[maxlength]').first().inputValue(), 'camera of the duty room')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.exhibit').waitFor()
  assert.match(await page.locator('.exhibit').textContent() ?? '', /0417/)
  assert.equal(await begun(page), 1, 'it was sent once')
  assert.deepEqual(page.complaints, [])
})

test('the file of an answer arrives behind a locked desk, and the answer waits for its author', options, async (context) => {
  const page = await slowDesk(context)
  await page.locator('.tab').nth(1).click()
  await page.locator('.composer textarea').fill('seen by the duty officer')
  await page.locator('.composer input[type=file]').setInputFiles([FILM])
  await page.locator('.composer .go').click()
  await lockedMeanwhile(page)
  await page.locator('.tab').nth(1).click()
  await page.locator('.composer .notice').waitFor()
  assert.match(await page.locator('.composer .notice').textContent() ?? '', /locked while this was on its way/)
  assert.equal(await page.locator('.said.inside', { hasText: 'duty officer' }).count(), 0, 'without its author nothing is written')
  await page.locator('.composer .go').click()
  await page.locator('.said.inside', { hasText: 'duty officer' }).waitFor()
  assert.equal(await begun(page), 1, 'it was sent once')
  assert.deepEqual(page.complaints, [])
})

test('whoever gives a registration up finds nothing of it', options, async (context) => {
  const page = await slowDesk(context)
  await page.locator('.sheet h1').focus()
  await page.keyboard.press('x')
  await page.locator('dialog input[value=device]').check()
  await page.locator('dialog input[type=file]').setInputFiles([FILM])
  await page.locator('dialog .files li').waitFor()
  await page.locator('dialog .step-buttons button').last().click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('x')
  await page.locator('dialog input[value=device]').check()
  assert.equal(await page.locator('dialog .files li').count(), 0)
})
