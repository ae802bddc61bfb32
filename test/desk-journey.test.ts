// Goal: an office is set up, staffed and run from the desk, and two people at one report never lose a word. Method: the real processes, the
// built desk, and two browsers with nothing in common but the server.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test, type TestContext } from 'node:test'
import type { BrowserContext } from 'playwright-core'
import { goOn, openDesk, openReport } from './desk/drive.ts'
import { becomeMember, logInFor, newPerson, wordsOn } from './desk/real.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { runPostern, startPostern, type Postern } from './support/postern.ts'

// Looks only, where all is fresh.
before(() => { execFileSync(process.execPath, [join(import.meta.dirname, '..', 'tools', 'run.mjs'), 'build'], { stdio: 'ignore' }) })

type DeskPage = Awaited<ReturnType<typeof openDesk>>

/** Two people at two machines. Hers speaks English, his Chinese. */
interface Journey {
  readonly postern: Postern
  readonly her: { readonly browser: BrowserContext; readonly page: DeskPage; readonly person: ReturnType<typeof newPerson> }
  readonly his: { readonly browser: BrowserContext; readonly page: DeskPage; readonly person: ReturnType<typeof newPerson> }
  receipt: string
}

const FIRST_WORDS = 'The gas alarm in hall 4 is switched off.'

test('an office is set up, staffed and run from the desk', { skip: noChromium() }, async (context) => {
  const journey = await begin(context)
  await context.test('the set-up link makes the office and its first administrator', () => setUp(journey))
  await context.test('a used set-up link is refused, and what was typed is still there', () => setUpAgain(journey))
  await context.test('an invited member is let in only after the words were compared', () => invite(journey))
  await context.test('two members at one report lose no word of each other', () => writeTogether(journey))
  await context.test('a decision is asked again when the other decided first, and says what came in between', () => decideTogether(journey))
  await context.test('a file is saved as it was sent, after a warning', () => saveFile(journey))
  await context.test('an exhibit goes from one member to the other, is read whole, and produced', () => keepExhibit(journey))
  await context.test('a file goes along with an answer and another stays with a note, each saved by the colleague', () => sendFiles(journey))
  await context.test('a title is given, and the list shows it', () => rename(journey))
  await context.test('three reports are joined to two cases, and the colleague finds both and says what is alleged', () => joinToCases(journey))
  await context.test('what was said is found by its words, which the browser keeps sealed', () => lookUp(journey))
  await context.test('logging out forgets the keys, and the next visit asks for them', () => logOut(journey))
  await context.test('a wrong passphrase is refused in one sentence that tells a stranger nothing', () => guess(journey))
})

async function begin(context: TestContext): Promise<Journey> {
  const postern = await startPostern(context)
  const [hers, his] = await Promise.all([launchChromium(context), launchChromium(context, { locale: 'zh-CN' })])
  return {
    postern, receipt: '',
    her: { browser: hers, page: await openDesk(hers, postern.setupUrl ?? ''), person: newPerson('Lin Yue') },
    his: { browser: his, page: await openDesk(his, postern.setupUrl ?? ''), person: newPerson('周琦') },
  }
}

async function setUp({ her: { page, person } }: Journey): Promise<void> {
  await page.locator('form input').nth(0).fill('Qingjia Group Reporting Office')
  await page.locator('form input').nth(1).fill('青岬集团举报受理办公室')
  await page.locator('form select').selectOption('Asia/Shanghai')
  await goOn(page)
  await becomeMember(page, person)
  // The set-up logs in by itself, with the code that follows.
  person.usedStep += 1
  await page.locator('.words').waitFor()
  assert.equal((await wordsOn(page)).split(' ').length, 12)
  await page.locator('main button[type=submit]').click()
  await page.locator('.void').waitFor()
  assert.equal(new URL(page.url()).hash, '#queue')
}

async function setUpAgain({ his: { page } }: Journey): Promise<void> {
  await page.locator('form input').nth(0).fill('Another')
  await page.locator('form input').nth(1).fill('另一个')
  await goOn(page)
  await becomeMember(page, newPerson('Mallory'))
  await page.locator('.notice.alarm').waitFor()
  assert.match(await page.locator('.notice.alarm').textContent() ?? '', /已写的内容都还在.*设置链接已经用过/s)
  assert.match(await page.locator('input.code').inputValue(), /^\d{6}$/)
}

