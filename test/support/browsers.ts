// Real browsers for the journeys: Chromium by Playwright, Firefox ESR by puppeteer (WebDriver BiDi), which is the one that drives it here.
//
//   test('a report is filed without JavaScript', { skip: noChromium() }, async (context) => {
//     const chromium = await launchChromium(context, { javaScript: false, locale: 'zh-CN' })
//     const page = await chromium.newPage()
import type { TestContext } from 'node:test'
import { chromium, type BrowserContext } from 'playwright-core'
import { launch, type Browser } from 'puppeteer-core'
import { chromiumPath, firefoxPath } from './browser-paths.ts'

export interface Viewport { readonly width: number; readonly height: number }

export interface ChromiumOptions {
  readonly javaScript?: boolean
  /** What the browser asks for, as in `zh-CN`. */
  readonly locale?: string
  readonly viewport?: Viewport
  readonly colorScheme?: 'light' | 'dark'
}

export interface FirefoxOptions {
  /** Without WebAssembly and without the compilers, as Tor Browser's "Safer" has it. */
  readonly safer?: boolean
  readonly locale?: string
  readonly viewport?: Viewport
}

const VIEWPORT: Viewport = { width: 1280, height: 800 }

const CHROMIUM_FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']

// The interpreter alone is left: baseline interpreter, both compilers, WebAssembly and compiled regular expressions are off.
const SAFER = {
  'javascript.options.blinterp': false,
  'javascript.options.baselinejit': false,
  'javascript.options.ion': false,
  'javascript.options.native_regexp': false,
  'javascript.options.asmjs': false,
  'javascript.options.wasm': false,
}

/** For a test's `skip`: a reason where there is no Chromium, else false. Under CI false too, so that the test fails. */
export function noChromium(): string | false {
  return missing('Chromium', chromiumPath())
}

export function noFirefox(): string | false {
  return missing('Firefox', firefoxPath())
}

/** A Chromium with an empty profile, closed when the test ends. */
export async function launchChromium(test: TestContext, options: ChromiumOptions = {}): Promise<BrowserContext> {
  const browser = await chromium.launch({ executablePath: pathOf('Chromium', chromiumPath()), args: CHROMIUM_FLAGS })
  test.after(() => browser.close())
  return browser.newContext({
    javaScriptEnabled: options.javaScript ?? true,
    locale: options.locale ?? 'en-GB',
    viewport: options.viewport ?? VIEWPORT,
    colorScheme: options.colorScheme ?? 'light',
  })
}

/** A Firefox with an empty profile, closed when the test ends. */
export async function launchFirefox(test: TestContext, options: FirefoxOptions = {}): Promise<Browser> {
  const browser = await launch({
    browser: 'firefox',
    executablePath: pathOf('Firefox', firefoxPath()),
    headless: true,
    defaultViewport: options.viewport ?? VIEWPORT,
    extraPrefsFirefox: { 'intl.accept_languages': options.locale ?? 'en-GB', ...(options.safer === true ? SAFER : {}) },
  })
  test.after(() => browser.close())
  return browser
}

function missing(name: string, path: string | null): string | false {
  return path === null && process.env['CI'] === undefined ? `NO ${name.toUpperCase()} ON THIS MACHINE` : false
}

function pathOf(name: string, path: string | null): string {
  if (path === null) throw new Error(`no ${name} on this machine; npm test installs it where it can`)
  return path
}
