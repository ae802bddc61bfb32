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

/** Who asked to wake nobody is said; W calls it urgent, with a reason; it stands first in the list, and W ends it. */
export async function lookAtUrgency(page: Page, look: Look): Promise<void> {
  await logIn(page)
  const id = await inWorld(page, ({ office }) => office.file({ daysAgo: 1, language: 'zh', state: 'received', opened: false, answers: { what: '账本今晚要烧掉', danger: 'yes' } }).id)
  await page.locator(`.row[data-report="${id}"]`).click()
  await page.locator('.danger-band.quiet-danger').waitFor()
  await look('nobody was to be woken')
  await page.keyboard.press('w')
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await look('about to be called urgent')
  await page.locator('dialog textarea').fill('账本今晚要销毁。')
  await page.locator('dialog .go').click()
  await page.locator('.danger-band .life').waitFor()
  await page.locator('.said.office', { hasText: '账本今晚要销毁。' }).waitFor()
  await look('urgent')
  await page.keyboard.press('w')
  await page.locator('dialog textarea').fill('账本已保全。')
  await look('about to be ended')
  await page.locator('dialog .go').click()
  await page.locator('.danger-band').waitFor({ state: 'detached' })
  await page.locator('.said.office', { hasText: '账本已保全。' }).waitFor()
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
    office.here = [{ signKey: office.zhou.signKey, state: 'answering' }, { signKey: maren, state: 'reading' }]
  })
  await page.evaluate("location.hash = 'members'; location.hash = 'queue'")
  await page.locator('.row', { hasText: /handed to you|待接手/ }).first().waitFor()
  await page.locator('.partial', { hasText: 'Maren' }).waitFor()
  await look('in the queue')
  await page.locator('.row', { hasText: /handed to you|待接手/ }).first().click()
  const notice = page.locator('.notice', { has: page.locator('blockquote') })
  await notice.waitFor()
  await lookAtWhoIsHere(page, look)
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
  await untilSaid(page, 'left')
  await page.locator('.partial', { hasText: 'Maren' }).locator('button').click()
  await page.locator('dialog select').nth(1).selectOption({ label: '周琦' })
  await page.locator('dialog textarea').fill('Maren left these.')
  await page.locator('dialog summary').click()
  await look('all that somebody had who left')
  await page.locator('dialog .go').click()
  await page.locator('.partial', { hasText: 'Maren' }).waitFor({ state: 'detached' })
  await page.keyboard.press('y')
  await page.locator('dialog select').first().waitFor()
  await look('all that is mine')
}

/** What the desk said last of whoever sits at it. */
async function untilSaid(page: Page, wanted: string): Promise<void> {
  for (let left = 100; await inWorld(page, ({ office }) => office.said.at(-1)) !== wanted; left--) {
    assert.ok(left > 0, wanted)
    await page.waitForTimeout(100)
  }
}

/** Who else is at the report stands above it; whoever begins an answer is told who is writing one, and tells it; whoever leaves says so. */
async function lookAtWhoIsHere(page: Page, look: Look): Promise<void> {
  await page.locator('.here', { hasText: /writing an answer|正在写答复/ }).waitFor()
  assert.equal(await page.locator('.here>span').count(), 2)
  assert.equal(await page.locator('.answering-too').textContent(), '')
  await untilSaid(page, 'reading')
  await page.keyboard.press('r')
  await page.locator('.answering-too', { hasText: '周琦' }).waitFor()
  await look('at the top of the report, and others are there')
  await untilSaid(page, 'answering')
  await page.keyboard.press('Escape')
  await untilSaid(page, 'reading')
  await inWorld(page, ({ office }) => { office.here = [] })
}

/** Somebody says that they are away; above the list it says whom one covers, whoever chooses them is told who covers, and they come back. */
export async function lookAtAbsences(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await page.locator('main form input[type=date]').nth(1).waitFor()
  await page.locator('main .go').click()
  await page.locator('main .problem').nth(1).waitFor()
  await look('without days and covers')
  await inWorld(page, ({ office }) => {
    const [one, two] = office.cases
    one?.triage(office.zhou.signKey, { assigned: office.zhou.signKey })
    two?.triage(office.zhou.signKey, { assigned: office.lin.signKey })
    office.absences = [{ id: 'one', of: office.zhou.signKey, from: office.today, until: '2026-12-03' as never, covers: [office.lin.signKey], ended: null, author: office.zhou.signKey, isByAdministrator: false }]
  })
  await page.evaluate("location.hash = 'queue'")
  await page.locator('.pane.list').waitFor()
  await page.evaluate("location.hash = 'away'")
  await page.locator('main .waiting li').waitFor()
  await page.locator('main form input[type=date]').nth(1).fill('2026-11-29')
  await page.locator('main label.choice', { hasText: 'Maren' }).locator('input').check()
  await page.locator('main .notice .link').waitFor()
  await look('what the cover may not read')
  await page.locator('main .go').click()
  await page.locator('main .waiting li').nth(1).waitFor()
  await page.evaluate("location.hash = 'queue&view=covering'")
  await page.locator('.row-triage', { hasText: /you cover|由您代办/ }).waitFor()
  await look('whom one covers, above the list')
  await page.locator('.row').first().click()
  await page.locator('.composer').waitFor()
  await page.keyboard.press('i')
  await page.keyboard.type('@周琦 ')
  await page.locator('.away-hint', { hasText: '周琦' }).waitFor()
  await look('somebody is asked who is away')
  await page.evaluate("location.hash = 'away'")
  await page.locator('main .waiting li', { has: page.locator('b', { hasText: 'Lin Yue' }) }).locator('button').click()
  await page.locator('main section[role=status]').waitFor()
  await look('back again')
}

/** A report is referred by name, its reporter objects, and the referral is upheld. */
export async function lookAtReferral(page: Page, look: Look): Promise<void> {
  await logIn(page)
  await inWorld(page, ({ office }) => { office.file({ daysAgo: 4, language: 'zh', state: 'acknowledged', opened: true, packs: ['cn-petition@1'], answers: { what: '市场监管所收取“赞助费”' } }) })
  await page.locator('.list .row', { hasText: '赞助费' }).click()
  await page.locator('.record .do').first().waitFor()
  await page.keyboard.press('f')
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').nth(2).waitFor()
  await look('to nobody')
  await page.locator('dialog input[type=checkbox]').check()
  await page.locator('dialog input:not([type=checkbox])').fill('市纪委监委')
  await page.locator('dialog textarea').fill('属其职权范围。')
  await page.locator('dialog .go').click()
  await page.locator('.said .soft', { hasText: '市纪委监委' }).waitFor()
  await inWorld(page, ({ office }) => { office.cases[0]?.objectTo('纪委的联系人就是我举报的所长的妻子。') })
  await page.locator('.group.objection + li .row').waitFor()
  await look('objected to, in the queue')
  await page.locator('.group.objection + li .row').click()
  await page.locator('.notice.lamp .button').first().waitFor()
  await look('on the report')
  await page.locator('.notice.lamp .button').first().click()
  await page.locator('dialog .go').click()
  await page.locator('dialog .problem').waitFor()
  await look('about to be upheld')
  await page.locator('dialog textarea').fill('已核实，联系人与被举报人无亲属关系。')
  await page.locator('dialog .go').click()
  await page.locator('.notice.lamp').waitFor({ state: 'detached' })
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
