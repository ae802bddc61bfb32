// Goal: exhibits are registered and handed on at the desk by anybody, and a gap in custody is seen and stops production. Method: the built desk
// over a fixture, one walk in each language, every page of it held against axe and the window's width, small and wide.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launchChromium, noChromium } from './support/browsers.ts'
import { inWorld, logIn, lookerAt, openDesk, openReport } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk?.close())

const WALKS = {
  'en-GB': { dark: 320, light: 1440, gap: 'Gap in custody', holder: 'Provincial acoustics laboratory' },
  'zh-CN': { dark: 1440, light: 320, gap: '保管链有缺口', holder: '省质检院声学实验室' },
} as const

interface Walk {
  readonly page: Awaited<ReturnType<typeof openDesk>>
  readonly look: (what: string) => Promise<void>
  readonly gap: string
  readonly holder: string
}

for (const [locale, { dark, light, gap, holder }] of Object.entries(WALKS)) {
  test(`exhibits at the desk in ${locale}`, { skip: noChromium() }, async (context) => {
    const chromium = await launchChromium(context, { locale })
    const page = await openDesk(chromium, desk.url)
    const look = lookerAt(page, `exhibits-${locale}`, { dark, light })
    await page.setViewportSize({ width: 1440, height: 900 })
    await logIn(page)
    await openReport(page, 0)
    assert.equal(await page.locator('.exhibit').count(), 0)
    const walk: Walk = { page, look, gap, holder }
    for (const step of [registerThing, registerRecording, handOver, derive, overtake]) await step(walk)
  })
}

/** A thing, by the keyboard alone up to its fields. */
async function registerThing({ page, look }: Walk): Promise<void> {
  await page.locator('.sheet h1').focus()
  await page.keyboard.press('x')
  await page.locator('dialog input[value=thing]').check()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').first().waitFor()
  await look('register')
  await fill(page, 'input[maxlength]', ['黑色值班手机，序列号4417', '四号厂房', 'A-0017'])
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.exhibit').waitFor()
}

/** A recording of two files, with their times. */
async function registerRecording({ page, look, gap }: Walk): Promise<void> {
  await page.keyboard.press('x')
  await page.locator('dialog input[value=device]').check()
  await page.locator('dialog input[type=file]').setInputFiles(['a', 'b'].map((name) => ({ name: `执法记录-${name}.mp4`, mimeType: 'video/mp4', buffer: Buffer.from(name) })))
  await page.locator('dialog .files li').nth(1).waitFor()
  await page.locator('dialog .choice input[type=checkbox]').first().check()
  for (const [at, time] of ['2026-11-25T10:00:00', '2026-11-25T10:04:59', '2026-11-25T10:30:00', '2026-11-25T10:34:59'].entries()) await page.locator('dialog .segment input').nth(at).fill(time)
  await page.locator('dialog input[type=number]').fill('-42')
  await look('recording')
  await fill(page, 'input[maxlength]', ['BWC-31', '执法记录仪录像'])
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.exhibit.broken').waitFor()
  assert.match(await page.locator('.exhibit').nth(1).textContent() ?? '', new RegExp(gap))
  assert.ok(!(await page.locator('.exhibit').nth(0).textContent() ?? '').includes(gap))
}

/** From hand to hand, to somebody outside. */
async function handOver({ page, look, holder }: Walk): Promise<void> {
  await page.locator('.exhibit').nth(0).locator('p.row-of-buttons button').first().click()
  await page.locator('dialog select').nth(1).selectOption('')
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').first().waitFor()
  await look('custody')
  await fill(page, 'input[maxlength]', [holder, '委托声学鉴定'])
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.exhibit').nth(0).locator('.custody li').nth(1).waitFor()
  assert.match(await page.locator('.exhibit').nth(0).locator('dd').first().textContent() ?? '', new RegExp(holder))
}

/** A derivative of it; its parent is as it was. */
async function derive({ page, look }: Walk): Promise<void> {
  await page.locator('.exhibit').nth(0).locator('p.row-of-buttons button').last().click()
  await page.locator('dialog input[type=file]').setInputFiles({ name: '通话记录.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n') })
  await page.locator('dialog .files li').waitFor()
  await look('derivative')
  await fill(page, 'input[maxlength]', ['Cellebrite', '7.69', '通话记录节选'])
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.exhibit').nth(2).waitFor()
  assert.equal(await page.locator('.exhibit').nth(0).locator('.custody li').count(), 2)
  await look('list')
}

/** Somebody was first: the chain is shown as it is now, and nothing typed is lost. */
async function overtake({ page, look }: Walk): Promise<void> {
  await page.locator('.exhibit').nth(2).locator('p.row-of-buttons button').first().click()
  await fill(page, 'input[maxlength]', ['存入证物室'])
  await inWorld(page, ({ office }) => {
    const found = office.cases.find((each) => each.view.exhibits.length > 0)
    const exhibit = found?.view.exhibits[2]
    if (found === undefined || exhibit === undefined) throw new Error('no exhibit')
    found.custody(exhibit.links[0]?.author ?? '', { exhibit: exhibit.hash, previous: exhibit.hash, action: 'preserve', at: exhibit.links[0]?.at ?? '', to: exhibit.holder, reason: 'first', place: '', seal: '', found: null })
  })
  await page.locator('dialog .go').click()
  await page.locator('dialog .notice.lamp').waitFor()
  await look('overtaken')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  assert.equal(await page.locator('.exhibit').nth(2).locator('.custody li').count(), 3)
}

/** Fills the visible fields of the dialog that match, in their order, from the first on. */
async function fill(page: Awaited<ReturnType<typeof openDesk>>, selector: string, texts: readonly string[]): Promise<void> {
  for (const [at, text] of texts.entries()) await page.locator(`dialog ${selector}`).nth(at).fill(text)
}
