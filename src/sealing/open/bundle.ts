import type { CheckedEntry } from '../proof/chain.ts'
import type { OfficeHistory } from '../proof/standing.ts'
import { APPRAISALS_FILE, bundleManifest, CUSTODY_FILE, EXHIBITS_FILE, SUMS_FILE, sumsOf, type BundledEntry, type BundleManifest } from './bundle-manifest.ts'
import { openBundle, type BundleLogs, type OpenedCustody } from './bundle-exhibits.ts'
import { checkAppraisals, type SealedAppraisal, type ToldAppraisal } from './export-appraisals.ts'
import {
  Broken, checkAbout, checkAuthor, checkDocket, checkLog, checkOffice, readFiles, readManifest, type ExportBreak, type Held, type ReadFile, type StreamFile,
} from './export-check.ts'
import { MANIFEST_FILE, MANIFEST_SIGNATURE_FILE, README_FILE } from './export-manifest.ts'

/** An archive that was found to be nothing but its files. */
export interface Archive {
  /** Of every file, in their order. */
  readonly names: readonly string[]
  readonly read: ReadFile
  readonly stream: StreamFile
}

export interface CheckedBundle {
  readonly broken: ExportBreak | null
  readonly exhibits: number
  readonly entries: number
  readonly files: number
  /** Whether there was an identity, and everything was opened and read with it. */
  readonly opened: boolean
  /** Made anew, also where a link of it does not fit; null without an identity, and where something else does not hold. */
  readonly custody: OpenedCustody | null
  /** From outside as their signed headers say, with an identity with their words. */
  readonly appraisals: readonly ToldAppraisal[]
  /** `appraisals.txt` as it came; null without an identity, and where there are none. */
  readonly appraisalsPage: Uint8Array | null
  /** `README.txt` as it came; null where something does not hold. */
  readonly readme: Uint8Array | null
}

/**
 * Verifies a bundle offline: the manifest's signature, every file's hash, every chain and signature, and what each author was allowed to at
 * that point of the office log. With the identity every body and every file is opened, and the exhibits are made of the entries anew: each file
 * must be the one that a signed header names, and each custody must hold.
 *
 * @param identity - the text of the identity file; null to look from outside.
 */
export async function checkBundle(archive: Archive, identity: string | null): Promise<CheckedBundle> {
  try {
    const manifest = await readManifest(archive.read, bundleManifest)
    checkNames(manifest, archive.names)
    const held = await readFiles(archive, manifest)
    checkSums(manifest, held)
    const history = await checkOffice(manifest, held)
    const logs = await checkLogs(manifest, held, history)
    checkChosen(manifest, logs)
    checkKeptBack(manifest, logs)
    checkAttached(manifest, logs)
    const appraisals = await checkAppraisals({ manifest, held, history, files: new Set(manifest.attachments.map(({ id }) => id)) })
    checkAsked(manifest, logs, appraisals)
    const opened = identity === null ? null : await openBundle({ manifest, held, logs, appraisals, stream: archive.stream }, identity)
    const custody = opened?.custody ?? null
    if (opened !== null && opened.broken !== null) return { ...brokenAt(opened.broken), custody }
    checkWhole(manifest)
    const asked = { appraisals: opened?.appraisals ?? appraisals.map(({ told }) => told), appraisalsPage: opened?.appraisalsPage ?? null }
    const counts = { exhibits: manifest.exhibits.length, entries: manifest.entries.length, files: manifest.files.length }
    return { broken: null, ...counts, opened: opened !== null, custody, ...asked, readme: held.get(README_FILE) ?? null }
  } catch (error) {
    if (error instanceof Broken) return brokenAt(error.at)
    throw error
  }
}

export function brokenAt(broken: ExportBreak): CheckedBundle {
  return { broken, exhibits: 0, entries: 0, files: 0, opened: false, custody: null, appraisals: [], appraisalsPage: null, readme: null }
}

/** What the manifest names is there in its order, each once, then the manifest and its signature, and nothing else. */
function checkNames({ files, appraisals }: BundleManifest, names: readonly string[]): void {
  const expected = [...files.map(({ file }) => file), MANIFEST_FILE, MANIFEST_SIGNATURE_FILE]
  for (const file of [...expected, README_FILE, SUMS_FILE, CUSTODY_FILE, EXHIBITS_FILE, ...(appraisals === undefined ? [] : [APPRAISALS_FILE])]) if (!names.includes(file)) throw new Broken('missing', file)
  const surplus = names.find((name) => !expected.includes(name) || (name === APPRAISALS_FILE && appraisals === undefined))
  if (surplus !== undefined) throw new Broken('unexpected', surplus)
  if (expected.join('\n') !== names.join('\n')) throw new Broken('manifest', MANIFEST_FILE)
}

/** What a stock `sha256sum -c` reads says the same as the manifest. */
function checkSums({ files }: BundleManifest, held: Held): void {
  const sums = held.get(SUMS_FILE) ?? new Uint8Array(0)
  if (new TextDecoder().decode(sums) !== sumsOf(files)) throw new Broken('sums', SUMS_FILE)
}

