// Goal: everything a reporter can do is done without scripts too. Method: Chromium with JavaScript off, against the running Postern.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { openLogFile } from '#clients/member/log-file.ts'
import { listQueue } from '#clients/member/queue.ts'
import { changeState } from '#clients/member/change-state.ts'
import { openReportAsHandler, reply } from '#clients/member/report.ts'
import { noChromium } from './support/browsers.ts'
import { docx } from '#test/support/documents.ts'
import { HIDDEN, jpeg } from './support/pictures.ts'
import { openBrowser, overflow, readReceipt, seen, sharedScene } from './reporter-scene.ts'

const WORDS = 'The same consultant was paid three times.\n采购部副主任让我归档时把第二页抽掉。😀'

const scene = sharedScene(noChromium())
const browser = { skip: noChromium(), timeout: 240_000 }

const ids = async (): Promise<string[]> => (await listQueue(scene.session)).lines.map(({ id }) => id)
const open = async (context: TestContext, options = {}): Promise<Page> => {
  const { page } = await openBrowser(context, scene.postern.url, { javaScript: false, ...options })
  await page.goto(scene.postern.url)
  return page
}
const send = (page: Page): Promise<void> => page.click('form#f .go')

test('a report is sealed on arrival, and a conversation follows', browser, async (context) => {
  const known = await ids()
  const page = await open(context)
  assert.match(await page.locator('noscript .note').first().innerText(), /in front of the server, seals for you/)
  await page.fill('#what', WORDS)
  await page.fill('#where', 'Plant 2')
  assert.equal(await page.locator('#wake').isVisible(), false)
  await page.check('input[name=danger][value=yes]')
  assert.equal(await page.locator('#wake').isVisible(), true, 'the style sheet asks, without scripts')
  await send(page)
  const code = await readReceipt(page)
  assert.equal((await seen(page)).heading, 'We have your report')
  const group = Number(/group (\d)/.exec(await page.locator('#check-h').innerText())?.[1])
  await page.fill('#check', code.split(' ')[group - 1] ?? '')
  await page.click('form .alt')
  assert.match(await page.locator('[role=status]').innerText(), /^Right/)
  assert.equal(await readReceipt(page), code)

  const id = (await ids()).find((each) => !known.includes(each)) ?? ''
  const { conversation } = await openReportAsHandler(scene.session, id)
  assert.equal(conversation.answers['what'], WORDS)
  assert.equal(conversation.provenance, 'on-arrival')
  assert.equal(conversation.docket.urgent, true)
  await reply(scene.session, id, { text: '谢谢您。<b>请问</b>', language: 'zh' })
  await changeState(scene.session, id, { state: 'not-accepted', reason: 'It is no matter of ours.', language: 'en' })

  const other = await open(context, { viewport: { width: 320, height: 640 } })
  await other.fill('#code', code)
  await other.click('form#b .go')
  const talk = await other.locator('main').innerText()
  assert.match(talk, /Stage 4 of 4: not accepted/)
  assert.match(talk, /No further date/)
  assert.match(talk, /谢谢您。<b>请问<\/b>/)
  assert.equal(await overflow(other), 0)
  await other.fill('#reply', '我有不同意见。')
  await other.click('form .go')
  assert.match(await other.locator('[role=status]').innerText(), /Your reply is with the office/)
  assert.equal((await openReportAsHandler(scene.session, id)).conversation.turns.at(-1)?.text, '我有不同意见。')
  await other.reload()
  assert.equal((await openReportAsHandler(scene.session, id)).conversation.turns.length, 4, 'a reload sends nothing twice')
  await other.click('form[action$="open"] .alt')
  assert.equal(await other.locator('.talk > li').count(), 4)
  assert.deepEqual(await other.context().cookies(), [])
})

test('who says without scripts that life is in danger and nobody need be woken, wakes nobody', browser, async (context) => {
  const known = await ids()
  const page = await open(context)
  await page.check('input[name=danger][value=yes]')
  await page.check('input[name=wake][value=no]')
  await send(page)
  assert.match(await page.locator('.wrong').innerText(), /what happened/)
  assert.equal(await page.locator('input[name=wake][value=no]').isChecked(), true, 'a form that comes back remembers it')
  await page.fill('#what', WORDS)
  await send(page)
  await readReceipt(page)
  const id = (await ids()).find((each) => !known.includes(each)) ?? ''
  const { docket, answers } = (await openReportAsHandler(scene.session, id)).conversation
  assert.deepEqual([docket.urgent, answers['danger']], [false, 'yes'])
})

