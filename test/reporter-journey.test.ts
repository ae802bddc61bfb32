// Goal: a person files a report in a browser, keeps a code, comes back with it on another device, reads, answers; and whatever goes
// wrong on the way is told, loses no word and files nothing twice. Method: Chromium against the running Postern, a handler beside it.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { listQueue } from '#clients/member/queue.ts'
import { closeAlert } from '#clients/member/alert-deeds.ts'
import { changeState } from '#clients/member/change-state.ts'
import { openReportAsHandler, reply } from '#clients/member/report.ts'
import { noChromium } from './support/browsers.ts'
import { axeProblems, fillSteps, openBrowser, openCode, openHome, readReceipt, seen, sharedScene } from './reporter-scene.ts'

const WORDS = 'In October I processed payments for the Dongling tender.\n同一家咨询公司按三份合同收了三次钱。😀'

const scene = sharedScene(noChromium())
const browser = { skip: noChromium(), timeout: 240_000 }

const reports = async (): Promise<number> => (await listQueue(scene.session)).total
const ids = async (): Promise<string[]> => (await listQueue(scene.session)).lines.map(({ id }) => id)
const newSince = async (known: readonly string[]): Promise<string> => (await ids()).find((id) => !known.includes(id)) ?? ''
const atLastStep = async (context: TestContext, answers: Readonly<Record<string, string>> = { what: WORDS }): Promise<Page> => {
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  await fillSteps(page, answers)
  return page
}

test('a report goes in sealed, and a conversation follows on another device', browser, async (context) => {
  const known = await ids()
  const { browser: profile, page, watched } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  assert.match((await seen(page)).title, /^Test office$|Report wrongdoing/)
  await fillSteps(page, { what: WORDS, where: 'Plant 2', who: '采购部副主任', know: 'saw', danger: 'yes', contact: 'yes' })
  assert.match(await page.locator('[data-fill=answers]').innerText(), /Plant 2[\s\S]*I saw or heard it myself/)
  await page.click('[data-do=send]')
  const code = await readReceipt(page)
  assert.equal((await seen(page)).heading, 'We have your report')
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1')
  await checkGroup(page, code)
  assert.deepEqual(await profile.cookies(), [])
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0)

  assert.ok(!(await page.content()).includes('Dongling'), 'what was filed is no longer on the page')
  const id = await newSince(known)
  const { conversation } = await openReportAsHandler(scene.session, id)
  assert.equal(conversation.answers['what'], WORDS)
  assert.equal(conversation.answers['who'], '采购部副主任')
  assert.equal(conversation.provenance, 'in-browser')
  assert.equal(conversation.docket.urgent, true)
  await reply(scene.session, id, { text: '谢谢您。三份合同上的项目编号是否相同？', language: 'zh' })
  await changeState(scene.session, id, { state: 'accepted', reason: 'We look into the three contracts.', language: 'en' })

  const other = await openBrowser(context, scene.postern.url)
  await openHome(other.page, scene.postern.url)
  await openCode(other.page, code.replaceAll(' ', ''))
  await other.page.waitForSelector('.talk > li:nth-child(3)')
  const talk = await other.page.locator('#filled').innerText()
  assert.match(talk, /Stage 4 of 5: accepted/)
  assert.match(talk, /Next date: \d+ \w+ \d{4}/)
  assert.match(talk, /三份合同上的项目编号是否相同/)
  assert.match(talk, /New stage: accepted[\s\S]*three contracts/)
  assert.equal(await other.page.locator('.talk p[lang=zh-CN]').count(), 1)
  await other.page.fill('#reply', '有两份相同，第三份末尾多了“-B”。')
  await other.page.click('[data-do=reply] .go')
  await other.page.waitForSelector('.talk > li:nth-child(4)')
  assert.equal(await other.page.inputValue('#reply'), '')
  assert.equal((await openReportAsHandler(scene.session, id)).conversation.turns.at(-1)?.text, '有两份相同，第三份末尾多了“-B”。')

  await tellOfRetaliation(other.page)
  await closeAlert(scene.session, id, { outcome: 'addressed', reason: 'You have your desk back.', language: 'en' })

  await reply(scene.session, id, { text: 'That helped.', language: 'en' })
  await other.page.click('[data-do=look]')
  await other.page.waitForSelector('.talk > li:nth-child(7)')
  assert.match(await other.page.locator('.talk').innerText(), /did something about the retaliation and closed this[\s\S]*your desk back/)
  await other.page.click('[data-do=close]')
  await other.page.waitForSelector('html.on')
  assert.ok(!(await other.page.content()).includes('That helped'))
  assert.deepEqual([...watched.trouble, ...other.watched.trouble], [])
})

/** In the open conversation, with what is to be mended first. */
async function tellOfRetaliation(page: Page): Promise<void> {
  await page.click('#retaliation summary')
  await page.click('#retaliation button')
  await page.getByText('Write what is being done to you first').first().waitFor()
  await page.fill('#done-to-me', '被调去看仓库')
  await page.fill('#since', '2026-11-20')
  await page.click('#retaliation button')
  await page.waitForSelector('.talk > li:nth-child(5)')
  const alerted = await page.locator('#filled').innerText()
  assert.match(alerted, /You told of retaliation\. Since 20 November 2026\. The office is to ask you before it does anything\.[\s\S]*被调去看仓库/)
  assert.match(alerted, /answer what you told of retaliation[\s\S]*It has not closed this/)
  assert.equal(await page.inputValue('#done-to-me'), '')
}

