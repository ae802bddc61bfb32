// The same with a reporter's page: the browser is killed in the middle of a file. What a tab keeps ends with its browser, so whoever comes
// back finds a clean new start, and nothing of the first attempt is ever cited.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { base64url } from '#base/bytes.ts'
import { openLogFile } from '#clients/member/log-file.ts'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import type { Session } from '#clients/member/session.ts'
import { wholeFile } from '#clients/transport/download.ts'
import { hash, useDigest } from '#sealing/proof/hash.ts'
import { SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { nativeDigest } from '#server/native-hash.ts'
import { fillSteps, openHome, readReceipt } from '#test/reporter-scene.ts'
import { chromiumPath } from '#test/support/browser-paths.ts'
import { CHROMIUM_FLAGS } from '#test/support/chromium-flags.ts'
import { startWithOffice } from '#test/support/client.ts'
import { leftoversIn, twoDaysLater } from './leftovers.ts'
import { between } from './plan.ts'
import { must, writeRandom } from './round.ts'
import type { Ending } from './service.ts'

/** A line on which a file takes long enough to be killed in its middle. */
const SEGMENT_TAKES_MS = 60
const SEGMENTS_MIN = 4
export const SENT = 'Sealed and sent.'

export interface BrowserOutcome {
  readonly rounds: number
  readonly arrived: number
  readonly thrownAway: number
}

export function browserSummary({ rounds, arrived, thrownAway }: BrowserOutcome): string {
  return `browser: ${rounds} killed in the middle of a file, each a clean new start; ${arrived} segments had arrived by then, ${thrownAway} thrown away after two days; cited by halves: 0`
}

export interface Rounds {
  readonly rounds: number
  readonly segmentsMax: number
  /** Said to whoever waits. */
  readonly tell: (line: string) => void
}

interface Scene { readonly url: string; readonly session: Session; readonly folder: string }

export async function runBrowserRig(ending: Ending, { rounds, segmentsMax, tell }: Rounds): Promise<BrowserOutcome> {
  useDigest(nativeDigest)
  const { postern, session } = await startWithOffice(ending as TestContext)
  const folder = mkdtempSync(join(tmpdir(), 'postern-resume-browser-'))
  ending.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const scene = { url: postern.url, session, folder }
  let arrived = 0
  for (let round = 1; round <= rounds; round++) {
    const segments = Math.floor(between(SEGMENTS_MIN, segmentsMax))
    const before = Math.floor(between(1, segments - 1))
    arrived += await runBrowserRound(scene, { segments, before })
    must((await listQueue(session)).total === round, 'a report was filed by a page that was killed')
    tell(`browser ${round}/${rounds}: killed after ${before} of ${segments} segments, a clean new start`)
  }
  await postern.stop()
  const left = await leftoversIn(postern.data)
  must(left.uncited >= arrived, 'what had arrived from the killed pages is not there, or is cited')
  await twoDaysLater(postern.data)
  must((await leftoversIn(postern.data)).uncited === 0, 'blobs are left that nothing cites')
  return { rounds, arrived, thrownAway: left.uncited }
}

/** @returns how many segments had arrived for certain when the browser was killed */
async function runBrowserRound({ url, session, folder }: Scene, { segments, before }: { readonly segments: number; readonly before: number }): Promise<number> {
  const path = join(folder, 'recording.bin')
  const profile = mkdtempSync(join(folder, 'profile-'))
  // A little less than whole segments, so that the tail of sealing makes none more.
  writeRandom(path, segments * SEGMENT_BYTES - SEGMENT_BYTES / 2)
  const first = await openProfile(profile)
  const page = await reporting(await first.newPage(), url)
  let arrived = 0
  const enough = new Promise<void>((resolve) => {
    page.on('response', (response) => { if (response.url().includes('/segments/') && response.ok() && ++arrived >= before) resolve() })
  })
  await page.route('**/segments/*', async (route) => {
    await new Promise((resolve) => { setTimeout(resolve, SEGMENT_TAKES_MS) })
    // The browser may be dead by now.
    await route.continue().catch(() => undefined)
  })
  await pick(page, path)
  await enough
  process.kill(browserOf(profile), 'SIGKILL')
  const certain = arrived
  await first.close().catch(() => undefined)
  const second = await openProfile(profile)
  try {
    await fileAnew(second, url, path)
  } finally {
    await second.close()
  }
  await arrivedOnce(session, path)
  return certain
}

async function openProfile(profile: string): Promise<BrowserContext> {
  const executablePath = chromiumPath()
  if (executablePath === null) throw new Error('no Chromium on this machine; npm test installs it where it can')
  return chromium.launchPersistentContext(profile, { executablePath, args: [...CHROMIUM_FLAGS], locale: 'en-GB' })
}

/** A form at its last step, without a word or a file of before. */
export async function reporting(page: Page, url: string): Promise<Page> {
  await openHome(page, url)
  must(await page.inputValue('#what') === '', 'the page knows what was typed before it was killed')
  must(await page.locator('#write [data-room] li').count() === 0, 'the page knows a file that was picked before it was killed')
  await fillSteps(page, { what: 'The recording is in the file.' })
  return page
}

export async function pick(page: Page, path: string): Promise<void> {
  await page.locator('#write [data-room]').waitFor()
  await page.setInputFiles('#write [data-room] input', path)
  await page.locator('#write [data-room] li').getByText('Send it as it is').click()
}

async function fileAnew(browser: BrowserContext, url: string, path: string): Promise<void> {
  const page = await reporting(await browser.newPage(), url)
  await pick(page, path)
  await page.locator('#write [data-room] li').getByText(SENT).waitFor()
  await page.click('[data-do=send]')
  await readReceipt(page)
}

/** The report that was filed brings one file, whole. */
export async function arrivedOnce(session: Session, path: string): Promise<void> {
  const sha256 = base64url(hash(readFileSync(path)))
  const { lines } = await listQueue(session)
  const views = await Promise.all(lines.map(({ id }) => openReportAsHandler(session, id)))
  const files = views.flatMap(({ id, conversation }) => conversation.turns.flatMap((turn) => (turn.files ?? []).map((file) => ({ id, file }))))
  must(files.length === lines.length, 'a report brings more or fewer files than were sent with it')
  const mine = files.find(({ file }) => file.sha256 === sha256)
  if (mine === undefined) throw new Error('the file that was sent is not in any report')
  const parts: Uint8Array[] = []
  for await (const part of wholeFile(await openLogFile(session, mine.id, mine.file))) parts.push(part)
  must(base64url(hash(Buffer.concat(parts))) === sha256, 'what was fetched is not what was sent')
}

/** The process that all others of this browser belong to: the one of this profile that is of no type. */
function browserOf(profile: string): number {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).find((pid) => {
    const argumentsOf = commandOf(pid)
    return argumentsOf.includes(`--user-data-dir=${profile}`) && !argumentsOf.some((each) => each.startsWith('--type='))
  })
  if (found === undefined) throw new Error('the browser is not there')
  return Number(found)
}

function commandOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
