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
  'en-GB': { dark: 320, light: 1440, gap: 'Gap in custody', holder: 'Provincial acoustics laboratory', open: 'Not confirmed yet by Lin Yue', signed: 'Lin Yue signed for it', unread: 'does not open' },
  'zh-CN': { dark: 1440, light: 320, gap: '保管链有缺口', holder: '省质检院声学实验室', open: 'Lin Yue尚未签收', signed: 'Lin Yue已签收', unread: '无法启封' },
} as const

interface Walk {
  readonly page: Awaited<ReturnType<typeof openDesk>>
  readonly look: (what: string) => Promise<void>
  readonly gap: string
  readonly holder: string
  readonly open: string
  readonly signed: string
  readonly unread: string
}

for (const [locale, { dark, light, ...said }] of Object.entries(WALKS)) {
  test(`exhibits at the desk in ${locale}`, { skip: noChromium() }, async (context) => {
    const chromium = await launchChromium(context, { locale })
    const page = await openDesk(chromium, desk.url)
    const look = lookerAt(page, `exhibits-${locale}`, { dark, light })
    await page.setViewportSize({ width: 1440, height: 900 })
    await logIn(page)
    await openReport(page, 0)
    assert.equal(await page.locator('.exhibit').count(), 0)
    const walk: Walk = { page, look, ...said }
    for (const step of [registerThing, registerRecording, handOver, derive, overtake, receive, refuse, darken]) await step(walk)
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

/** A colleague hands it to the person, behind whose back a line waits to be signed. */
async function handedToLin({ page }: Walk): Promise<void> {
  await inWorld(page, ({ office }) => {
    const found = office.cases.find((each) => each.view.exhibits.length > 0)
    const exhibit = found?.view.exhibits[2]
    const [lin, other] = [office.lin, office.members.find((member) => member !== office.lin)]
    if (found === undefined || exhibit === undefined || other === undefined) throw new Error('no exhibit')
    const order = { exhibit: exhibit.hash, at: exhibit.links.at(-1)?.at ?? '', reason: 'handed on', place: '', seal: '', found: null }
    found.custody(other.signKey, { ...order, previous: exhibit.links.at(-1)?.hash ?? '', action: 'transfer', to: { name: 'Court' } })
    found.custody(other.signKey, { ...order, previous: found.view.exhibits[2]?.links.at(-1)?.hash ?? '', action: 'transfer', to: { member: lin.signKey } })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await page.locator('.exhibit').nth(2).locator('.custody .go').waitFor()
}

/** The person signs for it. */
async function receive(walk: Walk): Promise<void> {
  const { page, look, open, signed } = walk
  await handedToLin(walk)
  assert.ok((await page.locator('.exhibit').nth(2).innerText()).includes(open))
  await page.locator('.exhibit').nth(2).locator('.custody .go').click()
  await look('receive')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.exhibit').nth(2).getByText(signed).waitFor()
  assert.equal(await page.locator('.exhibit .custody .go').count(), 0)
}

/** Or says that it was not so, which wants a reason. */
async function refuse(walk: Walk): Promise<void> {
  const { page } = walk
  await handedToLin(walk)
  const lines = await page.locator('.exhibit').nth(2).locator('.custody > li').count()
  await page.locator('.exhibit').nth(2).locator('.custody .go + button').click()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').first().waitFor()
  await fill(page, 'input[maxlength]', ['未见此物'])
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  assert.equal(await page.locator('.exhibit').nth(2).locator('.custody > li').count(), lines + 1)
  assert.match(await page.locator('.exhibit').nth(2).locator('dd').first().textContent() ?? '', /Court/)
}

/** An entry that does not open is told once, and everything else goes on. */
async function darken({ page, look, unread }: Walk): Promise<void> {
  await inWorld(page, ({ office }) => {
    office.cases.find((each) => each.view.exhibits.length > 0)?.darken(office.lin.signKey)
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await page.locator('.notice.alarm').getByText(unread).waitFor()
  assert.equal(await page.locator('.notice.alarm').getByText(unread).count(), 1)
  await look('unreadable')
  const lines = await page.locator('.exhibit').nth(2).locator('.custody > li').count()
  await page.locator('.exhibit').nth(2).locator('p.row-of-buttons button').first().click()
  // The Court has it: it stands there already.
  assert.equal(await page.locator('dialog input[maxlength]').first().inputValue(), 'Court')
  await fill(page, 'input[maxlength]', ['Court', '存入证物室'])
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  assert.equal(await page.locator('.exhibit').nth(2).locator('.custody > li').count(), lines + 1)
}

/** Fills the visible fields of the dialog that match, in their order, from the first on. */
async function fill(page: Awaited<ReturnType<typeof openDesk>>, selector: string, texts: readonly string[]): Promise<void> {
  for (const [at, text] of texts.entries()) await page.locator(`dialog ${selector}`).nth(at).fill(text)
}