async function checkGroup(page: Page, code: string): Promise<void> {
  const group = Number(/group (\d)/.exec(await page.locator('#check-h').innerText())?.[1])
  await page.fill('#check', '00')
  await page.press('#check', 'Enter')
  assert.match(await page.locator('[data-fill=checked]').innerText(), /That is not group/)
  await page.fill('#check', code.split(' ')[group - 1] ?? '')
  await page.click('[data-do=check] button')
  assert.match(await page.locator('[data-fill=checked]').innerText(), /^Right/)
}

test('in Chinese, by the language that the browser asks for', browser, async (context) => {
  const { page, watched } = await openBrowser(context, scene.postern.url, { locale: 'zh-CN', viewport: { width: 320, height: 640 } })
  await openHome(page, scene.postern.url)
  assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN')
  await fillSteps(page, { what: '采购部副主任让我归档时把第二页抽掉。' })
  await page.click('[data-do=send]')
  const code = await readReceipt(page)
  assert.equal((await seen(page)).heading, '我们已收到您的举报')
  assert.match(await page.locator('#filled .facts').innerText(), /\d{4}年\d+月\d+日前/)
  await page.click('[data-do=close]')
  await page.waitForSelector('html.on')
  await openCode(page, code.replaceAll(' ', '　').replaceAll('1', '１'))
  await page.waitForSelector('.talk > li')
  assert.equal((await seen(page)).heading, '您的举报')

  await page.click('summary:has-text("证明您举报过")')
  await page.click('[data-do=proof]')
  await page.waitForSelector('#filled .wrong')
  assert.match(await page.locator('#filled .wrong').innerText(), /当天结束后约一小时/)
  await page.click('summary:has-text("撤回举报")')
  await page.fill('#why', '我怕被报复')
  await page.check('[name=erase]')
  await page.click('[data-do=withdraw] button')
  await page.waitForSelector('.talk > li:nth-child(2)')
  assert.match(await page.locator('.talk > li').last().innerText(), /我怕被报复/)
  assert.equal(await page.locator('summary:has-text("撤回举报")').count(), 0)
  assert.deepEqual(watched.trouble.filter((each) => !each.includes('409')), [])
})

test('whether to wake somebody is asked where life is in danger, is kept through a change of language, and is answered with no as well', browser, async (context) => {
  const known = await ids()
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  await page.click('a[href="#write"]')
  await page.fill('#what', WORDS)
  while (await page.locator('[data-step=danger].now').count() === 0) await page.click('[data-do=continue]')
  for (const [value, isAsked] of [['no', false], ['unsure', false], ['yes', true]] as const) {
    await page.check(`input[name=danger][value=${value}]`)
    assert.equal(await page.locator('#wake').isVisible(), isAsked, value)
  }
  assert.match(await page.locator('[data-step=danger] fieldset').innerText(), /Should we wake somebody now\?\s+Our server then learns that one report of today is urgent, nothing else\./)
  assert.equal(await page.locator('#wake').isChecked(), true, 'an alarm too many is the smaller harm')
  assert.deepEqual(await axeProblems(page), [])
  await page.check('input[name=wake][value=no]')
  await page.click('.language')
  await page.waitForSelector('html[lang=zh-CN] [data-step=danger].now')
  assert.equal(await page.locator('input[name=wake][value=no]').isChecked(), true)
  await page.click('.language')
  await page.waitForSelector('html[lang=en] [data-step=danger].now')
  while (await page.locator('[data-step=whole].now').count() === 0) await page.click('[data-do=continue]')
  assert.match(await page.locator('[data-fill=answers]').innerText(), /Yes · Wake nobody/)
  await page.click('[data-do=send]')
  await readReceipt(page)
  const { docket, answers } = (await openReportAsHandler(scene.session, await newSince(known))).conversation
  assert.deepEqual([docket.urgent, answers['danger']], [false, 'yes'])
})

test('the one required answer is asked for, at the top and beside the field', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  await page.click('a[href="#write"]')
  await page.click('[data-do=continue]')
  assert.match(await page.locator('.wrong').innerText(), /Nothing you wrote is lost[\s\S]*Write a few words about what happened/)
  assert.equal(await page.locator('#what-e').innerText(), 'Write a few words about what happened')
  assert.equal(await page.getAttribute('#what', 'aria-invalid'), 'true')
  assert.match(await page.title(), /^Error: /)
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'wrong')
  await page.click('.wrong a')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'what')
})

test('a double click and Enter file once', browser, async (context) => {
  const known = await reports()
  const page = await atLastStep(context)
  await page.dblclick('[data-do=send]')
  await page.locator('[data-do=send]').press('Enter').catch(() => { /* it may be gone already */ })
  await readReceipt(page)
  assert.equal(await reports(), known + 1)
})