test('files go along in the one form: pictures cleaned, others only if they may go as they are', browser, async (context) => {
  const known = await ids()
  const page = await open(context, { viewport: { width: 320, height: 640 } })
  await page.fill('#what', WORDS)
  await page.click('form#f [name=add-files]')
  assert.equal(await page.inputValue('#what'), WORDS, 'what was typed goes along to the form with room for files')
  assert.equal(await overflow(page), 0)
  const photo = { name: '码头.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(jpeg({ orientation: 6, hidden: true })) }
  const film = { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42'), Buffer.alloc(2_500_000, 7)]) }
  await page.setInputFiles('#file', [photo, film])
  await send(page)
  assert.match(await page.locator('.wrong').innerText(), /“film\.mp4” cannot be cleaned here[\s\S]*picked again/)
  assert.equal(await page.inputValue('#what'), WORDS)
  assert.equal((await ids()).length, known.length)
  await page.check('[name=files-anyway]')
  const letter = { name: '检测报告.docx', mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', buffer: Buffer.from(docx()) }
  await page.setInputFiles('#file', [photo, letter, film])
  await send(page)
  const code = await readReceipt(page)
  assert.match(await page.locator('.brought').innerText(), /码头\.jpg\s+Taken out: place[\s\S]*检测报告\.docx\s+Taken out: [^\n]*name[\s\S]*film\.mp4\s+Sent as it was/)
  assert.equal(await overflow(page), 0)
  await page.screenshot({ path: '/tmp/sturdy/receipt.png', fullPage: true })
  const id = (await ids()).find((each) => !known.includes(each)) ?? ''
  const files = (await openReportAsHandler(scene.session, id)).conversation.turns[0]?.files ?? []
  assert.deepEqual(files.map(({ name, cleaning }) => [name, cleaning]), [['码头.jpg', 'cleaned'], ['检测报告.docx', 'cleaned'], ['film.mp4', 'cannot-be-cleaned']])
  const [picture, written, moving] = await Promise.all(files.map(async (each) => (await openLogFile(scene.session, id, each)).read(0, each.sizeBytes)))
  for (const each of [picture, written]) assert.ok(each !== undefined && !Buffer.from(each).includes(HIDDEN))
  assert.ok(film.buffer.equals(moving ?? new Uint8Array(0)))

  await page.goto(scene.postern.url)
  await page.fill('#code', code)
  await page.click('form#b .go')
  assert.match(await page.locator('.brought').innerText(), /码头\.jpg[\s\S]*film\.mp4/)
  await page.setInputFiles('#file', [photo])
  await page.locator('form').filter({ has: page.locator('#reply') }).locator('.go').click()
  assert.match(await page.locator('[role=status]').innerText(), /Your reply is with the office/)
  assert.match(await page.locator('.brought').last().innerText(), /码头\.jpg\s+Taken out: /)
  assert.equal((await openReportAsHandler(scene.session, id)).conversation.turns.at(-1)?.files?.[0]?.cleaning, 'cleaned')
})

test('the answer loaded again, and a double click, file once', browser, async (context) => {
  const known = await ids()
  const page = await open(context)
  await page.fill('#what', WORDS)
  await send(page)
  const code = await readReceipt(page)
  await page.reload()
  assert.equal(await readReceipt(page), code)
  const second = await open(context)
  await second.fill('#what', WORDS)
  await second.dblclick('form#f .go')
  assert.notEqual(await readReceipt(second), code, 'the same words from another page are another report')
  assert.equal((await ids()).length, known.length + 2)
})

test('what is to be mended comes back with everything that was typed', browser, async (context) => {
  const known = await ids()
  const page = await open(context, { locale: 'zh-CN' })
  await page.fill('#where', '二号厂区')
  await page.check('input[name=know][value=told]')
  await send(page)
  assert.match(await page.locator('.wrong').innerText(), /您写的内容都还在[\s\S]*请用几句话写明发生了什么/)
  assert.match(await page.title(), /^有误：/)
  assert.equal(await page.inputValue('#where'), '二号厂区')
  assert.equal(await page.isChecked('input[name=know][value=told]'), true)
  assert.equal((await ids()).length, known.length)
  await page.fill('#what', `首行\n\n第三行`)
  await send(page)
  await readReceipt(page)
  const id = (await ids()).find((each) => !known.includes(each)) ?? ''
  const { answers, language } = (await openReportAsHandler(scene.session, id)).conversation
  assert.deepEqual(answers, { what: '首行\n\n第三行', where: '二号厂区', know: 'told' })
  assert.equal(language, 'zh')
})

test('200,000 characters are filed, more come back with words', browser, async (context) => {
  const page = await open(context)
  await page.fill('#what', '合'.repeat(200_001))
  await send(page)
  assert.match(await page.locator('#what-e').innerText(), /200,000 characters fit/)
  assert.equal((await page.inputValue('#what')).length, 200_001)
  await page.fill('#what', '合'.repeat(200_000))
  await send(page)
  await readReceipt(page)
})

test('wrong codes are told apart as far as they can be, and stay in the field', browser, async (context) => {
  const page = await open(context)
  const cases = [['4821', /24 digits/], ['482109375560118473026612', /typing error/], ['0'.repeat(24), /No report opens with this code/]] as const
  for (const [typed, expected] of cases) {
    await page.fill('#code', typed)
    await page.click('form#b .go')
    assert.match(await page.locator('.wrong').innerText(), expected)
    assert.equal(await page.inputValue('#code'), typed)
  }
})

test('a page of an earlier process keeps the words and asks for the code', browser, async (context) => {
  const page = await open(context)
  await page.fill('#what', WORDS)
  await send(page)
  const code = await readReceipt(page)
  await page.goto(scene.postern.url)
  await page.fill('#code', code)
  await page.click('form#b .go')
  await page.locator('form input[name=token]').first().evaluate((input: HTMLInputElement) => { input.value = 'A'.repeat(200) })
  await page.fill('#reply', 'I waited too long.')
  await page.click('form .go')
  assert.match(await page.locator('.wrong').innerText(), /open too long to send/)
  assert.equal(await page.inputValue('#reply'), 'I waited too long.')
  await page.fill('#code', code)
  await page.click('form .go')
  assert.match(await page.locator('main').innerText(), /Your reply is with the office[\s\S]*|I waited too long\./)
  assert.match(await page.locator('.talk').innerText(), /I waited too long\./)
})

test('leaving is a link that works', browser, async (context) => {
  const page = await open(context)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  // Playwright cannot stand in for the page that a redirect leads to; where it leads is enough.
  await page.click('.leave').catch(() => { /* there is no such page on this machine */ })
  assert.match(asked.join(' '), /\/leave\?lang=en https:\/\/www\.bbc\.co\.uk\/weather/)
})