async function invite({ her, his }: Journey): Promise<void> {
  await her.page.locator('nav a[href="#members"]').click()
  await her.page.locator('.members .go').click()
  // The role and the team of one name.
  for (const choice of await her.page.locator('dialog input[value=intake]').all()) await choice.check()
  await her.page.locator('dialog .go').click()
  const link = await her.page.locator('.link-text').inputValue()
  await her.page.locator('dialog .go').click()
  await his.page.goto(link)
  await his.page.locator('.facts').waitFor()
  await goOn(his.page)
  await becomeMember(his.page, his.person)
  await his.page.locator('.words').waitFor()
  const read = await wordsOn(his.page)
  await her.page.reload()
  await logInFor(her.page, her.person)
  await her.page.locator('.waiting .go').click()
  assert.equal(await wordsOn(her.page), read)
  await her.page.locator('dialog .go').click()
  await her.page.locator('.members tbody tr').nth(1).waitFor()
  assert.match(await her.page.locator('.members').textContent() ?? '', /周琦/)
}

async function writeTogether(journey: Journey): Promise<void> {
  const { postern, her, his } = journey
  journey.receipt = await file(postern)
  await her.page.locator('nav a').nth(0).click()
  await his.page.goto(`${postern.url}/desk/`)
  await logInFor(his.page, his.person)
  await Promise.all([openReport(her.page, 0), openReport(his.page, 0)])
  await seeEachOther(journey)
  await Promise.all([write(her.page, 'We are on our way.'), write(his.page, 'Is anybody in the hall?')])
  for (const { page } of [her, his]) {
    await page.keyboard.press('Escape')
    await page.keyboard.press('i')
  }
  await Promise.all([write(her.page, 'Called the fire brigade.'), write(his.page, '已通知厂区值班。')])
  const read = [...await readAsReporter(postern, journey.receipt)].sort()
  assert.deepEqual(read, ['Is anybody in the hall?', FIRST_WORDS, 'We are on our way.'].sort())
}

/** Whoever begins an answer says so at once, and reads who else is there. */
async function seeEachOther({ her, his }: Journey): Promise<void> {
  for (const [one, other] of [[her, his], [his, her]] as const) {
    await one.page.locator('.composer textarea').fill('…')
    await one.page.locator('.here', { hasText: other.person.name }).waitFor()
  }
  assert.match(await his.page.locator('.here').textContent() ?? '', /writing an answer|正在写/)
}

async function decideTogether({ her, his }: Journey): Promise<void> {
  for (const [{ page }, reason] of [[her, 'It is ours.'], [his, '属于受理范围。']] as const) {
    await page.keyboard.press('Escape')
    await page.keyboard.press('a')
    await page.locator('dialog textarea').fill(reason)
  }
  await her.page.locator('dialog .go').click()
  await her.page.locator('dialog').waitFor({ state: 'detached' })
  await his.page.locator('dialog .go').click()
  await his.page.locator('dialog blockquote').first().waitFor()
  assert.match(await his.page.locator('dialog').textContent() ?? '', /It is ours\./)
  assert.equal(await his.page.locator('dialog textarea').inputValue(), '属于受理范围。')
  await his.page.keyboard.press('Escape')
  assert.match(await her.page.locator('.facts-line').textContent() ?? '', /accepted/)
  assert.equal(await his.page.locator('.chain').first().locator('li').count(), 4)
  assert.equal(await his.page.locator('.said.inside').count(), 2)
}

async function rename({ her: { page } }: Journey): Promise<void> {
  await page.keyboard.press('t')
  await page.locator('.title-form input').fill('Gas alarm in hall 4')
  await page.keyboard.press('Enter')
  await page.locator('.row.open .row-title', { hasText: 'Gas alarm in hall 4' }).waitFor()
  await page.locator('.title-form').waitFor({ state: 'detached' })
}