test('Back walks through the steps and keeps what was typed; after filing it keeps the code', browser, async (context) => {
  const page = await atLastStep(context)
  for (const step of ['contact', 'danger', 'know', 'who', 'when', 'where', 'what']) {
    await page.goBack()
    assert.equal(await page.locator('#f [data-step].now').getAttribute('data-step'), step)
  }
  assert.equal(await page.inputValue('#what'), WORDS)
  await page.goBack()
  assert.match((await seen(page)).heading, /Report wrongdoing/)
  await page.goForward()
  assert.equal(await page.inputValue('#what'), WORDS)
  for (let step = 0; step < 7; step++) await page.click('[data-do=continue]')
  await page.click('[data-do=send]')
  const code = await readReceipt(page)
  await page.goBack()
  assert.equal(await readReceipt(page), code)
})

test('a lost connection is told, and sending again files once', browser, async (context) => {
  const known = await reports()
  const page = await atLastStep(context)
  await page.waitForTimeout(1500)
  await page.context().setOffline(true)
  await page.click('[data-do=send]')
  await page.waitForSelector('.wrong')
  assert.match(await page.locator('.wrong').innerText(), /Nothing you wrote is lost[\s\S]*The connection was lost/)
  await page.context().setOffline(false)
  // This time the report arrives, and its answer is lost.
  await page.route('**/reports', async (route) => { await route.fetch(); await route.abort() }, { times: 1 })
  await page.click('[data-do=send]')
  await page.waitForSelector('.wrong')
  assert.equal(await page.inputValue('#what'), WORDS)
  await page.click('[data-do=send]')
  const code = await readReceipt(page)
  assert.equal(await reports(), known + 1)
  await page.click('[data-do=close]')
  await page.waitForSelector('html.on')
  await openCode(page, code)
  await page.waitForSelector('.talk > li')
})

test('the other language takes over what is typed, filed and opened', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  await page.click('a[href="#write"]')
  await page.fill('#what', WORDS)
  await page.click('a.language')
  await page.waitForSelector('html[lang=zh-CN]')
  assert.equal(await page.inputValue('#what'), WORDS)
  assert.match(await page.title(), /第1题/)
  for (let step = 0; step < 7; step++) await page.click('[data-do=continue]')
  await page.click('[data-do=send]')
  const code = await readReceipt(page)
  await page.click('a.language')
  await page.waitForSelector('html[lang=en]')
  assert.equal(await readReceipt(page), code)
  assert.equal((await seen(page)).heading, 'We have your report')
})

test('a code that is mistyped is told before anything is sent, an unknown one afterwards', browser, async (context) => {
  const { page, watched } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  const cases = [['4821 0937', /24 digits/], ['O821 0937 5560 1184 7302 6619', /digits only/], ['482109375560118473026612', /typing error/]] as const
  await page.click('a[href="#back"]')
  for (const [typed, expected] of cases) {
    await page.fill('#code', typed)
    await page.press('#code', 'Enter')
    await page.waitForFunction((text) => new RegExp(text).test(document.querySelector('.wrong')?.textContent ?? ''), expected.source)
    assert.equal(await page.inputValue('#code'), typed)
  }
  assert.deepEqual(watched.requests.filter((each) => each.endsWith('/api/report')), [])
  await page.fill('#code', '0'.repeat(24))
  await page.click('[data-do=open]')
  await page.waitForFunction(() => /No report opens with this code/.test(document.querySelector('.wrong')?.textContent ?? ''))
})

test('200,000 characters are pasted and filed, more are told; hidden characters too', browser, async (context) => {
  const known = await ids()
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  await page.click('a[href="#write"]')
  await page.fill('#what', '合'.repeat(200_001))
  await page.click('[data-do=continue]')
  assert.match(await page.locator('.wrong').innerText(), /200,000 characters fit/)
  await page.fill('#what', `paid \u202Eeno`)
  for (let step = 0; step < 7; step++) await page.click('[data-do=continue]')
  await page.click('[data-do=send]')
  await page.waitForSelector('.wrong')
  assert.match(await page.locator('#what-e').innerText(), /invisible characters/)
  await page.fill('#what', '合'.repeat(200_000))
  for (let step = 0; step < 7; step++) await page.click('[data-do=continue]')
  await page.click('[data-do=send]')
  await readReceipt(page)
  const { conversation } = await openReportAsHandler(scene.session, await newSince(known))
  assert.equal(conversation.answers['what']?.length, 200_000)
})

test('links beside the form open beside it, so that no word is lost', browser, async (context) => {
  const { page } = await openBrowser(context, scene.postern.url)
  await openHome(page, scene.postern.url)
  await page.click('a[href="#write"]')
  await page.fill('#what', WORDS)
  const [beside] = await Promise.all([page.context().waitForEvent('page'), page.click('footer a:first-child')])
  await beside.waitForLoadState()
  assert.equal((await seen(beside)).heading, 'Who reads reports')
  await page.click('.name')
  await page.click('a[href="#write"]')
  assert.equal(await page.inputValue('#what'), WORDS)
})
