// Goal: a member sees what opens the account and changes it, and a desk that nobody touches shows nothing and loses nothing. Method: the built
// desk over a fixture in Chromium, in both languages, on a telephone and on a wide screen.
import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import { launchChromium, noChromium } from './support/browsers.ts'
import { assertSound, CODE, goOn, keptByDesk, logIn, openDesk, openReport, PASSPHRASE } from './desk/drive.ts'
import { wordsOn } from './desk/real.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk.close())

const options = { skip: noChromium() }

async function deskAt(context: TestContext, address: string, { width = 1440, colorScheme = 'light' as 'light' | 'dark' } = {}) {
  const chromium = await launchChromium(context, { viewport: { width, height: 900 }, colorScheme })
  return openDesk(chromium, desk.url + address)
}

for (const [language, width, colorScheme] of [['en', 1440, 'light'], ['zh', 320, 'dark']] as const) {
  test(`ways in, sessions and each change are sound: ${language}, ${width} px, ${colorScheme}`, options, async (context) => {
    const page = await deskAt(context, `?passkeys#access&lang=${language}`, { width, colorScheme })
    await assertSound(page, 'log-in with a passkey')
    await logIn(page)
    await page.locator('main.access li').nth(5).waitFor()
    await assertSound(page, 'my access')
    await page.locator('main.access .button.go').click()
    await assertSound(page, 'the proof')
    await page.locator('.secret input').fill(PASSPHRASE)
    await goOn(page)
    await assertSound(page, 'a new passkey')
    await page.goto(`${desk.url}?passkeys&anew#lost&lang=${language}`)
    await page.locator('textarea').waitFor()
    await assertSound(page, 'the recovery code')
  })
}

test('a change wants a proof, and a wrong one changes nothing', options, async (context) => {
  const page = await deskAt(context, '?passkeys#access')
  await logIn(page)
  await page.locator('main.access li').nth(5).waitFor()
  await page.locator('main.access .button', { hasText: 'New recovery code' }).click()
  await page.locator('.secret input').fill('not the passphrase')
  await page.locator('main button[type=submit]').click()
  assert.match(await page.locator('.notice.alarm').textContent() ?? '', /not what opens your account/)
  await page.locator('.secret input').fill(PASSPHRASE)
  await goOn(page)
  const code = (await wordsOn(page)).split(' ')
  await goOn(page)
  for (const field of await page.locator('.field').all()) {
    const position = Number(/\d+/.exec(await field.locator('label').textContent() ?? '')?.[0])
    await field.locator('input').fill(code[position - 1] ?? '')
  }
  await page.locator('main button[type=submit]').click()
  assert.match(await page.locator('.notice.door').textContent() ?? '', /Destroy the old sheet/)

  await page.locator('main.access .button', { hasText: 'New authenticator' }).click()
  await page.locator('.secret input').fill(PASSPHRASE)
  await goOn(page)
  await page.locator('input.code').fill('000000')
  await page.locator('main button[type=submit]').click()
  assert.match(await page.locator('.notice.alarm').textContent() ?? '', /one-time code was not right/)
  await page.locator('input.code').fill(CODE)
  await page.locator('main button[type=submit]').click()
  await page.locator('.notice.door').waitFor()
  assert.deepEqual(page.complaints, [])
})

test('one session ends, then all others, and this one stays', options, async (context) => {
  const page = await deskAt(context, '#access')
  await logIn(page)
  const sessions = page.locator('main.access section').nth(1).locator('li')
  await sessions.nth(2).waitFor()
  await sessions.nth(1).getByRole('button').click()
  await sessions.nth(2).waitFor({ state: 'detached' })
  await page.locator('main.access .button', { hasText: 'End all others' }).click()
  await sessions.nth(1).waitFor({ state: 'detached' })
  assert.match(await sessions.nth(0).textContent() ?? '', /this one/)
})

test('a desk that nobody touches locks: no word is left on the page, and place and draft are there again', options, async (context) => {
  const page = await deskAt(context, '?lock=1500')
  await logIn(page)
  await openReport(page, 1)
  await page.locator('.composer textarea').fill('a half-written answer')
  const place = await page.evaluate('location.hash')
  for (let touches = 0; touches < 4; touches++) {
    await page.waitForTimeout(600)
    await page.mouse.move(300 + touches, 300)
  }
  assert.equal(await page.locator('.desk').count(), 1, 'the control: a desk in use stays open')
  await page.locator('.gate').waitFor({ timeout: 10_000 })
  const text = await page.locator('body').textContent() ?? ''
  assert.doesNotMatch(text, /half-written|Gas alarm/)
  assert.match(text, /locked itself after a pause/)
  await logIn(page)
  await page.locator('.composer').waitFor()
  assert.equal(await page.evaluate('location.hash'), place)
  assert.equal(await page.locator('.composer textarea').inputValue(), 'a half-written answer')
})

test('how long a pause is allowed is kept on the device', options, async (context) => {
  const page = await deskAt(context, '#access')
  await logIn(page)
  await page.locator('main.access input[type=radio]').nth(1).waitFor()
  assert.equal(await page.locator('main.access input[type=radio]').nth(1).isChecked(), true, 'ten minutes, unless chosen otherwise')
  await page.locator('main.access input[type=radio]').nth(0).check()
  await page.reload()
  await logIn(page)
  await page.locator('main.access input[type=radio]').nth(0).waitFor()
  assert.equal(await page.locator('main.access input[type=radio]').nth(0).isChecked(), true)
  assert.equal(Object.keys(await keptByDesk(page)).join(), 'postern-lock-minutes', 'and nothing else is')
})
