// Goal: what is done at the desk shows at once, can be taken back, and is never lost or said twice. Method: the built desk over a fixture in Chromium, by
// keyboard, with refusals and locks between a deed and its log.
import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import { launchChromium, noChromium } from './support/browsers.ts'
import { inWorld, logIn, lookerAt, openDesk, openReport } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk?.close())

const options = { skip: noChromium() }

/** As somebody has it who never chose anything: words wait eight seconds, and a decision leads to the next report. */
async function deskAsItIs(context: TestContext, locale = 'en-GB', address = '') {
  const page = await openDesk(await launchChromium(context, { locale, viewport: { width: 1440, height: 900 } }), 'about:blank')
  await page.addInitScript('try { localStorage.clear() } catch {}')
  await page.goto(desk.url + address)
  await logIn(page)
  context.after(() => assert.deepEqual(page.complaints, []))
  return page
}

type Page = Awaited<ReturnType<typeof deskAsItIs>>

async function lengthOf(page: Page, id: string): Promise<number> {
  return page.evaluate(`globalThis.world.office.find('${id}').length`)
}

async function idAt(page: Page): Promise<string> {
  return (await page.locator('.row.open').getAttribute('data-report')) ?? ''
}

test('an answer stands there at once, is taken back with one key, and leaves only then when it is sent again', options, async (context) => {
  const page = await deskAsItIs(context)
  await openReport(page, 1)
  const id = await idAt(page)
  const length = await lengthOf(page, id)
  await page.keyboard.press('r')
  await page.keyboard.type('We are on our way.')
  await page.keyboard.press('Control+Enter')
  await page.locator('.leaving', { hasText: 'on our way' }).waitFor()
  assert.equal(await page.locator('.composer textarea').inputValue(), '')
  assert.equal(await lengthOf(page, id), length, 'nothing left yet')
  await page.keyboard.press('Escape')
  await page.keyboard.press('u')
  await page.locator('.leaving').waitFor({ state: 'detached' })
  assert.equal(await page.locator('.composer textarea').inputValue(), 'We are on our way.')
  await page.locator('.composer textarea').press('Control+Enter')
  await page.locator('.told .quiet', { hasText: 'Send now' }).click()
  await page.locator('.said.office', { hasText: 'on our way' }).waitFor()
  assert.equal(await lengthOf(page, id), length + 1)
  await page.locator('.sheet h1').focus()
  await page.keyboard.press('u')
  await page.locator('.told', { hasText: 'stays said' }).waitFor()
  assert.equal(await lengthOf(page, id), length + 1)
})

test('while the end of an urgent report waits to leave, nobody is said to have asked for quiet', options, async (context) => {
  const page = await deskAsItIs(context)
  const id = await inWorld(page, ({ office }) => office.file({ daysAgo: 1, language: 'en', state: 'received', opened: false, danger: true, answers: { what: 'The gas alarm is bridged.', danger: 'yes' } }).id)
  await page.locator(`.row[data-report="${id}"]`).click()
  await page.locator('.danger-band .life').waitFor()
  await page.keyboard.press('w')
  await page.locator('dialog textarea').fill('The alarm works again.')
  await page.locator('dialog .go').click()
  await page.locator('.leaving', { hasText: 'works again' }).waitFor()
  assert.equal(await page.locator('.danger-band').count(), 0)
})

test('a decision leads to the next report, shows in its row at once, and comes back with its reason where the log refuses it', options, async (context) => {
  const page = await deskAsItIs(context)
  await openReport(page, 1)
  const id = await idAt(page)
  await page.keyboard.press('n')
  await page.locator('dialog textarea').fill('It is no matter of ours.')
  await page.locator('dialog .go').click()
  await page.waitForFunction((decided) => document.querySelector('.row.open')?.getAttribute('data-report') !== decided, id)
  await page.locator(`.row[data-report="${id}"]`, { hasText: 'not accepted' }).waitFor()
  await inWorld(page, (world) => world.refuseNext('disk-full'))
  await page.locator('.told .quiet', { hasText: 'Send now' }).click()
  await page.locator('.told.alarm').waitFor()
  assert.equal(await page.locator(`.row[data-report="${id}"]`, { hasText: 'not accepted' }).count(), 0, 'the row says what the log says')
  await page.locator('.told.alarm button', { hasText: 'Decide again' }).click()
  await page.locator('dialog textarea').waitFor()
  assert.equal(await page.locator('dialog textarea').inputValue(), 'It is no matter of ours.')
})

test('whoever locks the desk has sent what was said to be sent', options, async (context) => {
  const page = await deskAsItIs(context)
  await openReport(page, 1)
  const id = await idAt(page)
  const length = await lengthOf(page, id)
  await page.keyboard.press('i')
  await page.keyboard.type('Told the fire brigade')
  await page.keyboard.press('Control+Enter')
  await page.locator('.leaving').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('l')
  await page.locator('.gate form').waitFor()
  assert.doesNotMatch(await page.locator('body').textContent() ?? '', /brigade/)
  await logIn(page)
  await page.locator('.said.inside', { hasText: 'brigade' }).waitFor()
  assert.equal(await lengthOf(page, id), length, 'a note is no entry of the report’s own log')
})

for (const [locale, dark, light] of [['en-GB', 320, 1440], ['zh-CN', 1440, 320]] as const) {
  test(`many reports are chosen, labelled and answered, each in its own language, and put back together (${locale})`, options, async (context) => {
    const page = await deskAsItIs(context, locale)
    const look = lookerAt(page, `outbox-${locale}`, { dark, light })
    await page.locator('.row').first().waitFor()
    for (const key of ['j', 'v', 'j', 'v', 'j', 'v']) await page.keyboard.press(key)
    assert.equal(await page.locator('.picked').count(), 3)
    await look('chosen')
    await page.keyboard.press('b')
    await page.locator('dialog input[value=reply]').check()
    await look('an answer for many')
    await page.locator('dialog input[value=label]').check()
    await page.locator('dialog .field input').fill('欠薪')
    await page.locator('dialog .go').click()
    await page.locator('dialog').waitFor({ state: 'detached' })
    const labelled = async (): Promise<number> => page.evaluate("globalThis.world.office.cases.filter(({ view }) => view.desk.triage.labels.includes('欠薪')).length")
    while (await labelled() < 3) await page.waitForTimeout(20)
    await page.keyboard.press('Control+z')
    while (await labelled() > 0) await page.waitForTimeout(20)
    await page.keyboard.press('Control+k')
    await page.locator('dialog [role=combobox]').waitFor()
    await look('everything that can be done')
    await page.keyboard.type(locale === 'zh-CN' ? '期限' : 'clo')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => location.hash.includes('clocks'))
  })
}