async function checkLogs(manifest: BundleManifest, held: Held, history: OfficeHistory): Promise<BundleLogs> {
  await checkAuthor(manifest, history)
  const desk = await checkLog({ manifest, held, history }, 'desk')
  checkAbout(manifest, desk)
  // No exhibit came with the report: then nothing of it does.
  if (!manifest.entries.some(({ log }) => log === 'report')) return { report: [], desk }
  const report = await checkLog({ manifest, held, history }, 'report')
  await checkDocket(manifest, report)
  return { report, desk }
}

/** Each exhibit stands where the desk log's headers say it does, counted from 1. */
function checkChosen({ exhibits, entries }: BundleManifest, { desk }: BundleLogs): void {
  const registered = registeredIn(desk)
  const named = entries.filter(({ log }) => log === 'desk')
  let before = 0
  for (const { number, entry } of exhibits) {
    const there = registered[number - 1]
    const own = there === undefined ? undefined : named[there.header.seq]
    if (number <= before || there?.hash !== entry || own?.body === null || own?.unreadable === true) throw new Broken('manifest', MANIFEST_FILE)
    before = number
  }
}

function registeredIn(desk: readonly CheckedEntry[]): readonly CheckedEntry[] {
  return desk.filter(({ header }) => header.kind === 'exhibit')
}

/**
 * Words are kept back of everything but exhibits and their custody; of an exhibit only if it is not in the bundle, and of custody only if it is
 * about such a one. Whose exhibit that was stands in sealed words: it is the author's word, and signed as such.
 */
function checkKeptBack({ exhibits, entries }: BundleManifest, { desk }: BundleLogs): void {
  const chosen = new Set(exhibits.map(({ number }) => number))
  let count = 0
  const without = new Set<number>()
  for (const entry of entries) {
    if (entry.log === 'office') continue
    const kind = entry.log === 'desk' ? desk[entry.seq]?.header.kind : undefined
    if (kind === 'exhibit') count += 1
    if (kind === 'exhibit' && entry.body === null) without.add(count)
    const fits = kind === 'exhibit' ? exhibitFits(entry, chosen.has(count)) : kind === 'custody' ? custodyFits(entry, without) : entry.body === null && entry.about === undefined
    if (!fits) throw new Broken(kind === 'custody' ? 'custody' : 'manifest', entry.header, entry)
  }
}

function exhibitFits({ body, about, unreadable }: BundledEntry, isChosen: boolean): boolean {
  return about === undefined && isChosen === (body !== null && unreadable !== true)
}

function custodyFits({ body, about }: BundledEntry, without: ReadonlySet<number>): boolean {
  return body === null ? about !== undefined && without.has(about) : about === undefined
}

/** Every file that the header of an exhibit names is there; one out of the report is one that a header of the report names. */
function checkAttached({ exhibits, entries, attachments, files }: BundleManifest, { report, desk }: BundleLogs): void {
  const numbers = new Set(exhibits.map(({ number }) => number))
  const bodies = new Set(attachments.map(({ body }) => body))
  const listed = new Set(files.map(({ file }) => file))
  if (bodies.size !== attachments.length) throw new Broken('manifest', MANIFEST_FILE)
  for (const { body, exhibit, log, seq } of attachments) if (!listed.has(body) || !numbers.has(exhibit)) throw new Broken('manifest', MANIFEST_FILE, { log, seq })
  for (const { number, entry } of exhibits) {
    const own = attachments.filter(({ exhibit }) => exhibit === number)
    const { header } = desk.find(({ hash: each }) => each === entry) ?? {}
    const seq = header?.seq ?? 0
    const fits = header?.files === undefined
      ? own.length <= 1 && own.every((each) => each.log === 'report' && report[each.seq]?.header.files?.includes(each.id) === true)
      : own.map(({ id }) => id).join() === header.files.join() && own.every((each) => each.log === 'desk' && each.seq === seq)
    if (!fits) throw new Broken('missing', entries.find((each) => each.hash === entry)?.header ?? MANIFEST_FILE, { log: 'desk', seq })
  }
}

/**
 * The words of an appraisal are here only if they are about exhibits that are here, and are kept back only if it is about another: that stands in its
 * words, and is the author's word.
 */
function checkAsked({ exhibits }: BundleManifest, { desk }: BundleLogs, appraisals: readonly SealedAppraisal[]): void {
  const chosen = new Set(exhibits.map(({ number }) => number))
  const registered = registeredIn(desk).length
  for (const { entries: [first], told: { exhibits: numbers, isKeptBack } } of appraisals) {
    const isOrdered = numbers.every((number, at) => number <= registered && number > (numbers[at - 1] ?? 0))
    const areHere = numbers.length > 0 && numbers.every((number) => chosen.has(number))
    if (!isOrdered || areHere === isKeptBack) throw new Broken('appraisal', first?.header ?? MANIFEST_FILE, first)
  }
}

/** A bundle may be made of an exhibit whose custody does not hold; it then says so, and so does whoever verifies it. */
function checkWhole({ exhibits, entries }: BundleManifest): void {
  const broken = exhibits.find(({ isWhole }) => !isWhole)
  const entry = entries.find(({ hash: each }) => each === broken?.entry)
  if (broken !== undefined) throw new Broken('custody', entry?.header ?? MANIFEST_FILE, entry)
}
