// Goal: in a browser too, a server that lies is refused in the person's own language, and what they typed stays where they typed it. Method:
// the built pages over the real front, with a liar behind it; the honest server passes the same steps before and after.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { openReportAsHandler, reply } from '#clients/member/report.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { httpApi } from '#clients/transport/api.ts'
import { deriveReporter, newReceipt } from '#sealing/plain/receipt.ts'
import { stepAt } from '#sealing/proof/one-time-code.ts'
import { keptByDesk, openDesk } from './desk/drive.ts'
import { logInFor } from './desk/real.ts'
import { openBrowser, openCode, openHome } from './reporter-scene.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { hostileHouse, sentenceOf, type Lies } from './support/hostile.ts'
import { pageLie } from './support/office.ts'

const options = { skip: noChromium(), timeout: 120_000 }
execFileSync(process.execPath, [join(import.meta.dirname, '..', 'tools', 'run.mjs'), 'build'], { stdio: 'ignore' })
const house = await hostileHouse()

const WORDS = ['码头夜里卸货。', 'Who was there?']

async function conversation(): Promise<{ readonly id: string; readonly receipt: string }> {
  const api = httpApi(house.url)
  const office = await loadOffice(api, house.session.id)
  const receipt = newReceipt()
  const draft = { channel: 'web', answers: { what: WORDS[0] ?? '' }, language: 'zh', provenance: 'by-command-line' } as const
  const { report: id } = await fileReport(api, office, { draft, keys: await deriveReporter(receipt, office.salt) })
  await reply(house.session, id, { text: WORDS[1] ?? '', language: 'en' })
  return { id, receipt }
}

/** Only as far as there are two: what is written later is hidden. */
const hiding = (log: string): Lies => {
  const lie = pageLie((page) => (page.log === log ? { ...page, entries: page.entries.slice(0, 2) } : page))
  return { 'read-report': lie, 'read-log': lie }
}
const replayed: Lies = { 'read-report': pageLie((page) => ({ ...page, entries: page.entries.flatMap((entry) => [entry, entry]) })) }
const shows = (page: Page, sentence: string): Promise<void> => page.getByText(sentence).locator('visible=true').first().waitFor()

test('a reporter’s page opens no replayed conversation and calls no hidden reply sent, and keeps the code and the words', options, async (context) => {
  const { id, receipt } = await conversation()
  const { page } = await openBrowser(context, house.url, { locale: 'zh-CN' })
  await openHome(page, house.url)
  await house.lying(replayed, async () => {
    await openCode(page, receipt)
    await shows(page, sentenceOf('forged-history', 'zh'))
  })
  assert.equal((await page.inputValue('#code')).replaceAll(/\D/g, ''), receipt)
  assert.ok(!(await page.content()).includes(WORDS[1] ?? ''), 'nothing of a false conversation is shown')
  await page.click('[data-do=open]')
  await page.waitForSelector('.talk > li:nth-child(2)')
  await house.lying(hiding(id), async () => {
    await page.fill('#reply', '还有第三个人。')
    await page.click('[data-do=reply] .go')
    await shows(page, sentenceOf('forged-history', 'zh'))
  })
  assert.equal(await page.inputValue('#reply'), '还有第三个人。')
  await page.click('[data-do=reply] .go')
  await page.waitForSelector('.talk > li:nth-child(3)')
  assert.equal((await openReportAsHandler(house.session, id)).conversation.turns.length, 3, 'said once, though it was sent twice')
})

test('the desk calls no hidden answer sent, keeps it in its box, and shows it once the server is honest', options, async (context) => {
  const { id } = await conversation()
  const browser = await launchChromium(context, { locale: 'en-GB' })
  const page = await openDesk(browser, `${house.url}/desk/#report=${id}`)
  const { name, passphrase, totpSecret, recoveryCode } = house.member
  await logInFor(page, { name, passphrase, totpSecret, recoveryCode, usedStep: stepAt(Date.now()) })
  const area = page.locator('.composer textarea')
  await area.waitFor()
  await house.lying(hiding(id), async () => {
    await area.fill('The harbour master will call.')
    await area.press('Control+Enter')
    await shows(page, sentenceOf('forged-history', 'en'))
  })
  assert.equal(await area.inputValue(), 'The harbour master will call.')
  const turns = async (): Promise<number> => (await openReportAsHandler(house.session, id)).conversation.turns.length
  assert.equal(await turns(), 3, 'the server kept it all the same')
  await page.evaluate(() => { location.hash = '#queue' })
  await area.waitFor({ state: 'detached' })
  await page.evaluate((hash) => { location.hash = hash }, `#report=${id}`)
  await page.locator('.said.office').nth(1).waitFor()
  const kept = Object.keys(await keptByDesk(page))
  assert.deepEqual([kept.length, /^postern\.[\w-]{43}$/.test(kept[0] ?? '')], [1, true], 'the device remembers heads, under a name that tells nothing')
})
