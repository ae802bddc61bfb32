// Goal: a reporter reads what was written down of a recording, corrects it and agrees to it, on a small telephone and in Chinese. Method: the real processes, the page
// in Chromium, an office that writes through the member's own modules.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openReportAsHandler, reply } from '#clients/member/report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { shoot } from './desk/drive.ts'
import { axeProblems, openBrowser, openCode, openHome, overflow } from './reporter-scene.ts'
import { noChromium } from './support/browsers.ts'
import { startWithOffice } from './support/client.ts'
import { voiceLike } from './support/phone-line.ts'
import { fileSpoken } from './support/spoken-report.ts'

const HEARD = '她说码头夜里卸货，\n箱子没有标记。'
const RIGHT = '她说码头凌晨卸货，\n箱子没有标记。'

test('a transcript is read beside what was sent, corrected as a whole, offered anew and agreed to', { skip: noChromium(), timeout: 240_000 }, async (context) => {
  const { postern, api, session } = await startWithOffice(context)
  const { report, receipt, file } = await fileSpoken(api, await loadOffice(api, session.id), voiceLike(1))
  await reply(session, report, { text: HEARD, language: 'zh', transcript: { file, is: 'offered' } })
  const { page, watched } = await openBrowser(context, postern.url, { viewport: { width: 320, height: 640 }, locale: 'zh-CN' })
  await openHome(page, postern.url)
  await openCode(page, receipt)
  const part = page.locator('#minutes-1')
  await part.waitFor()
  assert.match(await part.innerText(), /录音“recording\.wav”里说的是这些吗？[\s\S]*她说码头夜里卸货/)
  assert.equal(await page.locator('#correction-1').isVisible(), false)
  await part.locator('summary').click()
  assert.equal(await page.inputValue('#correction-1'), HEARD, 'the words to be corrected stand there')
  assert.deepEqual([await axeProblems(page), await overflow(page)], [[], 0])
  await shoot(page, 'transcript-320')
  await part.locator('.alt').click()
  await page.locator('.wrong', { hasText: '请先写明应当怎样更正' }).waitFor()
  await page.fill('#correction-1', RIGHT)
  await part.locator('.alt').click()
  await page.locator('#minutes-2', { hasText: '办公室已收到您的更正' }).waitFor()
  await page.locator('.talk > li', { hasText: '您对文字记录的更正：' }).waitFor()

  await reply(session, report, { text: RIGHT, language: 'zh', transcript: { file, is: 'offered' } })
  // The page still shows the version before: agreeing to it is refused, and nothing is lost.
  await page.locator('#minutes-2 .go').click()
  await page.locator('.wrong').waitFor()
  await page.locator('[data-do=look]').click()
  await page.locator('#minutes-3 .go').click()
  await page.locator('#minutes-3', { hasText: '您已确认这份文字记录' }).waitFor()
  assert.equal(await page.locator('#minutes-3 .go').count(), 0)
  assert.deepEqual(watched.trouble, [])
  const { conversation } = await openReportAsHandler(session, report)
  assert.deepEqual(conversation.transcripts.map(({ standing, versions }) => [standing, versions.map(({ seq, from }) => [seq, from])]), [['agreed', [[1, 'office'], [2, 'reporter'], [3, 'office']]]])
})
