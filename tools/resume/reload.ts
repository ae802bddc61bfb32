// The same with a tab that is loaded anew, or duplicated, in the middle of a file: what had arrived is not sent again, a changed file goes
// under another key, and no key ever seals two contents. A line between browser and service remembers each segment that was put on it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { chromium, type Browser, type Page } from 'playwright-core'
import type { Bytes } from '#base/bytes.ts'
import type { Session } from '#clients/member/session.ts'
import type { UploadNote } from '#clients/transport/content.ts'
import { useDigest } from '#sealing/proof/hash.ts'
import { SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { nativeDigest } from '#server/native-hash.ts'
import { readReceipt } from '#test/reporter-scene.ts'
import { chromiumPath } from '#test/support/browser-paths.ts'
import { CHROMIUM_FLAGS } from '#test/support/chromium-flags.ts'
import { startWithOffice } from '#test/support/client.ts'
import { arrivedOnce, pick, reporting, SENT, type Rounds } from './browser.ts'
import { watchedLine, type LinePut, type WatchedLine } from './line.ts'
import { noteKey } from './note-key.ts'
import { between } from './plan.ts'
import { changeByte, must, writeRandom } from './round.ts'
import type { Ending } from './service.ts'
import { keysUsedTwice } from './wire.ts'

/** What is picked after the tab was loaded anew, and where. `forgets` is the control: a tab that lost its note. */
const KINDS = ['same', 'changed', 'twin', 'same', 'changed', 'forgets'] as const
type Kind = (typeof KINDS)[number]

export interface ReloadOutcome {
  readonly rounds: number
  readonly wentOn: number
  readonly anew: number
  readonly segments: number
  readonly notSentAgain: number
}

export function reloadSummary({ rounds, wentOn, anew, segments, notSentAgain }: ReloadOutcome): string {
  return `reloads: ${rounds} in the middle of a file; ${wentOn} went on, ${notSentAgain} of their ${segments} segments not sent again; ${anew} begun anew under another key; sent twice: 0, keys used twice: 0`
}

interface Scene { readonly browser: Browser; readonly line: WatchedLine; readonly session: Session; readonly path: string }

export async function runReloadRig(ending: Ending, { rounds, segmentsMax, tell }: Rounds): Promise<ReloadOutcome> {
  useDigest(nativeDigest)
  const executablePath = chromiumPath()
  if (executablePath === null) throw new Error('no Chromium on this machine; npm test installs it where it can')
  const { postern, session } = await startWithOffice(ending as TestContext)
  const folder = mkdtempSync(join(tmpdir(), 'postern-resume-reload-'))
  ending.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] })
  ending.after(() => browser.close())
  const line = await watchedLine(ending, postern.url)
  const scene = { browser, line, session, path: join(folder, 'recording.bin') }
  const outcome = { rounds, wentOn: 0, anew: 0, segments: 0, notSentAgain: 0 }
  for (let round = 1; round <= rounds; round++) {
    const kind = KINDS[(round - 1) % KINDS.length] ?? 'same'
    const segments = Math.floor(between(4, segmentsMax))
    const before = Math.floor(between(1, segments - 1))
    await runReloadRound(scene, { kind, segments, before })
    const wentOn = kind === 'same' || kind === 'twin'
    outcome[wentOn ? 'wentOn' : 'anew'] += 1
    if (wentOn) [outcome.segments, outcome.notSentAgain] = [outcome.segments + segments, outcome.notSentAgain + before]
    tell(`reload ${round}/${rounds}: ${kind}, after ${before} of ${segments} segments`)
  }
  return outcome
}

async function runReloadRound(scene: Scene, { kind, segments, before }: { readonly kind: Kind; readonly segments: number; readonly before: number }): Promise<void> {
  const { browser, line, session, path } = scene
  writeRandom(path, segments * SEGMENT_BYTES - SEGMENT_BYTES / 2)
  const old = new Uint8Array(readFileSync(path))
  const context = await browser.newContext({ locale: 'en-GB' })
  try {
    const first = await context.newPage()
    first.on('dialog', (dialog) => { void dialog.accept() })
    const start = line.puts.length
    await reporting(first, line.url)
    line.holdAfter(arrivedIn(line.puts) + before)
    await pick(first, path)
    await line.untilArrived(arrivedIn(line.puts.slice(0, start)) + before)
    const [note] = await notesOf(first)
    if (note === undefined) throw new Error('the tab noted nothing of a file that is under way')
    const page = await nextTab(first, line.url, kind)
    line.release()
    if (kind === 'changed') changeByte(path, Math.floor(between(0, old.length)))
    const middle = line.puts.length
    await pick(page, path)
    await page.locator('#write [data-room] li').getByText(SENT).waitFor()
    const notes = new Map([...await notesOf(page), note].map((each) => [each.upload, each]))
    holds({ kind, before, segments }, { note, notes, old, words: new Uint8Array(readFileSync(path)) }, { all: line.puts.slice(start), later: line.puts.slice(middle) })
    await page.click('[data-do=send]')
    await readReceipt(page)
    const left = (await notesOf(page)).filter(({ upload }) => kind !== 'changed' || upload !== note.upload)
    must(left.length === 0, 'a tab remembers a file that was cited')
    await arrivedOnce(session, path)
  } finally {
    await context.close()
  }
}

/** The tab as it is after the reload, at the last step; or its twin, with a copy of its session, while the first is still there. */
async function nextTab(first: Page, url: string, kind: Kind): Promise<Page> {
  if (kind === 'twin') {
    const [twin] = await Promise.all([first.context().waitForEvent('page'), first.evaluate(() => { window.open('/') })])
    return reporting(twin, url)
  }
  if (kind === 'forgets') await first.evaluate(() => { sessionStorage.clear() })
  await first.reload()
  return reporting(first, url)
}

interface Words { readonly note: UploadNote; readonly notes: ReadonlyMap<string, UploadNote>; readonly old: Bytes; readonly words: Bytes }

function holds({ kind, before, segments }: { readonly kind: Kind; readonly before: number; readonly segments: number }, { note, notes, old, words }: Words,
  { all, later }: { readonly all: readonly LinePut[]; readonly later: readonly LinePut[] }): void {
  const keyOf = ({ upload }: LinePut): string => {
    const found = notes.get(upload)
    if (found === undefined) throw new Error('a segment went under an upload that no tab noted')
    return noteKey(found, upload === note.upload ? old : words)
  }
  const puts = all.map((put) => ({ ...put, key: keyOf(put) }))
  must(keysUsedTwice(puts).length === 0, 'one key sealed two contents')
  const goesOn = later.filter(({ upload }) => upload === note.upload)
  if (kind === 'changed') {
    must(goesOn.length === 0, 'a changed file went on under the old key')
    must(keysUsedTwice(all.map((put) => ({ ...put, key: 'one' }))).length > 0, 'the control, a changed file under one key, was not seen')
  } else if (kind === 'forgets') must(later.length >= segments && goesOn.length === 0, 'the control, a tab without its note, was not seen to send all again')
  else must(goesOn.length === later.length && later.length === segments - before, `${later.length} segments were sent after ${before} of ${segments} had arrived`)
}

function arrivedIn(puts: readonly LinePut[]): number {
  return puts.filter(({ arrived }) => arrived).length
}

async function notesOf(page: Page): Promise<readonly UploadNote[]> {
  return JSON.parse(await page.evaluate(() => sessionStorage.getItem('postern')) ?? '[]') as readonly UploadNote[]
}
