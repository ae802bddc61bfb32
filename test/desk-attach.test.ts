// Goal: handlers send files with an answer and keep some with a note; what tells of them is found before it goes, nothing is lost over a broken
// line or beside another report. Method: the built desk over a fixture with the true cleaning, one walk in each language, held against axe and the width.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator } from 'playwright-core'
import { launchChromium, noChromium } from './support/browsers.ts'
import { inWorld, logIn, lookerAt, openDesk, openReport } from './desk/drive.ts'
import { buildFixtureDesk, serveDesk, type ServedDesk } from './desk/serve-desk.ts'
import { jpeg } from './support/pictures.ts'

let desk: ServedDesk
before(async () => { desk = await serveDesk(await buildFixtureDesk()) })
after(() => desk?.close())

const WALKS = {
  'en-GB': { dark: 320, light: 1440, said: { taken: /taken out: place/, asked: /cannot be cleaned here/, waits: /waits for your decision/, line: /connection is lost/ } },
  'zh-CN': { dark: 1440, light: 320, said: { taken: /清除：地点/, asked: /无法在这里清除/, waits: /等您决定/, line: /连接中断/ } },
} as const

const PHOTO = { name: '表格.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(jpeg({ orientation: 1, hidden: true })) }
const SCAN = { name: 'a-very-long-name-of-a-scan-that-nobody-ever-shortened-2026-11-25-page-1-of-1.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 by Lin') }

interface Walk {
  readonly page: Awaited<ReturnType<typeof openDesk>>
  readonly look: (what: string) => Promise<void>
  readonly said: (typeof WALKS)[keyof typeof WALKS]['said']
  readonly rows: Locator
}

for (const [locale, { dark, light, said }] of Object.entries(WALKS)) {
  test(`files of answers and notes in ${locale}`, { skip: noChromium() }, async (context) => {
    const chromium = await launchChromium(context, { locale })
    const page = await openDesk(chromium, desk.url)
    const look = lookerAt(page, `attach-${locale}`, { dark, light })
    await page.setViewportSize({ width: 1440, height: 900 })
    await logIn(page)
    await openReport(page, 1)
    const walk: Walk = { page, look, said, rows: page.locator('.composer .files li') }
    for (const step of [decide, wait, keepDraft, takeBack, note, removeOnTheWay, leave]) await step(walk)
  })
}

/** A picture is cleaned; a kind that is not waits for the person, also when the answer is to be sent. */
async function decide({ page, look, said, rows }: Walk): Promise<void> {
  await page.locator('.composer input[type=file]').setInputFiles([PHOTO, SCAN])
  await rows.filter({ hasText: said.taken }).waitFor()
  await rows.filter({ hasText: said.asked }).waitFor()
  await page.locator('.composer .go').click()
  await page.locator('.composer .notice.alarm', { hasText: said.waits }).waitFor()
  await look('asked')
  await rows.nth(1).locator('button').first().click()
  assert.equal(await rows.nth(1).locator('button').count(), 1)
}

/** The line breaks: it is told, the other draft can be written meanwhile, and it goes on by itself. */
async function wait({ page, look, said, rows }: Walk): Promise<void> {
  await inWorld(page, ({ office }) => { office.isLineDown = true })
  await page.locator('.composer .go').click()
  await rows.filter({ hasText: said.line }).waitFor()
  await look('waiting')
  await openReport(page, 2)
  assert.equal(await rows.count(), 0)
  await openReport(page, 1)
  assert.equal(await page.locator('.composer .go').getAttribute('aria-disabled'), 'true')
  await inWorld(page, ({ office }) => {
    office.isLineDown = false
    dispatchEvent(new Event('online'))
  })
  const files = page.locator('.said.office .files li')
  await files.nth(1).waitFor()
  await rows.first().waitFor({ state: 'detached' })
  assert.deepEqual(await files.locator('.file-name').allTextContents(), [PHOTO.name, SCAN.name])
  await look('sent')
}