async function joinToCases({ postern, her: { page }, his: { page: his } }: Journey): Promise<void> {
  await Promise.all([file(postern), file(postern)])
  await page.evaluate("location.hash = 'queue'")
  await page.locator('.row').nth(2).waitFor()
  // One report is in both.
  for (const [row, title] of [[0, 'Hall 4'], [1, null], [1, 'The night shift'], [2, null]] as const) {
    await openReport(page, row)
    await page.keyboard.press('g')
    const choices = page.locator('dialog input[type=radio]')
    await choices.last().waitFor()
    await (title === null ? choices.first() : choices.last()).check()
    if (title !== null) {
      await page.locator('dialog .field input').fill(title)
      await page.locator('dialog label', { hasText: '周琦' }).locator('input').check()
    }
    await page.locator('dialog .go').click()
    await page.locator('dialog').waitFor({ state: 'detached' })
  }
  await his.evaluate("location.hash = 'cases'")
  await his.locator('.case-row').nth(1).waitFor()
  assert.deepEqual(await his.locator('.case-row').evaluateAll((rows) => rows.map((each) => each.textContent?.match(/Hall 4|The night shift|举报\d件/g))), [['The night shift', '举报2件'], ['Hall 4', '举报2件']])
  await his.locator('.case-row a').last().click()
  await his.locator('#case-allegations').waitFor()
  await his.keyboard.press('a')
  await his.locator('dialog select').selectOption('safety')
  await his.locator('dialog textarea').fill('四号车间燃气报警器被关。')
  await his.locator('dialog .go').click()
  await his.locator('.allegations li', { hasText: '燃气报警器' }).waitFor()
  await page.locator('.record a[href^="#case="]').first().waitFor()
  await page.goto(`${new URL(page.url()).origin}/desk/#queue`)
}

async function lookUp({ her: { page } }: Journey): Promise<void> {
  await page.locator('nav a').nth(0).click()
  await page.locator('.search').fill('ANYBODY hall')
  await page.locator('.found .row').waitFor()
  assert.deepEqual((await page.locator('.found mark').allTextContents()).map((text) => text.toLowerCase()).includes('anybody'), true)
  // What is read while somebody works is kept a few seconds later.
  const kept = async () => page.evaluate(async () => {
    const [{ name = '' } = {}] = (await indexedDB.databases()).filter((each) => each.name?.startsWith('postern-search-'))
    const opening = indexedDB.open(name)
    await new Promise((resolve) => { opening.onsuccess = resolve })
    const all = opening.result.transaction('leaves').objectStore('leaves').getAll()
    await new Promise((resolve) => { all.onsuccess = resolve })
    opening.result.close()
    return all.result.map((bytes) => String.fromCharCode(...bytes)).join('')
  })
  let bytes = ''
  for (let tries = 0; bytes.length < 1000 && tries < 40; tries++) {
    await page.waitForTimeout(250)
    bytes = await kept()
  }
  assert.ok(bytes.length >= 1000, 'something is kept')
  for (const word of ['anybody', 'hall', 'Is anybody', 'gas']) assert.ok(!bytes.includes(word), word)
  await page.locator('.search').press('Escape')
}

async function logOut({ postern, her: { browser, page } }: Journey): Promise<void> {
  const ended = page.waitForResponse((response) => response.request().method() === 'DELETE')
  await page.locator('.me button').last().click()
  await page.locator('.gate .notice').waitFor()
  await ended
  await page.goto(`${postern.url}/desk/#queue`)
  await page.reload()
  await page.locator('.gate form').waitFor()
  assert.equal((await browser.cookies()).filter((cookie) => cookie.value !== '').length, 0)
}

async function guess({ her: { page }, his: { person } }: Journey): Promise<void> {
  const inputs = page.locator('form input')
  for (const [name, passphrase] of [['Lin Yue', 'wrong wrong wrong'], ['Nobody', person.passphrase]] as const) {
    await inputs.nth(0).fill(name)
    await inputs.nth(1).fill(passphrase)
    await inputs.nth(2).fill('000000')
    await inputs.nth(2).press('Enter')
    await page.locator('.notice.alarm').waitFor()
    assert.match(await page.locator('.notice.alarm').textContent() ?? '', /Name, passphrase or one-time code is not right/)
  }
}

/** Writes and sends; whatever the other does meanwhile, in the end it is sealed and the field is empty. */
async function write(page: DeskPage, text: string): Promise<void> {
  const area = page.locator('.composer textarea')
  await area.fill(text)
  await area.press('Control+Enter')
  // What the page says instead is what somebody who reads the failure needs.
  await page.locator('.composer-send [role=status]:not(:empty)').waitFor().catch(async (error: unknown) => { throw new Error(await page.locator('main').innerText(), { cause: error }) })
  assert.equal(await area.inputValue(), '')
}

