// Goal: the reporter's pages work in Firefox, on which Tor Browser stands, and as its "Safer" level has it: no WebAssembly, no
// compilers. Method: Firefox ESR files a report, opens it by its code and answers.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ElementHandle, Page } from 'puppeteer-core'
import { base64url } from '#base/bytes.ts'
import { listQueue } from '#clients/member/queue.ts'
import { hash } from '#sealing/proof/hash.ts'
import { openReportAsHandler, reply } from '#clients/member/report.ts'
import { launchFirefox, noFirefox } from './support/browsers.ts'
import { sharedScene } from './reporter-scene.ts'

const WORDS = '检测报告是伪造的。The tests were faked.'

/** Of two segments: its upload is noted in the tab until it is cited. */
const FILE = new TextEncoder().encode('检测记录。'.repeat(80_000))

const scene = sharedScene(noFirefox())
const browser = { skip: noFirefox(), timeout: 240_000 }

for (const safer of [false, true]) {
  test(`files, comes back and answers${safer ? ' without WebAssembly and compilers' : ''}`, browser, async (context) => {
    const firefox = await launchFirefox(context, { safer, locale: 'zh-CN, zh', viewport: { width: 320, height: 640 } })
    const page = await firefox.newPage()
    const trouble: string[] = []
    page.on('pageerror', (error) => trouble.push(String(error)))
    await page.goto(scene.postern.url)
    await page.waitForSelector('html.on')
    const known = new Set((await listQueue(scene.session)).lines.map(({ id }) => id))
    await click(page, 'a[href="#write"]')
    await page.type('#what', WORDS)
    for (let step = 0; step < 7; step++) await click(page, '[data-do=continue]')
    await sendFile(page, trouble)
    const started = performance.now()
    await click(page, '[data-do=send]')
    await page.waitForSelector('.key li:nth-child(6):not(:empty)')
    context.diagnostic(`click to code: ${Math.round(performance.now() - started)} ms`)
    assert.equal(await page.evaluate(() => sessionStorage.length), 0)
    const code = await page.$$eval('.key li', (groups) => groups.map((group) => group.textContent).join(''))
    assert.match(code, /^\d{24}$/)
    const id = (await listQueue(scene.session)).lines.map((line) => line.id).find((each) => !known.has(each)) ?? ''
    const { conversation } = await openReportAsHandler(scene.session, id)
    assert.equal(conversation.answers['what'], WORDS)
    assert.deepEqual(conversation.turns[0]?.files?.map(({ name, sha256 }) => [name, sha256]), [['记录.txt', base64url(hash(FILE))]])
    await reply(scene.session, id, { text: '收到了。', language: 'zh' })

    await click(page, '[data-do=close]')
    await page.waitForFunction('document.querySelector("html.on") !== null && document.querySelector(".key") === null')
    await click(page, 'a[href="#back"]')
    await page.type('#code', code)
    await click(page, '[data-do=open]')
    await page.waitForSelector('.talk > li:nth-child(2)')
    await page.type('#reply', '谢谢。')
    await click(page, '[data-do=reply] .go')
    await page.waitForSelector('.talk > li:nth-child(3)')
    assert.equal((await openReportAsHandler(scene.session, id)).conversation.turns.at(-1)?.text, '谢谢。')
    assert.deepEqual(trouble, [])
  })
}

/** A file goes along: cleaned, sealed and sent by a worker, where neither the policy nor Trusted Types hold it back. */
async function sendFile(page: Page, trouble: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-firefox-'))
  try {
    const path = join(folder, '记录.txt')
    writeFileSync(path, FILE)
    const input = await page.waitForSelector('#write [data-room] input') as ElementHandle<HTMLInputElement>
    await page.evaluate(() => {
      const made = globalThis.Worker
      Object.assign(globalThis, { workers: 0, Worker: class extends made { constructor(address: string | URL, options?: WorkerOptions) { super(address, options); Object.assign(globalThis, { workers: 1 }) } } })
    })
    await input.uploadFile(path)
    await page.waitForFunction('document.querySelector("#write [data-room] li .hint")?.textContent.includes("已密封并送达")', { timeout: 100_000 })
    assert.deepEqual([await page.evaluate('globalThis.workers'), await page.evaluate(() => sessionStorage.length), trouble], [1, 1, []])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Firefox scrolls by itself; a click by script reaches what a finger would. */
async function click(page: Page, selector: string): Promise<void> {
  const element = await page.waitForSelector(selector, { visible: true })
  await element?.click()
}
