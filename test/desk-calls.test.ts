// Goal: whoever takes calls with a headset needs no mouse and no order, keeps nothing of a caller who refused, loses nothing to a page that is loaded anew, and reads a
// code out in the caller's language. Method: the built desk over a fixture, one walk in each language with the caller speaking the other one, held against axe and the width.
import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import type { KeptCall } from '#clients/member/kept-call.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { inWorld, logIn, lookerAt, openDesk } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk?.close())

const WALKS = {
  'en-GB': { dark: 320, light: 1440, title: 'Take a call', caller: 'Chinese', asked: /您同意吗/, spoken: '四八二幺', ask: /有纸笔/, set: '周琦 is asked once it is sealed', told: '周琦 is asked.', minutes: 'Minutes: offered', unrecorded: 'The call was not recorded.' },
  'zh-CN': { dark: 1440, light: 320, title: '接听电话', caller: '英文', asked: /Do you agree/, spoken: 'four eight two one', ask: /something to write with/, set: '密封后请示周琦', told: '已请示周琦。', minutes: '记录：', unrecorded: '通话未录音。' },
} as const

/** Waits for what lies on the device. */
async function untilKept(page: Page, isSo: (kept: KeptCall | null) => boolean): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (isSo(JSON.parse(await page.evaluate<string>(`sessionStorage.getItem('fixture-call') ?? 'null'`)) as KeptCall | null)) return
    await page.waitForTimeout(100)
  }
  assert.fail('it did not come to lie on the device')
}

type Walk = Awaited<ReturnType<typeof begin>>

async function begin(context: TestContext, locale: keyof typeof WALKS) {
  const { dark, light, ...said } = WALKS[locale]
  const page = await openDesk(await launchChromium(context, { locale }), desk.url)
  await page.setViewportSize({ width: 1440, height: 900 })
  await logIn(page)
  await page.locator('.list .row').first().waitFor()
  return { page, said, look: lookerAt(page, `calls-${locale}`, { dark, light }) }
}

for (const locale of ['en-GB', 'zh-CN'] as const) {
  test(`a call is taken by keyboard and its code read out in ${locale}`, { skip: noChromium(), timeout: 120_000 }, async (context) => {
    const walk = await begin(context, locale)
    for (const step of [pickUp, agree, write, loadAnew, seal, readOut, find]) await step(walk)
    assert.deepEqual(walk.page.complaints, [])
  })
}

async function pickUp({ page, said, look }: Walk): Promise<void> {
  await page.keyboard.press('h')
  await page.locator('.call .go').waitFor()
  assert.equal(await page.locator('main h1').innerText(), said.title)
  assert.equal(await page.locator('.call input[type=radio]:checked').count(), 0, 'nothing is chosen beforehand')
  await look('nobody on the line')
  await page.locator('[name=call-recorded]').first().check()
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await page.locator('.call-consent').waitFor()
}

/** The sentences follow the caller, in the middle of the call, and the desk does not. */
async function agree({ page, said, look }: Walk): Promise<void> {
  assert.equal(await page.locator('.call-language button', { hasText: said.caller }).getAttribute('aria-pressed'), 'false')
  await page.keyboard.press('a')
  await page.locator('.aloud', { hasText: said.asked }).waitFor()
  assert.equal(await page.locator('main h1').innerText(), said.title)
  await look('agreement')
  await page.keyboard.press('Control+Enter')
  await page.locator('.call-consent .problem').waitFor()
  await look('missing')
  await page.keyboard.press('Escape')
  await page.keyboard.press('y')
  await page.locator('.call-pad textarea.tall:focus').waitFor()
}

async function write({ page, said, look }: Walk): Promise<void> {
  await page.keyboard.type('夜里卸货，箱子没有标记')
  await page.keyboard.press('Escape')
  await page.keyboard.press('4')
  await page.keyboard.type('林晚晴')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Lin Wanqing')
  await page.keyboard.press('Escape')
  await page.keyboard.press('0')
  await page.keyboard.type('weeps')
  await page.keyboard.press('Escape')
  await page.keyboard.press('d')
  assert.equal(await page.locator('.call-bar .danger').getAttribute('aria-pressed'), 'true')
  await page.keyboard.press('s')
  await page.locator('dialog .button', { hasText: '周琦' }).waitFor()
  await look('a supervisor')
  await page.locator('dialog .button', { hasText: '周琦' }).click()
  await page.locator('.call-bar .button', { hasText: said.set }).waitFor()
  await page.locator('.aloud', { hasText: said.ask }).waitFor()
}

