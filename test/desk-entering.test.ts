// Goal: whoever takes a report down needs no mouse and no order, loses nothing to a lock or a broken line, and hands a code on that the desk then forgets. Method: the
// built desk over a fixture, one walk in each language, held against axe and the width.
import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import { launchChromium, noChromium } from './support/browsers.ts'
import { inWorld, logIn, lookerAt, openDesk } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk?.close())

const WALKS = {
  'en-GB': { dark: 320, light: 1440, title: 'Enter a report', consent: /Ask, and note the answer/, label: 'at a meeting, entered by Lin Yue', handed: '周琦 has it now.', spoken: 'four eight two one' },
  'zh-CN': { dark: 1440, light: 320, title: '录入举报', consent: /请先询问/, label: '面谈，由Lin Yue录入', handed: '已交给周琦。', spoken: '四八二幺' },
} as const

type Walk = Awaited<ReturnType<typeof begin>>

async function begin(context: TestContext, locale: keyof typeof WALKS) {
  const { dark, light, ...said } = WALKS[locale]
  const page = await openDesk(await launchChromium(context, { locale }), desk.url)
  await page.setViewportSize({ width: 1440, height: 900 })
  await logIn(page)
  await page.locator('.list .row').first().waitFor()
  return { page, said, look: lookerAt(page, `entering-${locale}`, { dark, light }), isChinese: locale === 'zh-CN' }
}

for (const locale of ['en-GB', 'zh-CN'] as const) {
  test(`a meeting is taken down and its code handed on in ${locale}`, { skip: noChromium(), timeout: 120_000 }, async (context) => {
    const walk = await begin(context, locale)
    for (const step of [lookEmpty, write, lockAndComeBack, handOn, lockTheCode, find]) await step(walk)
    assert.deepEqual(walk.page.complaints, [])
  })
}

async function lookEmpty({ page, said, look }: Walk): Promise<void> {
  await page.keyboard.press('e')
  await page.locator('.entering form').waitFor()
  assert.equal(await page.locator('main h1').innerText(), said.title)
  assert.equal(await page.locator('.entering input[type=radio]:checked:not([name=entry-cleaning])').count(), 0, 'nothing is chosen beforehand')
  await page.locator('.entering .go').click()
  assert.equal(await page.locator('.entering .problem').count(), 3)
  await look('missing')
}

/** By keyboard alone, from the first choice on: letter, then meeting. */
async function write({ page, said, look, isChinese }: Walk): Promise<void> {
  await page.locator('[name=entry-arrival]').first().focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.locator('.problem', { hasText: said.consent }).waitFor()
  for (const choice of ['entry-consent', 'entry-back']) {
    await page.locator(`[name=${choice}]`).first().focus()
    await page.keyboard.press('Space')
  }
  await page.locator('textarea.tall').fill(isChinese ? '她说码头夜里卸货，箱子没有标记。' : 'She says that crates without marks come off the ship at night.')
  await page.locator('.entry-danger button').click()
  await page.locator('input[type=date]').fill('2026-11-20')
  await page.locator('.entering input[type=file]').setInputFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('a letter') })
  await page.locator('.entering .files li').waitFor()
  await page.locator('[name=entry-cleaning]').nth(1).check()
  await page.locator('.entering .files li').waitFor()
  await look('written')
}

async function lockAndComeBack({ page }: Walk): Promise<void> {
  await page.locator('main').focus()
  await page.keyboard.press('l')
  await logIn(page)
  await page.locator('.entering form').waitFor()
  assert.match(await page.locator('textarea.tall').inputValue(), /夜里|at night/, 'what was typed waits behind a lock')
  assert.equal(await page.locator('.entering .files li').count(), 1)
}

async function handOn({ page, said, look }: Walk): Promise<void> {
  const filed = await inWorld(page, ({ office }) => office.cases.length)
  await page.locator('.entering .go').click()
  await page.locator('.slip').waitFor()
  assert.equal(await inWorld(page, ({ office }) => office.cases.length), filed + 1)
  assert.deepEqual(await page.locator('.slip-code li').allTextContents(), ['4821', '0937', '5560', '1184', '7302', '6619'])
  await page.locator('.entering summary').click()
  assert.equal(await page.locator('.slip-aloud li').first().innerText(), said.spoken)
  await look('slip')
  await page.locator('.entering select').selectOption({ label: '周琦' })
  await page.locator('.entering form button[type=submit]').click()
  await page.locator('.entering [role=status]', { hasText: said.handed }).waitFor()
}

async function lockTheCode({ page }: Walk): Promise<void> {
  await page.locator('main').focus()
  await page.keyboard.press('l')
  await logIn(page)
  await page.locator('.entering h2').waitFor()
  assert.equal(await page.locator('.slip').count(), 0, 'a code goes with a lock')
  assert.equal(await page.evaluate(`document.documentElement.innerHTML.includes('5560')`), false)
}

async function find({ page, said: { label }, look, isChinese }: Walk): Promise<void> {
  await page.locator('.side a', { hasText: isChinese ? '待办' : 'Queue' }).first().click()
  await page.locator('.row', { hasText: label }).click()
  await page.locator('.facts-line', { hasText: label }).first().waitFor()
  await look('report')
  await inWorld(page, ({ office }) => { office.cases[0]?.correct('箱子有标记，是红色的。') })
  await page.locator('.row').nth(1).click()
  await page.locator('.row', { hasText: label }).click()
  await page.locator('article.said', { hasText: '是红色的' }).waitFor()
  await look('corrected')
}

test('without a line nothing is lost, it is said that nobody knows, and the same again is entered once', { skip: noChromium(), timeout: 120_000 }, async (context) => {
  const page = await openDesk(await launchChromium(context, { locale: 'en-GB' }), desk.url)
  await logIn(page)
  await page.locator('.side a', { hasText: 'Enter a report' }).click()
  await page.locator('[name=entry-arrival]').first().check()
  await page.locator('[name=entry-back]').nth(1).check()
  await page.locator('textarea.tall').fill('A letter without a sender.')
  await inWorld(page, ({ office }) => { office.isLineDown = true })
  await page.locator('.entering .go').click()
  await page.locator('.notice.alarm', { hasText: /sent twice, it is entered once/ }).waitFor()
  assert.equal(await page.locator('textarea.tall').inputValue(), 'A letter without a sender.')
  await inWorld(page, ({ office }) => { office.isLineDown = false })
  await page.keyboard.press('Control+Enter')
  await page.locator('.entering [role=status]', { hasText: 'nobody can be answered' }).waitFor()
  assert.equal(await page.locator('.slip').count(), 0)
  await page.locator('.entering a', { hasText: 'Open the report' }).click()
  await page.locator('.notice', { hasText: 'Nobody has the code of this report' }).waitFor()
  assert.equal(await page.locator('.notice', { hasText: 'asked not to be written to' }).count(), 0)
})