/** In two segments. */
const PHOTO = Buffer.alloc(1_100_000, 'not a photo, but as long as one. ')

async function saveFile({ her: { page } }: Journey): Promise<void> {
  await page.locator('.files .button').last().click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('dialog .go').click()])
  assert.equal(download.suggestedFilename(), '四号厂房.jpg')
  assert.ok(readFileSync(await download.path()).equals(PHOTO))
  await page.locator('dialog [role=status]').waitFor()
  await page.keyboard.press('Escape')
}

async function sendFiles({ her: { page }, his: { page: his } }: Journey): Promise<void> {
  for (const [tab, name] of [[0, 'form.txt'], [1, 'ledger.bin']] as const) {
    await page.locator('.tab').nth(tab).click()
    await page.locator('.composer input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: PHOTO })
    await page.locator('.composer .files li').waitFor()
    await page.locator('.composer .go').click()
    await page.locator('.composer-send [role=status]:not(:empty)').waitFor()
  }
  await his.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  for (const [kind, name] of [['office', 'form.txt'], ['inside', 'ledger.bin']] as const) {
    await his.locator(`.said.${kind} .files .button`).last().click()
    const [download] = await Promise.all([his.waitForEvent('download'), his.locator('dialog .go').click()])
    assert.equal(download.suggestedFilename(), name)
    assert.ok(readFileSync(await download.path()).equals(PHOTO))
    await his.keyboard.press('Escape')
  }
}

async function keepExhibit({ her: { page }, his: { page: his } }: Journey): Promise<void> {
  await page.keyboard.press('x')
  await page.locator('dialog input[value=device]').check()
  await page.locator('dialog input[type=file]').setInputFiles({ name: '监控录像.mp4', mimeType: 'video/mp4', buffer: PHOTO })
  await page.locator('dialog .files li').waitFor()
  await page.locator('dialog input[maxlength]').first().fill('四号厂房监控录像')
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await handOn(page, { action: 'transfer', reason: 'To be looked at.' })
  // His desk looks for what came in, as it does when somebody comes back to the window.
  await his.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await his.locator('.exhibit .custody li').nth(1).waitFor()
  assert.match(await his.locator('.exhibit dd').first().textContent() ?? '', /周琦/)
  // Nothing is produced before whoever has it signed for it.
  await his.locator('.exhibit .custody .go').click()
  await his.locator('dialog .go').click()
  await his.locator('dialog').waitFor({ state: 'detached' })
  await his.locator('.exhibit').getByText('周琦已签收').waitFor()
  await handOn(his, { action: 'produce', reason: '提交处理委员会' })
  assert.match(await his.locator('.exhibit .custody li').nth(3).textContent() ?? '', /已读取字节，核对一致/)
  assert.equal(await his.locator('.exhibit.broken').count(), 0)
}

async function handOn(page: DeskPage, { action, reason }: { readonly action: string; readonly reason: string }): Promise<void> {
  const links = page.locator('.exhibit .custody li')
  const count = await links.count()
  await page.locator('.exhibit p.row-of-buttons button').first().click()
  await page.locator('dialog select').first().selectOption(action)
  await page.locator('dialog select').nth(1).selectOption({ index: 1 })
  await page.locator('dialog input[maxlength]').first().fill(reason)
  await page.locator('dialog .go').click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  assert.equal(await links.count(), count + 1)
}

async function file(postern: Postern): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-photo-'))
  const photo = join(folder, '四号厂房.jpg')
  writeFileSync(photo, PHOTO)
  const { code, out, errors } = await runPostern(['report', 'file', '--to', postern.url, '--text', FIRST_WORDS, '--answer', 'danger=no', '--lang', 'en', '--attach', photo, '--json'])
  rmSync(folder, { recursive: true, force: true })
  assert.equal(code, 0, errors)
  return (JSON.parse(out) as { receipt: string }).receipt
}

async function readAsReporter(postern: Postern, receipt: string): Promise<readonly string[]> {
  const { code, out, errors } = await runPostern(['report', 'read', '--to', postern.url, '--receipt', receipt, '--json'])
  assert.equal(code, 0, errors)
  return (JSON.parse(out) as { entries: readonly { text: string }[] }).entries.map((entry) => entry.text).filter((text) => text !== '')
}
