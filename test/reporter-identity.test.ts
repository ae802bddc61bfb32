// Goal: a reporter says who they are under two locks, with scripts and without, is told when the office asks, and no name is on the server.
// Method: a real Postern with two teams, Chromium on a phone, a form as a browser without scripts posts it, and every byte that was written.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { askIdentity } from '#clients/member/ask-identity.ts'
import { approveDisclosure, openIdentity, readIdentity } from '#clients/member/disclosure.ts'
import { listQueue } from '#clients/member/queue.ts'
import { axeProblems, fillSteps, openBrowser, openCode, openHome, overflow, readReceipt } from './reporter-scene.ts'
import { noChromium } from './support/browsers.ts'
import { person, startWithOffice } from './support/client.ts'
import { findBytes } from './support/find-bytes.ts'
import { joinCustodian, twoLocks } from './support/two-locks.ts'

const [NAME, LATER, PLAIN, CONTACT] = ['林晚晴金丝雀', 'Canary Lin Wanqing', '无脚本金丝雀', 'canary-lin@example.org']

test('a name under two locks goes in, is asked for and read, and is nowhere on the server', { skip: noChromium(), timeout: 120_000 }, async (context) => {
  const { postern, api, session: lin } = await startWithOffice(context)
  const [ada, ben] = [await joinCustodian(api, lin, person('Ada')), await joinCustodian(api, lin, person('Ben'))]
  await twoLocks(lin, { custodians: [ada], approvers: [ben] })
  const plain = await pageWith(`${postern.url}/plain?lang=zh`, 'my-name')
  assert.match(plain, /留下姓名/)
  const { page, watched } = await openBrowser(context, postern.url, { viewport: { width: 320, height: 720 } })
  const code = await fileNamed(page, postern.url)
  const [id = ''] = (await listQueue(lin)).lines.map((line) => line.id)
  const request = await askIdentity(lin, id, { reason: 'needed', basis: 'Art. 16', days: 3, notice: 'We ask for your name.', language: 'en' })
  await approveDisclosure(ben, request)
  await openIdentity(ada, request)
  assert.deepEqual(await readIdentity(lin, request), { name: NAME, contact: CONTACT })
  await talkAbout(page, code)
  assert.deepEqual([...watched.trouble], [])
  await withoutScripts(context, { url: postern.url, office: lin.id, code })
  const bytes = filesIn(postern.data).map((file) => readFileSync(file))
  assert.deepEqual(findBytes(Buffer.concat(bytes), [NAME, LATER, PLAIN, CONTACT].map((text) => Buffer.from(text))), [])
})

async function fileNamed(page: Page, url: string): Promise<string> {
  await openHome(page, url, '/?lang=en')
  await fillSteps(page, { what: 'The price list was sold to a competitor.' })
  await page.click('#f details summary:has-text("two locks")')
  await page.fill('#my-contact', CONTACT)
  await page.click('[data-do=send]')
  await page.locator('.wrong a[href="#my-name"]').waitFor()
  assert.deepEqual(await axeProblems(page), [])
  assert.ok(await overflow(page) <= 0)
  await page.fill('#my-name', NAME)
  await page.click('[data-do=send]')
  return readReceipt(page)
}

/** The notice stands in the conversation; a name said later replaces the first, without a word beside it. */
async function talkAbout(page: Page, code: string): Promise<void> {
  await page.reload()
  await openCode(page, code)
  await page.locator('.talk li.office:has-text("We ask for your name.")').waitFor()
  assert.equal(await page.locator('.talk .moved:has-text("The office asks to open your name")').count(), 1)
  assert.equal(await page.locator('.talk .moved:has-text("You said who you are")').count(), 1)
  await page.click('#filled details summary:has-text("two locks")')
  await page.fill('#say-name', LATER)
  await page.click('#filled [data-do=reply] .go')
  await page.locator('.talk .moved:has-text("You said who you are")').nth(1).waitFor()
  assert.equal(await page.inputValue('#say-name'), '')
  assert.deepEqual(await axeProblems(page), [])
  assert.ok(await overflow(page) <= 0)
}

async function withoutScripts(_: TestContext, { url, office, code }: { readonly url: string; readonly office: string; readonly code: string }): Promise<void> {
  const post = (action: string, fields: Readonly<Record<string, string>>) => fetch(`${url}/nojs/${action}`, { method: 'POST', body: new URLSearchParams({ office, lang: 'zh', ...fields }) })
  const refused = await post('report', { 'what': '有人收了钱', 'my-contact': CONTACT })
  const again = await refused.text()
  assert.equal(refused.status, 422)
  assert.ok(again.includes(CONTACT) && again.includes('请填写姓名') && again.includes('<details class="q" data-me open'), 'what was typed stays, and its place is open')
  const filed = await post('report', { 'what': '有人收了钱', 'my-name': PLAIN })
  assert.equal(filed.status, 200)
  assert.ok(!(await filed.text()).includes(PLAIN))
  const said = await (await post('reply', { code, 'reply': '', 'my-name': PLAIN })).text()
  assert.equal(said.split('您在此留下了姓名').length, 4, 'three times now')
  assert.ok(!said.includes(PLAIN), 'the name is shown to nobody, the reporter included')
  const stale = await (await post('reply', { 'token': 'stale', 'reply': 'x', 'my-name': PLAIN })).text()
  assert.ok(stale.includes(PLAIN) && stale.includes('name="code"'), 'an old page loses no name')
}

/** The front looks at the directory every few seconds. */
async function pageWith(url: string, words: string): Promise<string> {
  for (let tries = 0; ; tries++) {
    const text = await (await fetch(url)).text()
    if (text.includes(words) || tries > 100) return text
    await new Promise((resolve) => { setTimeout(resolve, 300) })
  }
}

/** Sockets have no bytes to read. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