/** Dropped on the field of one report, still there after another; and counted as unsent. */
async function keepDraft({ page, rows }: Walk): Promise<void> {
  await give(page, 'drop', 'dropped.txt')
  await rows.nth(0).waitFor()
  await openReport(page, 2)
  assert.equal(await rows.count(), 0)
  await give(page, 'paste', 'pasted.txt')
  await rows.nth(0).waitFor()
  await openReport(page, 1)
  assert.equal(await rows.locator('.file-name').textContent(), 'dropped.txt')
  assert.equal(await page.locator('.composer .tag').count(), 0)
  await page.locator('.tab').nth(1).click()
  await page.locator('.composer .tag').waitFor()
  assert.equal(await rows.count(), 0)
  await page.locator('.tab').nth(0).click()
}

/** Removed while it waits for the line, it is left out, and the words go at once. */
async function removeOnTheWay({ page, rows }: Walk): Promise<void> {
  await openReport(page, 2)
  await rows.locator('button').last().click()
  await page.locator('.composer textarea').fill('Without the form.')
  await page.locator('.composer input[type=file]').setInputFiles(PHOTO)
  await rows.nth(0).waitFor()
  await inWorld(page, ({ office }) => { office.isLineDown = true })
  await page.locator('.composer .go').click()
  await rows.getByRole('status').filter({ hasText: /lost|中断/ }).waitFor()
  await rows.locator('button').last().click()
  await page.locator('.said.office', { hasText: 'Without the form.' }).waitFor()
  assert.equal(await page.locator('.said.office .files').count(), 0)
}

/** Logging out stops what is on its way: words never go without their files. */
async function leave({ page, rows }: Walk): Promise<void> {
  await page.locator('.composer textarea').fill('See the form.')
  await page.locator('.composer input[type=file]').setInputFiles(PHOTO)
  await rows.nth(0).waitFor()
  await inWorld(page, ({ office }) => { office.isLineDown = true })
  await page.locator('.composer .go').click()
  await rows.getByRole('status').filter({ hasText: /lost|中断/ }).waitFor()
  await page.locator('.me button').last().click()
  await page.locator('dialog .step-buttons button').last().click()
  await page.locator('.gate form').waitFor()
  await inWorld(page, ({ office }) => {
    office.isLineDown = false
    dispatchEvent(new Event('online'))
  })
  await logIn(page)
  assert.equal(await inWorld(page, ({ office }) => office.cases.some(({ view }) => view.conversation.turns.some(({ text }) => text === 'See the form.'))), false)
}

/** Removed, it does not go; and neither words nor files are no answer. */
async function takeBack({ page, rows }: Walk): Promise<void> {
  await rows.locator('button').last().click()
  assert.equal(await rows.count(), 0)
  assert.equal(await page.evaluate(() => document.activeElement?.closest('.composer-files') !== null), true)
  await page.locator('.composer .go').click()
  await page.locator('.composer .notice.alarm').waitFor()
}

/** A note keeps a file as it is, without words; it can be looked at and saved. */
async function note({ page, look, rows }: Walk): Promise<void> {
  await page.locator('.tab').nth(1).click()
  await page.locator('.composer input[type=file]').setInputFiles(SCAN)
  await rows.nth(0).waitFor()
  await look('note')
  await page.locator('.composer .go').click()
  const files = page.locator('.said.inside .files')
  await files.waitFor()
  await files.locator('.button').last().click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('dialog .go').click()])
  assert.equal(download.suggestedFilename(), SCAN.name)
  await page.keyboard.press('Escape')
  await look('noted')
}

/** What a browser does when a file is dropped or pasted. */
async function give(page: Walk['page'], how: 'drop' | 'paste', name: string): Promise<void> {
  await page.locator('.composer textarea').evaluate((area, [kind, called]) => {
    const data = new DataTransfer()
    data.items.add(new File(['a line'], called, { type: 'text/plain' }))
    area.dispatchEvent(kind === 'drop' ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }) : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, [how, name] as const)
}
