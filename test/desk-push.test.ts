// Goal: a page shows one sentence, always the same, whatever was pushed, and its worker can ask nobody for anything. Method: the built desk as the front serves it,
// in Chromium, to whose worker messages are handed as a push service would; no push service is on the way.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { en } from '#words/notices/generated/en.ts'
import { zh } from '#words/notices/generated/zh.ts'
import { launchChromium, noChromium } from './support/browsers.ts'
import { startWithOffice } from './support/client.ts'

interface Shown { readonly title: string; readonly body: string; readonly data: unknown; readonly tag: string; readonly lang: string }

const shown = (page: Page): Promise<readonly Shown[]> => page.evaluate(`navigator.serviceWorker.getRegistration('/desk/').then((registration) => registration.getNotifications())
  .then((all) => all.map(({ title, body, data, tag, lang }) => ({ title, body, data, tag, lang })))`)

async function untilShown(page: Page, title: string): Promise<Shown> {
  for (let tries = 0; tries < 100; tries += 1) {
    const all = await shown(page)
    assert.ok(all.length <= 1, 'the newest takes the place of the one before')
    if (all[0]?.title === title) return all[0]
    await page.waitForTimeout(50)
  }
  return assert.fail(`“${title}” was never shown: ${JSON.stringify(await shown(page))}`)
}

test('what is pushed is shown as one fixed sentence in the member’s language, and as nothing else', { skip: noChromium(), timeout: 120_000 }, async (context: TestContext) => {
  const { postern } = await startWithOffice(context)
  const answer = await fetch(`${postern.url}/desk/push.js`)
  assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'none'; connect-src 'none'/)
  assert.equal(answer.headers.get('cache-control'), 'no-cache')
  assert.doesNotMatch(await answer.text(), /\b(?:import|fetch|XMLHttpRequest|WebSocket|indexedDB)\b/)

  const browser = await launchChromium(context)
  await browser.grantPermissions(['notifications'], { origin: postern.url })
  const page = await browser.newPage()
  await page.goto(`${postern.url}/desk/`)
  // The desk's own policy lets this one address through, and no other worker.
  await assert.rejects(page.evaluate(`navigator.serviceWorker.register('/desk/push.js', { scope: '/desk/' })`), /TrustedScriptURL/)
  await page.evaluate(`navigator.serviceWorker.register(trustedTypes.createPolicy('postern-push', { createScriptURL: (address) => address }).createScriptURL('/desk/push.js'), { scope: '/desk/', updateViaCache: 'none' })
    .then(() => navigator.serviceWorker.ready).then(() => undefined)`)
  const devTools = await browser.newCDPSession(page)
  const registrations: string[] = []
  devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: all }) => registrations.push(...all.filter(({ scopeURL }) => scopeURL === `${postern.url}/desk/`).map(({ registrationId }) => registrationId)))
  await devTools.send('ServiceWorker.enable')
  const deliver = async (data: string): Promise<void> => {
    await devTools.send('ServiceWorker.deliverPushMessage', { origin: postern.url, registrationId: registrations.at(-1) ?? '', data })
  }
  for (let tries = 0; registrations.length === 0 && tries < 100; tries += 1) await page.waitForTimeout(50)
  await deliver('zh')
  assert.deepEqual(await untilShown(page, zh.push), { title: zh.push, body: '', data: null, tag: 'postern', lang: 'zh-CN' })
  await deliver('en')
  assert.deepEqual(await untilShown(page, en.push), { title: en.push, body: '', data: null, tag: 'postern', lang: 'en' })
  await deliver('zh')
  await untilShown(page, zh.push)
  for (const odd of ['A report: the price list was sold', '{"title":"Report 4821"}', '']) {
    await deliver(odd)
    const { title, body } = await untilShown(page, en.push)
    assert.deepEqual([title, body], [en.push, ''], odd)
  }
})
