import { chromium, type Browser, type Page } from 'playwright-core'
import { chromiumPath } from '#test/support/browser-paths.ts'
import { CHROMIUM_FLAGS } from '#test/support/chromium-flags.ts'
import { median, type Bench, type Figure } from './bench.ts'
import { withOffice, type Started } from './house.ts'

const LANGUAGES = [['en', 'en-GB', 'The lot was sampled after it had been shipped.'], ['zh', 'zh-CN', '这批货发出以后才取样，记录是倒签的。']] as const
const VISITS = 5

/** A reporter with an empty cache, in Chromium: what goes over the wire until the form can be used and until the report is filed. */
export const reporter: Bench = {
  name: 'reporter',
  async run(scale) {
    const executablePath = chromiumPath()
    if (executablePath === null) throw new Error('no Chromium on this machine; npm test installs it where it can')
    const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] })
    try {
      return await withOffice(async (started) => {
        const figures: Figure[] = []
        for (const [language, locale, words] of LANGUAGES) {
          const visits: Visit[] = []
          while (visits.length < (scale.short ? 1 : VISITS)) {
            scale.tell(`reporter: ${language}, visit ${visits.length + 1}`)
            visits.push(await visit(browser, started, { locale, words }))
          }
          figures.push(...figuresOf(language, visits))
        }
        return figures
      })
    } finally {
      await browser.close()
    }
  },
}

interface Wire { requests: number; receivedBytes: number; sentBytes: number }

interface Visit {
  readonly form: Wire
  readonly filed: Wire
  readonly formMs: number
  readonly codeMs: number
}

async function visit(browser: Browser, { url }: Started, { locale, words }: { readonly locale: string; readonly words: string }): Promise<Visit> {
  const context = await browser.newContext({ locale })
  try {
    const page = await context.newPage()
    const wire = await watchWire(page)
    const startedMs = performance.now()
    await page.goto(url, { waitUntil: 'networkidle' })
    await page.waitForSelector('html.on #f #what', { state: 'attached' })
    const form = { ...wire }
    const formMs = await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.duration ?? Number.NaN)
    await page.click('a[href="#write"]')
    await page.fill('#what', words)
    await page.waitForLoadState('networkidle')
    for (let step = 0; step < 16 && await page.locator('[data-do="send"]:visible').count() === 0; step++) await page.click('[data-do="continue"]:visible')
    const clickedMs = performance.now()
    await page.click('[data-do="send"]:visible')
    await page.waitForFunction(() => /^\d{4}$/.test(document.querySelector('#filled ol.key li')?.textContent ?? ''), null, { timeout: 30_000, polling: 'raf' })
    const codeMs = performance.now() - clickedMs
    await page.waitForLoadState('networkidle')
    return { form, filed: { ...wire }, formMs: formMs || performance.now() - startedMs, codeMs }
  } finally {
    await context.close()
  }
}

/** Counts what the browser itself says it sent and received, headers included, bodies as compressed. */
async function watchWire(page: Page): Promise<Wire> {
  const wire: Wire = { requests: 0, receivedBytes: 0, sentBytes: 0 }
  const devtools = await page.context().newCDPSession(page)
  devtools.on('Network.requestWillBeSent', ({ request }) => {
    if (!/^https?:/.test(request.url)) return
    wire.requests += 1
    wire.sentBytes += (request.postDataEntries ?? []).reduce((sum, { bytes }) => sum + Buffer.byteLength(bytes ?? '', 'base64'), 0)
  })
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => { wire.receivedBytes += encodedDataLength })
  await devtools.send('Network.enable', { maxPostDataSize: 2 ** 20 })
  return wire
}

function figuresOf(language: string, visits: readonly Visit[]): Figure[] {
  const [first] = visits
  if (first === undefined) return []
  const most = (of: (visit: Visit) => number): number => Math.max(...visits.map(of))
  return [
    { name: `${language}: to usable form`, value: most(({ form }) => form.requests), unit: 'requests', most: 3 },
    { name: `${language}: to usable form, received`, value: most(({ form }) => form.receivedBytes), unit: 'B', most: 15_000 },
    { name: `${language}: to filed report`, value: most(({ filed }) => filed.requests), unit: 'requests', most: 6 },
    { name: `${language}: to filed report, received and sent`, value: most(({ filed }) => filed.receivedBytes + filed.sentBytes), unit: 'B', most: 60_000 },
    { name: `${language}: to filed report, of that sent`, value: most(({ filed }) => filed.sentBytes), unit: 'B' },
    { name: `${language}: page loaded`, value: median(visits.map(({ formMs }) => formMs)), unit: 'ms' },
    { name: `${language}: click to code, median`, value: median(visits.map(({ codeMs }) => codeMs)), unit: 'ms', most: 1500 },
    { name: `${language}: click to code, slowest`, value: most(({ codeMs }) => codeMs), unit: 'ms' },
  ]
}
