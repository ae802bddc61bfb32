// Goal: what somebody says on the telephone is taken down at the desk, handed on as a slip, corrected by the reporter and read by a handler, and the server is not told
// who took it down. Method: the real processes and the built desk; two browsers with nothing in common but the server.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { assertSound, openDesk, shoot } from './desk/drive.ts'
import { logInFor } from './desk/real.ts'
import { axeProblems, openBrowser, openCode, openHome, overflow } from './reporter-scene.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { startWithOffice } from './support/client.ts'
import { stepAt } from '#sealing/proof/one-time-code.ts'

const WORDS = '她说码头夜里卸货，箱子没有标记。'
const CORRECTION = '是凌晨三点，不是夜里十点。'

/** Requests that file a report or its files, with what the browser shows beside them. */
function watchFiling(page: Page): { readonly shown: (readonly [string, string | undefined])[] } {
  const shown: (readonly [string, string | undefined])[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (request.method() === 'GET' || !/\/(uploads|reports)\b/.test(pathname)) return
    void request.allHeaders().then(({ cookie }) => shown.push([pathname.replaceAll(/[\w-]{40,}/g, '*'), cookie]))
  })
  return { shown }
}

test('a call is taken down, its slip printed, its minutes corrected by the reporter and seen by the handler', { skip: noChromium(), timeout: 240_000 }, async (context) => {
  const { postern, session, member } = await startWithOffice(context)
  const browser = await launchChromium(context, { locale: 'en-GB' })
  const page = await openDesk(browser, `${postern.url}/desk/`)
  const { shown } = watchFiling(page)
  await logInFor(page, { ...member, usedStep: stepAt(Date.now()) })
  const groups = await takeDown(page)
  assert.ok((await page.locator('.slip').innerText()).includes(`${postern.url}/`))
  await printSlip(page, { groups, name: member.name })
  assert.ok(shown.some(([path]) => path.includes('uploads')) && shown.some(([path]) => path.endsWith('/reports')), JSON.stringify(shown))
  assert.deepEqual(shown.filter(([, cookie]) => cookie !== undefined), [], 'no request that files shows the session')
  assert.ok((await browser.cookies()).length > 0, 'though there is one')

  await correctMinutes(context, postern.url, groups.join(' '))

  await page.getByRole('button', { name: 'Put the code away' }).click()
  await page.locator('.slip').waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Open the report' }).click()
  await page.locator('article.said', { hasText: CORRECTION }).waitFor()
  await page.locator('.facts-line', { hasText: `by telephone, taken by a person, entered by ${member.name}` }).waitFor()
  await page.locator('.facts-line', { hasText: 'Minutes: agreed with the reporter’s code, version 2' }).waitFor()
  const [line] = (await listQueue(session)).lines
  const { conversation, entered } = await openReportAsHandler(session, line?.id ?? '')
  assert.deepEqual([entered?.isProved, conversation.turns[0]?.text, conversation.turns[0]?.files?.[0]?.name, conversation.turns[1]?.text], [true, WORDS, 'notes.txt', CORRECTION])
  // The browser itself writes that nobody had opened the report before.
  assert.deepEqual(page.complaints.filter((complaint) => !/\b404\b.*\/desk$/.test(complaint)), [])
})

async function takeDown(page: Awaited<ReturnType<typeof openDesk>>): Promise<readonly string[]> {
  await page.locator('.list').waitFor()
  await page.keyboard.press('e')
  await page.locator('[name=entry-arrival]').nth(2).check()
  await page.locator('[name=entry-consent]').first().check()
  await page.locator('[name=entry-back]').first().check()
  await page.locator('textarea.tall').fill(WORDS)
  await page.locator('.entering input[type=file]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('a page of notes') })
  await page.keyboard.press('Control+Enter')
  await page.locator('.slip').waitFor({ timeout: 60_000 })
  await assertSound(page, 'slip')
  const groups = await page.locator('.slip-code li').allTextContents()
  assert.equal(groups.length, 6)
  return groups
}

async function printSlip(page: Page, { groups, name }: { readonly groups: readonly string[]; readonly name: string }): Promise<void> {
  await page.emulateMedia({ media: 'print' })
  const printed = await page.locator('body').innerText()
  assert.ok(printed.includes(groups[0] ?? '') && printed.includes('回执码'), 'the slip is printed in the reporter’s language')
  assert.ok(!printed.includes('Enter a report') && !printed.includes(name) && !printed.includes('Hand'), `and nothing else is:\n${printed}`)
  await page.setViewportSize({ width: 397, height: 559 })
  await shoot(page, 'entered-slip-print')
  const sheet = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const boxes = [...sheet.matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => [Math.round(Number(width)), Math.round(Number(height))])
  assert.deepEqual(boxes, [[298, 420]], 'one sheet of 105 by 148 mm, in points')
  await page.emulateMedia({ media: 'screen' })
  await page.setViewportSize({ width: 1440, height: 900 })
}

async function correctMinutes(context: TestContext, url: string, code: string): Promise<void> {
  const { page: reporter, watched } = await openBrowser(context, url, { viewport: { width: 320, height: 640 }, locale: 'zh-CN' })
  await openHome(reporter, url)
  await openCode(reporter, code)
  await reporter.locator('#minutes').waitFor()
  assert.match(await reporter.locator('.talk > li').first().innerText(), /本件由办公室在与您通话时记录。录入的人看到过您的回执码。/)
  assert.deepEqual([await axeProblems(reporter), await overflow(reporter)], [[], 0])
  await shoot(reporter, 'entered-minutes-320')
  await reporter.locator('#minutes .alt').click()
  await reporter.locator('.wrong', { hasText: '请先写明应当怎样更正' }).waitFor()
  await reporter.fill('#correction', CORRECTION)
  await reporter.locator('#minutes .alt').click()
  await reporter.locator('.talk > li', { hasText: CORRECTION }).waitFor()
  assert.equal(await reporter.inputValue('#correction'), '')
  await reporter.locator('#minutes .go').click()
  await reporter.locator('#minutes', { hasText: '您已确认这份记录' }).waitFor()
  assert.equal(await reporter.locator('#minutes .go').count(), 0)
  assert.deepEqual(watched.trouble, [])
}
