// Goal: a reporter on a slow or watched line waits for little: 3 requests and 15 KB to a usable form, 6 and 60 KB to a filed report.
// Method: Chromium's own count of what crossed the wire, headers and all, from an empty cache.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { noChromium } from './support/browsers.ts'
import { startWithOffice } from './support/client.ts'
import { fillSteps, openBrowser, openHome, readReceipt } from './reporter-scene.ts'

const KB = 1024

interface Wire { requests: number; bytes: number }

async function count(browser: BrowserContext, page: Page): Promise<Wire> {
  const wire = { requests: 0, bytes: 0 }
  const devTools = await browser.newCDPSession(page)
  await devTools.send('Network.enable')
  devTools.on('Network.requestWillBeSent', ({ request }) => {
    if (request.url.startsWith('data:')) return
    wire.requests += 1
    for (const entry of request.postDataEntries ?? []) wire.bytes += Buffer.from(entry.bytes ?? '', 'base64').length
  })
  devTools.on('Network.loadingFinished', ({ encodedDataLength }) => { wire.bytes += encodedDataLength })
  return wire
}

test('the budgets of requests and bytes hold in both languages', { skip: noChromium(), timeout: 120_000 }, async (context: TestContext) => {
  const { postern } = await startWithOffice(context)
  for (const locale of ['en-GB', 'zh-CN']) {
    const { browser, page } = await openBrowser(context, postern.url, { locale })
    const wire = await count(browser, page)
    await openHome(page, postern.url)
    await page.waitForLoadState('networkidle')
    const usable = { ...wire }
    await fillSteps(page, { what: 'The price list was sold to a competitor.', where: 'Plant 2', when: 'last winter', who: 'the deputy head of purchasing' })
    await page.click('[data-do=send]')
    await readReceipt(page)
    await page.waitForLoadState('networkidle')
    context.diagnostic(`${locale}: usable after ${usable.requests} requests, ${usable.bytes} bytes; filed after ${wire.requests} requests, ${wire.bytes} bytes`)
    assert.ok(usable.requests <= 3 && usable.bytes <= 15 * KB, `${locale}: usable after ${usable.requests} requests and ${usable.bytes} bytes`)
    assert.ok(wire.requests <= 6 && wire.bytes <= 60 * KB, `${locale}: filed after ${wire.requests} requests and ${wire.bytes} bytes`)
  }
})
