// Real browsers for the journeys: Chromium by Playwright, Firefox ESR by puppeteer (WebDriver BiDi), which is the one that drives it here.
//
//   test('a report is filed without JavaScript', { skip: noChromium() }, async (context) => {
//     const chromium = await launchChromium(context, { javaScript: false, locale: 'zh-CN' })
//     const page = await chromium.newPage()
import type { TestContext } from 'node:test'
import { chromium, type Browser as Chromium, type BrowserContext } from 'playwright-core'
import { launch, type Browser } from 'puppeteer-core'
import { chromiumPath, firefoxPath } from './browser-paths.ts'
import { CHROMIUM_FLAGS } from './chromium-flags.ts'

export interface Viewport { readonly width: number; readonly height: number }

export interface ChromiumOptions {
  readonly javaScript?: boolean
  /** What the browser asks for, as in `zh-CN`. */
  readonly locale?: string
  readonly viewport?: Viewport
  readonly colorScheme?: 'light' | 'dark'
  /** A WAV file that is heard by what stands for a microphone, over and over. The browser is one of its own. */
  readonly microphone?: string
}

export interface FirefoxOptions {
  /** A tone stands for a microphone, and nobody is asked. */
  readonly microphone?: boolean
  /** Without WebAssembly and without the compilers, as Tor Browser's "Safer" has it. */
  readonly safer?: boolean
  readonly locale?: string
  readonly viewport?: Viewport
}

const VIEWPORT: Viewport = { width: 1280, height: 800 }

// The interpreter alone is left: baseline interpreter, both compilers, WebAssembly and compiled regular expressions are off.
const SAFER = {
  'javascript.options.blinterp': false,
  'javascript.options.baselinejit': false,
  'javascript.options.ion': false,
  'javascript.options.native_regexp': false,
  'javascript.options.asmjs': false,
  'javascript.options.wasm': false,
}

const LISTENING = { 'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true }

/** For a test's `skip`: a reason where there is no Chromium, else false. Under CI false too, so that the test fails. */
export function noChromium(): string | false {
  return missing('Chromium', chromiumPath())
}

export function noFirefox(): string | false {
  return missing('Firefox', firefoxPath())
}

/**
 * A Chromium profile of its own, empty, closed when the test ends. The browser itself is the same for the tests of a file: profiles share
 * neither cookies nor storage nor cache, and starting one takes longer than many a test.
 */
export async function launchChromium(test: TestContext, options: ChromiumOptions = {}): Promise<BrowserContext> {
  if (options.microphone !== undefined) return launchListening(test, options, options.microphone)
  shared.profiles += 1
  shared.browser ??= chromium.launch({ executablePath: pathOf('Chromium', chromiumPath()), args: [...CHROMIUM_FLAGS] })
  const profile = newProfile(await shared.browser, options)
  test.after(async () => { await (await profile).close(); leaveChromium() })
  return profile
}

function newProfile(browser: Chromium, options: ChromiumOptions): Promise<BrowserContext> {
  return browser.newContext({
    javaScriptEnabled: options.javaScript ?? true,
    locale: options.locale ?? 'en-GB',
    viewport: options.viewport ?? VIEWPORT,
    colorScheme: options.colorScheme ?? 'light',
  })
}

async function launchListening(test: TestContext, options: ChromiumOptions, path: string): Promise<BrowserContext> {
  const flags = [...CHROMIUM_FLAGS, '--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${path}`]
  const browser = await chromium.launch({ executablePath: pathOf('Chromium', chromiumPath()), args: flags })
  test.after(() => browser.close())
  return newProfile(browser, options)
}

const shared: { browser: Promise<Chromium> | null; profiles: number } = { browser: null, profiles: 0 }
const IDLE_MS = 300

/** A browser keeps the process of its tests alive: it goes once no test has come after the last one for a moment. */
function leaveChromium(): void {
  shared.profiles -= 1
  setTimeout(() => {
    if (shared.profiles > 0 || shared.browser === null) return
    void shared.browser.then((browser) => browser.close())
    shared.browser = null
  }, IDLE_MS)
}

/** A Firefox with an empty profile, closed when the test ends. */
export async function launchFirefox(test: TestContext, options: FirefoxOptions = {}): Promise<Browser> {
  const browser = await launch({
    browser: 'firefox',
    executablePath: pathOf('Firefox', firefoxPath()),
    headless: true,
    defaultViewport: options.viewport ?? VIEWPORT,
    extraPrefsFirefox: { 'intl.accept_languages': options.locale ?? 'en-GB', ...(options.safer === true ? SAFER : {}), ...(options.microphone === true ? LISTENING : {}) },
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
