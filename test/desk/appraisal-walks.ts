// Walks through the pages of appraisals over the fixture, on both sides, with what is wrong among what is right.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { inWorld, logIn, openReport } from './drive.ts'

type Look = (what: string) => Promise<void>

async function go(page: Page, index: number): Promise<void> {
  await inWorldHash(page, index)
  await page.locator('.steps').waitFor()
}

/** Opens the appraisal that was asked as the first, second, … of the fixture's. */
async function inWorldHash(page: Page, index: number): Promise<void> {
  await page.evaluate(`location.hash = 'appraisal=' + globalThis.world.office.appraisals.at(-1 - ${index}).id`)
}

async function dismiss(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
}

/** The office: what waits, what is late, an opinion with its objection, one that counts for nothing, a chain that does not hold. */
export async function lookAtAppraisals(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await page.locator('main .waiting li').first().waitFor()
  assert.equal(await page.locator('main section').count(), 6, 'broken, late, this week, later, answered, ended')
  assert.equal(await page.locator('nav a[href^="#appraisals"] .number').textContent(), '3', 'a word, a supplement nobody looked at, one that was declined')
  await look('the office’s list')
  await go(page, 3)
  await page.locator('.said.opinion').nth(1).waitFor()
  await look('an opinion, an objection, a supplement')
  await page.locator('.said.opinion').nth(1).locator('button').last().click()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await look('objecting without a reason')
  await dismiss(page)
  await page.locator('.appraisals section').last().locator('button').last().click()
  await page.locator('dialog .go').waitFor()
  await look('closing')
  await dismiss(page)
  await page.locator('.appraisals section').last().locator('button').first().click()
  await page.locator('dialog .go').waitFor()
  await look('a second look')
  await dismiss(page)
  await go(page, 4)
  await page.locator('.said.opinion.broken').waitFor()
  await look('an opinion of what was not asked')
  await inWorldHash(page, 6)
  await page.locator('.notice.alarm').waitFor()
  assert.equal(await page.locator('.steps').count(), 0, 'nothing of it is shown')
  await look('a chain that does not hold')
}

/** The expert: what is asked, taking on, an opinion with fields empty, the last look. */
export async function lookAtWhatIsAsked(page: Page, look: Look): Promise<void> {
  await logIn(page, '秦专家')
  await page.locator('main .waiting li').first().waitFor()
  assert.equal(await page.locator('nav a').count(), 2, 'what is asked, and their own access')
  await look('the expert’s list')
  await go(page, 1)
  await page.locator('input[type=radio]').nth(1).check()
  await page.locator('fieldset textarea').fill('2019年曾为涉事公司鉴定过另一批录音。')
  await look('declaring')
  await go(page, 2)
  await page.locator('.opinion-form .go').click()
  await page.locator('.opinion-form [aria-invalid]').first().waitFor()
  await look('an opinion without words')
  for (const field of await page.locator('.opinion-form textarea, .opinion-form input').all()) await field.fill('存储卡中有两个文件于11月20日被删除，可以恢复。')
  // Locked and back: place and words are there again.
  await page.locator('.me button').first().click()
  await page.locator('.gate form').waitFor()
  await logIn(page, '秦专家')
  await page.locator('.opinion-form').waitFor()
  for (const field of await page.locator('.opinion-form textarea, .opinion-form input').all()) assert.match(await field.inputValue(), /可以恢复。$/)
  await page.locator('.opinion-form .go').click()
  await page.locator('dialog .go').waitFor()
  await look('the last look')
  await dismiss(page)
  // The office closes it meanwhile: what was typed is not lost in silence.
  await inWorld(page, ({ office }) => { office.appraisals.at(-3)?.write(office.lin.signKey, { kind: 'appraisal-closed', body: { reason: '材料已另行查明。' } }) })
  await page.locator('.opinion-form .go').click()
  await page.locator('dialog .go').click()
  await page.locator('.left-over blockquote').waitFor()
  await look('closed meanwhile')
  await page.locator('.left-over button').click()
  await page.locator('.left-over blockquote').waitFor({ state: 'detached' })
}

/** Asking: no exhibit, nobody to ask, nothing filled in, then all of it. */
export async function askAnExpert(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await openReport(page, 0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('q')
  await page.locator('dialog').waitFor()
  await look('without an exhibit')
  await dismiss(page)
  await inWorld(page, ({ office: { cases: [found], lin } }) => {
    const me = { member: lin.signKey }
    const rest = { at: '2026-11-22T08:00Z', place: '', seal: '', copy: false, collector: me, holder: me }
    found?.exhibit(lin.signKey, { ...rest, description: '执法记录仪录音', files: [...found.view.conversation.turns[0]?.files ?? []] })
    found?.exhibit(lin.signKey, { ...rest, description: 'Storage card of the penetration rig' })
  })
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.locator('.exhibit').nth(1).waitFor()
  await page.keyboard.press('q')
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').first().waitFor()
  await look('nothing filled in')
  await page.locator('dialog input[type=checkbox]').first().check()
  await page.locator('dialog input[type=radio]').first().check()
  await page.locator('dialog textarea').fill('录音是否经过剪辑？')
  await page.locator('dialog .words').waitFor()
  await look('filled in')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.its-steps').waitFor()
  await look('beside the exhibits')
  await inWorld(page, ({ office }) => { office.members = office.members.filter(({ roles }) => !roles.includes('expert')) })
  await page.locator('.sheet h1').focus()
  await page.keyboard.press('q')
  await page.locator('dialog a.go').waitFor()
  await look('nobody to ask')
}
