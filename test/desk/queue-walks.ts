// Walks through the list and what makes it: views and triage, series, what came in after all.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { inWorld, logIn, openReport } from './drive.ts'

type Look = (what: string) => Promise<void>

export async function lookAtSeries(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await page.locator('.series-row .row').first().waitFor()
  assert.equal(await page.locator('.series-row').count(), 3)
  await look('folded')
  await page.locator('.series-row .row').first().click()
  await page.locator('.row.in-series').first().waitFor()
  await look('unfolded')
  await page.locator('.series-row .button').click()
  await page.locator('dialog input[value=reply]').check()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').first().waitFor()
  await page.locator('dialog summary').click()
  await look('answering without words')
  for (const field of await page.locator('dialog textarea').all()) await field.fill('已收到，正在核实。')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.locator('.foot', { hasText: /Nothing unsent|没有未发内容/ }).waitFor()
  await look('answered each')
  await page.locator('.list .row.in-series').first().click()
  await page.locator('.alike summary').first().click()
  await look('one of them')
}

export async function lookAtRetaliation(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await inWorld(page, ({ office }) => {
    const { id } = office.file({ daysAgo: 334, language: 'zh', state: 'concluded', opened: true, answers: { what: '去年的标底泄露' } })
    office.find(id).tellRetaliation('上周起被调去看仓库，同事说是因为举报。', false)
  })
  const row = page.locator('.group.retaliation + li .row')
  await row.waitFor()
  await look('in the queue')
  await row.click()
  await page.locator('.notice.alarm .button').waitFor()
  await look('on the report')
  await page.locator('.notice.alarm .button').click()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await look('about to be closed')
  await page.locator('dialog input[value=addressed]').check()
  await page.locator('dialog textarea').fill('已恢复原岗位。')
  await page.locator('dialog .go').click()
  await page.locator('.notice.alarm').waitFor({ state: 'detached' })
}

/** Handed over with a word, it stands at the top of the report until it is taken; what somebody who left had is found and handed on. */
export async function lookAtHandingOver(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await inWorld(page, ({ office }) => {
    const [one, two, three, four] = office.cases
    const note = '证人周五下午来电，请在此之前看完附件。\nThe bank answers only in writing.'
    for (const each of [one, two]) each?.triage(office.zhou.signKey, { assigned: office.lin.signKey, handed: true, note })
    office.members = office.members.map((member) => (member.name === 'Maren Okafor' ? { ...member, active: false } : member))
    const maren = office.members.find(({ name }) => name === 'Maren Okafor')?.signKey ?? ''
    for (const each of [three, four]) each?.triage(office.zhou.signKey, { assigned: maren })
  })
  await page.evaluate("location.hash = 'members'; location.hash = 'queue'")
  await page.locator('.row', { hasText: /handed to you|待接手/ }).first().waitFor()
  await page.locator('.partial', { hasText: 'Maren' }).waitFor()
  await look('in the queue')
  await page.locator('.row', { hasText: /handed to you|待接手/ }).first().click()
  const notice = page.locator('.notice', { has: page.locator('blockquote') })
  await notice.waitFor()
  await look('at the top of the report')
  await notice.locator('.quiet').click()
  await notice.locator('textarea').fill('Away until Monday.')
  await look('about to be given back')
  await notice.locator('button[type=submit]').click()
  await notice.waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.keyboard.press('h')
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await look('without a receiver')
  await page.keyboard.press('Escape')
  await page.evaluate("location.hash = 'queue'")
  await page.locator('.partial', { hasText: 'Maren' }).locator('button').click()
  await page.locator('dialog select').nth(1).selectOption({ label: '周琦' })
  await page.locator('dialog textarea').fill('Maren left these.')
  await page.locator('dialog summary').click()
  await look('all that somebody had who left')
  await page.locator('dialog .go').click()
  await page.locator('.partial', { hasText: 'Maren' }).waitFor({ state: 'detached' })
  await page.keyboard.press('w')
  await page.locator('dialog select').first().waitFor()
  await look('all that is mine')
}

/** What is chosen in the panel stands in the row, and views show what they say; a kept one is found again by its address. */
export async function lookAtTriage(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await inWorld(page, ({ office }) => {
    office.cases[2]?.triage(office.zhou.signKey, { severity: 'medium', assigned: office.zhou.signKey, add: ['港口', 'tender rigging'], nextStep: 'ask the harbour master for the list of bids' })
    office.cases[3]?.triage(office.zhou.signKey, { hold: true, severity: 'low' })
  })
  await openReport(page, 0)
  const panel = page.locator('.triage')
  await page.keyboard.press('3')
  await panel.locator('[aria-pressed=true] .severity.high').waitFor()
  const [labels, step] = [panel.locator('form').nth(0), panel.locator('form').nth(1)]
  await labels.locator('input').fill('港口，a label that is much too long')
  await page.keyboard.press('Enter')
  await labels.locator('.problem').waitFor()
  await labels.locator('input').fill('港口，procurement')
  await page.keyboard.press('Enter')
  await labels.locator('li').nth(1).waitFor()
  await step.locator('input').fill('ask who signed')
  await page.keyboard.press('Enter')
  await page.locator('.row.open .row-step').waitFor({ state: 'attached' })
  await panel.locator('select').selectOption({ label: '周琦' })
  await panel.locator('textarea').fill('Two witnesses wait for a call.')
  // A colleague is quicker with another thing: it is told, and both count.
  await inWorld(page, ({ office }) => { office.cases.find(({ id }) => location.hash.includes(id))?.triage(office.zhou.signKey, { severity: 'low' }) })
  await look('half way through handing over')
  await panel.locator('form').nth(2).locator('button[type=submit]').click()
  await page.locator('.row.open .row-assigned').waitFor({ state: 'attached' })
  await panel.locator('[aria-pressed=true]', { hasText: /low|轻/ }).waitFor()
  await page.evaluate("location.hash = 'queue'")
  await page.locator('.thumb').waitFor({ state: 'detached' })
  await look('rows with triage')
  await lookAtViews(page, look)
}

async function lookAtViews(page: Page, look: Look): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 800 })
  const views = page.locator('.views')
  if (await views.getAttribute('open') === null) await views.locator('summary').first().click()
  const [rows, current] = [page.locator('.row'), views.locator('nav [aria-current]')]
  const rowsAre = (count: number) => page.waitForFunction((wanted) => document.querySelectorAll('.row').length === wanted, count)
  const isCounted = async (): Promise<void> => assert.equal(await rows.count(), Number(await current.last().locator('.number').innerText()))
  await views.locator('nav a').nth(7).click()
  await rowsAre(1)
  await isCounted()
  await page.evaluate("location.hash = 'queue'")
  await views.locator('.narrow summary').click()
  await views.locator('.narrow select').nth(0).selectOption('港口')
  await rowsAre(2)
  assert.doesNotMatch(decodeURIComponent(page.url()), /港口/)
  await views.locator('.narrow form input').fill('港口案')
  await views.locator('.narrow form button').click()
  await views.locator('.own').waitFor()
  await look('a view that was kept')
  await isCounted()
  const address = page.url()
  await views.locator('nav a').first().click()
  await page.waitForFunction(() => document.querySelectorAll('.row').length > 2)
  await page.goBack()
  await rowsAre(2)
  assert.equal(page.url(), address)
  await views.locator('nav a').nth(8).click()
  await page.locator('.void').waitFor()
  await look('a view with nothing in it')
}
