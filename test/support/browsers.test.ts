// Goal: the browsers are what the journeys take them for. Method: one small page, looked at by each of them.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { chromiumPath } from './browser-paths.ts'
import { launchChromium, launchFirefox, noChromium, noFirefox } from './browsers.ts'
import { CHROMIUM_FLAGS } from './chromium-flags.ts'

const PAGE = `<!doctype html><title>door</title><p id=script>off</p><p id=wasm>unknown</p><noscript><p>no script</p></noscript>
<script>script.textContent = 'on'; wasm.textContent = typeof WebAssembly</script>`

async function pageUrl(context: TestContext, asked: string[] = []): Promise<string> {
  const server = createServer((request, response) => {
    asked.push(request.headers['accept-language'] ?? '')
    response.setHeader('content-type', 'text/html').end(PAGE)
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  context.after(() => { server.closeAllConnections(); server.close() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('Chromium runs scripts and asks for its language', { skip: noChromium() }, async (context) => {
  const asked: string[] = []
  const url = await pageUrl(context, asked)
  const page = await (await launchChromium(context, { locale: 'zh-CN', viewport: { width: 320, height: 640 } })).newPage()
  await page.goto(url)
  assert.equal(await page.textContent('#script'), 'on')
  assert.equal(await page.evaluate(() => window.innerWidth), 320)
  assert.match(asked[0] ?? '', /^zh-CN/)
})

test('Chromium without JavaScript shows what noscript holds', { skip: noChromium() }, async (context) => {
  const url = await pageUrl(context)
  const page = await (await launchChromium(context, { javaScript: false })).newPage()
  await page.goto(url)
  assert.equal(await page.textContent('#script'), 'off')
  assert.equal(await page.textContent('noscript p'), 'no script')
})

test('Chromium starts without everything that Playwright takes out of it, and without pages of its own around ours', { skip: noChromium() }, async (context) => {
  const server = await chromium.launchServer({ executablePath: chromiumPath() ?? '', args: [...CHROMIUM_FLAGS] })
  context.after(() => server.close())
  const lists = server.process().spawnargs.filter((each) => each.startsWith('--disable-features=')).map((each) => each.slice('--disable-features='.length).split(','))
  assert.deepEqual([lists.length, lists[0]?.filter((feature) => lists[1]?.includes(feature) !== true)], [2, []])
  const profile = await launchChromium(context)
  await profile.newPage()
  const devtools = await profile.browser()?.newBrowserCDPSession() ?? assert.fail()
  // They come a moment after the window.
  for (let looked = 0; looked < 10; looked++) {
    const { targetInfos } = await devtools.send('Target.getTargets', { filter: [{}] })
    assert.deepEqual(targetInfos.filter(({ type, url }) => type === 'browser_ui' || url.startsWith('chrome://')).map(({ url }) => url), [])
    await sleep(150)
  }
})

test('Firefox runs scripts and asks for its language; a safer one has no WebAssembly and compiles nothing', { skip: noFirefox() }, async (context) => {
  const asked: string[] = []
  const url = await pageUrl(context, asked)
  const durations = new Map<boolean, number>()
  for (const safer of [false, true]) {
    const page = await (await launchFirefox(context, { safer, locale: 'zh-CN, zh' })).newPage()
    await page.goto(url)
    assert.equal(await page.$eval('#script', (element) => element.textContent), 'on')
    assert.match(asked.at(-1) ?? '', /^zh-CN/)
    assert.equal(await page.$eval('#wasm', (element) => element.textContent), safer ? 'undefined' : 'object')
    durations.set(safer, await page.evaluate(countMs))
  }
  assert.ok((durations.get(true) ?? 0) > 3 * (durations.get(false) ?? Infinity), 'the compilers are still on')
})

/** How long a plain loop takes: an interpreter needs many times as long as compiled code. Runs in the page. */
function countMs(): number {
  const started = performance.now()
  let sum = 0
  for (let turn = 0; turn < 2_000_000; turn++) sum = (sum + turn * 7) % 1_000_003
  return performance.now() - started + (sum < 0 ? 1 : 0)
}
