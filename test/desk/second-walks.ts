// What is missing before a report is concluded, a colleague whom it names, and a body that it names: as the pages show them.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { inWorld, logIn } from './drive.ts'

type Look = (what: string) => Promise<void>

async function openNamed(page: Page, text: string): Promise<void> {
  await page.locator('.list .row', { hasText: text }).click()
  await page.locator('.record .do').first().waitFor()
}

/** The list of what is missing leads to each thing; without a reason nothing leaves, and with one the record says what was excused. */
export async function lookAtMissing(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await inWorld(page, ({ office }) => {
    const found = office.file({ daysAgo: 30, language: 'en', state: 'accepted', opened: true, answers: { what: 'Gate passes sold at the night shift' } })
    found.message(null, { text: 'They were at it again on Friday.', language: 'en' })
    found.tellRetaliation('My shift was changed.', true)
    found.joinCase(office.zhou.signKey, found.id)
  })
  await openNamed(page, 'Gate passes')
  await page.keyboard.press('d')
  await page.locator('dialog .lacks li').nth(2).waitFor()
  await page.locator('dialog textarea').last().fill('The passes were withdrawn.')
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem[role=alert]').waitFor()
  await look('held back')
  // By the keyboard to the thing itself.
  await page.locator('dialog .lacks button').first().focus()
  await page.keyboard.press('Enter')
  await page.locator('dialog').waitFor({ state: 'detached' })
  assert.match(await page.evaluate('document.activeElement.id'), /^moment-report-/)
  await inWorld(page, ({ office }) => { office.cases[0]?.leaveCase(office.zhou.signKey, office.cases[0].id) })
  await page.locator('.list .row').first().click()
  await openNamed(page, 'Gate passes')
  await page.keyboard.press('d')
  await page.locator('dialog .lacks li').nth(1).waitFor()
  assert.equal(await page.locator('dialog .lacks li').count(), 2)
  await page.locator('dialog .row-of-buttons .quiet').last().click()
  await look('with a reason')
  await page.locator('dialog .go').click()
  await page.locator('.said.inside', { hasText: /endanger|危及/ }).waitFor()
  await look('concluded all the same')
  await page.locator('.record .do button').first().click()
  await page.locator('dialog textarea').waitFor()
  await look('about to be reopened')
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await page.locator('dialog textarea').fill('New facts came in.')
  await page.locator('dialog .go').click()
  await page.locator('.facts-line', { hasText: /reopened|重新办理/ }).waitFor()
}

/** A name is asked about and nothing is done; then by a person's word. */
export async function lookAtConflict(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await inWorld(page, ({ office }) => { office.file({ daysAgo: 2, language: 'zh', state: 'received', opened: true, answers: { what: '經辦人周琦收受供應商禮品卡' } }) })
  await openNamed(page, '周琦')
  await page.locator('.named').waitFor()
  await look('a name in it')
  await page.locator('.named button').first().click()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await look('about to be kept from a colleague')
  await page.locator('dialog textarea').fill('Named as the one who took the cards.')
  await page.locator('dialog .go').click()
  await page.locator('.record dd', { hasText: '周琦' }).filter({ hasText: /Found by|认定/ }).waitFor()
  assert.equal(await page.locator('.named').count(), 0)
  await look('kept from a colleague')
}

/** The referral stops, a colleague is asked, and agrees. */
export async function lookAtSecond(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await inWorld(page, ({ office }) => { office.file({ daysAgo: 4, language: 'zh', state: 'acknowledged', opened: true, answers: { what: '舉報市場監督管理局副局長收“顧問費”' } }) })
  await openNamed(page, '顧問費')
  await page.keyboard.press('f')
  await page.locator('dialog input[type=checkbox]').check()
  await page.locator('dialog input:not([type=checkbox])').fill('市场监督管理局')
  await page.locator('dialog textarea').last().fill('属其职权范围。')
  await page.locator('dialog .go').click()
  await page.locator('dialog .notice.alarm').waitFor()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').nth(1).waitFor()
  await look('stopped')
  await page.locator('dialog textarea').first().fill('副局长已调离，只有该局有权处理。')
  await page.locator('dialog select').first().selectOption({ index: 1 })
  await page.locator('dialog .go').click()
  await page.locator('.notice.lamp', { hasText: '市场监督管理局' }).waitFor()
  await look('asked')
  // As the colleague sees it.
  await page.evaluate(() => { location.hash = '' })
  await page.reload()
  await inWorldAgain(page)
}

async function inWorldAgain(page: Page): Promise<void> {
  await logIn(page, '周琦')
  await inWorld(page, ({ office }) => {
    const found = office.file({ daysAgo: 4, language: 'zh', state: 'acknowledged', opened: true, answers: { what: '举报市场监督管理局副局长收“顾问费”' } })
    found.askSecond(office.lin.signKey, { referral: { to: '市场监督管理局', notConcerned: true }, reason: '属其职权范围。', language: 'zh', because: '只有该局有权处理。', ask: office.zhou.signKey })
  })
  await openNamed(page, '顾问费')
  await page.locator('.notice.lamp', { hasText: '市场监督管理局' }).locator('.button').first().click()
  await page.locator('dialog textarea').fill('已核实。')
  await page.locator('dialog .go').click()
  await page.locator('.said .soft', { hasText: '市场监督管理局' }).waitFor()
}
