// Goal: a handler sees each clock with its rule, moves it where the law lets it be moved and nowhere else, and finds what was late on a list that nothing
// tidies. Method: the built desk over a fixture, worked as a person does, in both languages, narrow and wide.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { noChromium, launchChromium } from './support/browsers.ts'
import { inWorld, logIn, lookerAt, openDesk } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk.close())

const PACKS = '?packs=eu-authority@1+cn-police@1'

/** The report that was taken up, by its title. */
const ACCEPTED = 'Invoice paid'

test('a clock is paused, restarted and extended by two people, and nothing offers to write a date', { skip: noChromium(), timeout: 120_000 }, async (context) => {
  const chromium = await launchChromium(context, { locale: 'en-GB' })
  const page = await openDesk(chromium, desk.url + PACKS)
  const look = lookerAt(page, 'clocks-en', { dark: 320, light: 1440 })
  await logIn(page)
  await page.locator('.row', { hasText: ACCEPTED }).click()
  await page.locator('.record .clock').first().waitFor()
  const clock = (name: string) => page.locator('.record .clock', { has: page.locator('span').filter({ hasText: new RegExp(`^${name}$`) }) })
  const sign = async (reason: string): Promise<void> => {
    await page.locator('dialog textarea').fill(reason)
    await page.locator('dialog button.go').click()
    await page.locator('dialog').waitFor({ state: 'detached' })
  }
  await look('panel')
  // Of the outcome no pause is offered: the Directive knows none.
  assert.equal(await clock('Outcome').getByRole('button', { name: /^Pause/ }).count(), 0)
  await clock('Handle').getByRole('button', { name: /^Pause/ }).click()
  await page.locator('dialog').waitFor()
  assert.equal(await page.locator('dialog input[type=date]').count(), 0)
  await page.locator('dialog button.go').click()
  await page.locator('dialog [aria-invalid=true]').waitFor()
  await look('pause')
  await sign('The meter is with the laboratory.')
  await clock('Handle').getByText('stands still since').waitFor()
  await page.locator('article.said', { hasText: 'The meter is with the laboratory.' }).waitFor()
  await clock('Handle').getByRole('button', { name: /^Restart/ }).click()
  await sign('The opinion is here.')
  await clock('Handle').getByRole('button', { name: /^Pause/ }).waitFor()

  await clock('Outcome').getByRole('button', { name: /^Ask for more time/ }).click()
  await page.locator('dialog input[type=number]').fill('4')
  await page.locator('dialog textarea').fill('Three firms abroad.')
  await page.locator('dialog button.go').click()
  await page.locator('dialog [aria-invalid=true]').waitFor()
  await page.locator('dialog input[type=number]').fill('2')
  await sign('Three firms abroad.')
  await clock('Outcome').getByText('2 months more were asked for').waitFor()
  // Whoever asked is not offered to grant.
  assert.equal(await clock('Outcome').getByRole('button').count(), 0)
  // Somebody else grants it, and this desk sees the later day.
  await inWorld(page, ({ office }) => {
    office.cases.find((each) => each.view.title.startsWith('Invoice paid'))?.clock(office.zhou.signKey, { change: { rule: 'eu-authority/feedback', deed: 'extend', amount: 2 }, reason: 'Agreed.', language: 'en' })
  })
  await page.locator('.row', { hasText: 'Crash test' }).click()
  await page.locator('.row', { hasText: ACCEPTED }).click()
  await clock('Outcome').getByText('Extended by 2 months.').waitFor()
  await look('extended')
  assert.deepEqual(page.complaints, [])
})

for (const [locale, late, title] of [['en-GB', 'Late, now or once', 'Clocks'], ['zh-CN', '逾期（含已补办）', '期限']] as const) {
  test(`what was late is on a list in ${locale}, also once it was done`, { skip: noChromium(), timeout: 120_000 }, async (context) => {
    const chromium = await launchChromium(context, { locale })
    const page = await openDesk(chromium, desk.url)
    await logIn(page)
    const look = lookerAt(page, `clocks-page-${locale}`, locale === 'en-GB' ? { dark: 1440, light: 320 } : { dark: 320, light: 1440 })
    const list = async (): Promise<readonly string[]> => {
      await page.locator('nav').getByRole('link', { name: title, exact: true }).click()
      await page.locator('.clocks-page tbody tr').first().waitFor()
      return page.locator('.clocks-page tbody tr').allTextContents()
    }
    const first = await list()
    assert.ok((await page.locator('.clocks-page select').first().textContent())?.startsWith(late))
    assert.equal(first.filter((row) => row.includes('报价底单')).length, 1)
    await look('late')
    // Answering late does the clock's will, and not away with its line.
    await inWorld(page, (world) => { world.office.cases.find((each) => each.view.title.startsWith('报价底单'))?.message(world.office.lin.signKey, { text: '已收到', language: 'zh' }) })
    await page.locator('nav a').first().click()
    const second = await list()
    assert.equal(second.filter((row) => row.includes('报价底单')).length, 1)
    await page.locator('.clocks-page select').first().selectOption('open')
    assert.ok(await page.locator('.clocks-page tbody tr').count() > second.length)
    await look('open')
  })
}

test('an administrator gives a channel its rules, and no two versions of one', { skip: noChromium(), timeout: 120_000 }, async (context) => {
  const chromium = await launchChromium(context, { locale: 'zh-CN' })
  const page = await openDesk(chromium, `${desk.url}#teams`)
  await logIn(page)
  const look = lookerAt(page, 'packs-zh', { dark: 1440, light: 320 })
  await page.locator('.pack-list summary').first().click()
  await look('packs')
  await page.locator('tbody button').first().click()
  await page.locator('dialog fieldset input[value="cn-petition@1"]').check()
  await look('channel')
  await page.locator('dialog button.go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.pack-list summary', { hasText: '信访' }).waitFor()
  await page.locator('section', { has: page.locator('.pack-list') }).getByRole('button').click()
  await page.locator('dialog input[type=file]').setInputFiles({ name: 'rules.json', mimeType: 'application/json', buffer: Buffer.from('{"id":"own-x"}') })
  await page.locator('dialog button.go').click()
  await page.locator('dialog [role=alert], dialog .notice').first().waitFor()
  await look('unfit')
})