/** With the caller still on the line. */
async function loadAnew({ page, look }: Walk): Promise<void> {
  await untilKept(page, (kept) => kept?.supervisor !== null && kept?.people[0]?.other === 'Lin Wanqing')
  await page.reload()
  await logIn(page)
  await page.locator('.call .notice.lamp').first().waitFor()
  assert.equal(await page.locator('.call-pad textarea.tall').inputValue(), '夜里卸货，箱子没有标记')
  assert.deepEqual(await page.locator('.call-names input').evaluateAll((fields) => fields.map((field) => (field as unknown as { value: string }).value)), ['林晚晴', 'Lin Wanqing'])
  assert.equal(await page.locator('.call-bar .danger').count(), 1)
  await look('loaded anew')
}

async function seal({ page, look }: Walk): Promise<void> {
  await page.keyboard.press('Control+Enter')
  await page.locator('.call-card.wrong .problem').waitFor()
  await page.keyboard.press('Enter')
  await look('nearly whole')
  const filed = await inWorld(page, ({ office }) => office.cases.length)
  await page.keyboard.press('Control+Enter')
  await page.locator('.call-code').waitFor()
  assert.equal(await inWorld(page, ({ office }) => office.cases.length), filed + 1)
}

async function readOut({ page, said, look }: Walk): Promise<void> {
  assert.deepEqual(await page.locator('.call-code b').allTextContents(), ['4821', '0937', '5560', '1184', '7302', '6619'])
  assert.equal(await page.locator('.call-code span').first().innerText(), said.spoken)
  await page.locator('[role=status]', { hasText: said.told }).waitFor()
  await look('the code')
  await page.keyboard.press('n')
  assert.equal(await page.locator('.call-code').count(), 1, 'a code that was not read twice stays')
  await page.locator('.call .choice input').check()
  await page.keyboard.press('n')
  await page.locator('.call .go', { hasText: 'N' }).waitFor()
  assert.equal(await page.evaluate(`document.documentElement.innerHTML.includes('5560')`), false)
  assert.equal(await page.evaluate(`sessionStorage.getItem('fixture-call')`), null, 'nothing of it lies on the device')
}

async function find({ page, said, look }: Walk): Promise<void> {
  await page.locator('.call a.link').click()
  await page.locator('.facts-line', { hasText: said.minutes }).waitFor()
  await page.locator('.facts-line', { hasText: said.unrecorded }).waitFor()
  const answers = await inWorld(page, ({ office }) => office.cases[0]?.view.conversation.turns[0])
  assert.match(JSON.stringify(answers), /林晚晴 \/ Lin Wanqing/)
  assert.match(JSON.stringify(answers), /"danger":"yes"/)
  await page.locator('article', { hasText: 'weeps' }).first().waitFor()
  await look('the report')
}

test('of a caller who refuses nothing is kept, but for danger to life on a call that is not recorded, and what ended can be taken back', { skip: noChromium(), timeout: 120_000 }, async (context) => {
  const { page, look } = await begin(context, 'en-GB')
  await page.goto(`${desk.url}#call`)
  await page.locator('[name=call-recorded]').first().check()
  await page.locator('.call .go').click()
  await page.keyboard.press('n')
  await page.locator('.notice', { hasText: 'Nothing is written down' }).waitFor()
  await page.locator('.aloud', { hasText: 'You can write to us without a name' }).waitFor()
  assert.equal(await page.locator('.call-desk').count(), 0)
  await look('refused')
  await page.keyboard.press('d')
  await page.locator('.call-pad textarea.tall').fill('They are trapped')
  await page.locator('[name=call-recorded]').nth(1).check()
  assert.equal(await page.locator('.call-desk').count(), 0, 'a recorded call goes no further')
  await page.locator('[name=call-recorded]').first().check()
  await page.locator('.call-bar .quiet').click()
  await page.locator('.notice', { hasText: 'Nothing of the call was kept' }).waitFor()
  await untilKept(page, (kept) => kept === null)
  await page.locator('.notice .quiet').click()
  assert.equal(await page.locator('.call-pad textarea.tall').inputValue(), 'They are trapped')
})

test('without a line nobody knows whether a call was entered, and a page that is loaded anew says so', { skip: noChromium(), timeout: 120_000 }, async (context) => {
  const { page } = await begin(context, 'en-GB')
  await page.goto(`${desk.url}#call`)
  await page.locator('[name=call-recorded]').first().check()
  await page.locator('.call .go').click()
  await page.keyboard.press('y')
  await page.keyboard.type('Crates at night')
  await page.keyboard.press('Escape')
  await page.keyboard.press('8')
  await page.keyboard.press('Enter')
  await inWorld(page, ({ office }) => { office.isLineDown = true })
  await page.keyboard.press('Control+Enter')
  await page.locator('.notice.alarm', { hasText: /sent twice, it is entered once/ }).waitFor()
  await untilKept(page, (kept) => kept?.isSent === true)
  await page.reload()
  await logIn(page)
  await page.locator('.notice.alarm', { hasText: 'It may have been entered' }).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.locator('.call-code').waitFor()
  await page.keyboard.press('l')
  await logIn(page)
  assert.equal(await page.locator('.call-code').count(), 0, 'a code goes with a lock')
})
