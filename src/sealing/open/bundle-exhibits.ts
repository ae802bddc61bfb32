import * as v from 'valibot'
import { canonicalJson } from '#base/json.ts'
import { isExhibit } from '#domain/appraisal.ts'
import { BODIES, type Attachment, type Bodies } from '#domain/bodies.ts'
import type { DeskEntry } from '#domain/conversation.ts'
import { foldExhibits, shownExhibit, type Exhibit, type ShownExhibit, type WithheldEntry } from '#domain/exhibits.ts'
import type { CheckedEntry } from '../proof/chain.ts'
import { APPRAISALS_FILE, bundledExhibits, CUSTODY_FILE, EXHIBITS_FILE, keysIn, type BundledEntry, type BundledExhibits, type BundledFile, type BundleManifest } from './bundle-manifest.ts'
import { Broken, fileOf, identityIn, jsonOf, type ExportBreak, type Held, type StreamFile } from './export-check.ts'
import { keysInAppraisals, openAppraisal, type SealedAppraisal, type ToldAppraisal } from './export-appraisals.ts'
import { readExported, type FoundFile } from './export-file.ts'
import { openedEntry, openedWith } from './export-open.ts'

export interface BundleLogs {
  readonly report: readonly CheckedEntry[]
  readonly desk: readonly CheckedEntry[]
}

export interface Outside {
  readonly manifest: BundleManifest
  readonly held: Held
  readonly logs: BundleLogs
  readonly appraisals: readonly SealedAppraisal[]
  readonly stream: StreamFile
}

/** Who had each exhibit when, as the signed entries say it. */
export interface OpenedCustody {
  readonly exhibits: readonly ShownExhibit[]
  /** By signing key, what the bundle's author calls them: no entry proves it. */
  readonly members: Readonly<Record<string, string>>
  /** `custody.txt` as it came: whoever knows its words holds it to these exhibits. */
  readonly page: Uint8Array
}

export interface OpenedBundle {
  readonly custody: OpenedCustody
  /** The first link that does not fit: then it is shown with the others, and nothing beyond is looked at. */
  readonly broken: ExportBreak | null
  readonly appraisals: readonly ToldAppraisal[]
  /** `appraisals.txt` as it came. */
  readonly appraisalsPage: Uint8Array | null
}

/** Opens everything, reads every file whole, and makes the exhibits of the entries anew: they must be those that the author listed. @throws Broken */
export async function openBundle(outside: Outside, identityText: string): Promise<OpenedBundle> {
  const { manifest, held, logs } = outside
  const identity = await identityIn(identityText, manifest.recipient, 'identity.txt')
  const listed = await listedExhibits(held, identity)
  const page = await pageIn(held, CUSTODY_FILE, identity)
  const appraisalsPage = manifest.appraisals === undefined ? null : await pageIn(held, APPRAISALS_FILE, identity)
  const found = await readAttached(outside, identity)
  const desk = await Promise.all(manifest.entries.filter(({ log }) => log === 'desk').map((entry) => deskEntry(outside, entry, identity)))
  checkBytes(manifest, desk, found)
  const report = logs.report.map((entry) => keptBack(entry, whatIsKnown(manifest, { listed, found }, entry)))
  const exhibits = foldExhibits(desk, report)
  const broken = brokenLink(manifest, exhibits)
  const appraisals = broken === null ? await Promise.all(outside.appraisals.map((each) => openedAbout(each, { held, exhibits, identity }))) : outside.appraisals.map(({ told }) => told)
  const keys = [...new Set([...keysIn(exhibits), ...keysInAppraisals(appraisals)])]
  const members = Object.fromEntries(keys.map((key) => [key, listed.members[key] ?? '']))
  const custody = { exhibits: exhibits.map(shownExhibit), members, page }
  if (broken === null) checkListed(manifest, { exhibits, keys }, listed)
  return { custody, broken, appraisals, appraisalsPage }
}

async function pageIn(held: Held, file: string, identity: string): Promise<Uint8Array> {
  const page = await openedWith(identity, held.get(file) ?? new Uint8Array(0))
  if (page === null) throw new Broken('does-not-open', file)
  return page
}

interface Registered {
  readonly held: Held
  readonly exhibits: readonly Exhibit[]
  readonly identity: string
}

/** Each item is the exhibit that it says, to the bytes of its files; the manifest names those and no other. @throws Broken `appraisal` */
async function openedAbout(sealed: SealedAppraisal, { held, exhibits, identity }: Registered): Promise<ToldAppraisal> {
  const told = await openAppraisal(sealed, held, identity)
  if (told.isKeptBack) return told
  const { words } = told
  const [first] = sealed.entries
  const items = words?.items.map((item) => exhibits.find((exhibit) => isExhibit(words, item, exhibit))?.number ?? 0) ?? []
  if (items.toSorted((a, b) => a - b).join() !== told.exhibits.join()) throw new Broken('appraisal', first?.body ?? APPRAISALS_FILE, first)
  return told
}

/** @throws Broken `exhibits` */
function checkListed(manifest: BundleManifest, { exhibits, keys }: { readonly exhibits: readonly Exhibit[]; readonly keys: readonly string[] }, listed: BundledExhibits): void {
  const [ours, theirs] = [exhibits.map(shownExhibit), listed.exhibits].map(spelled)
  const isNamed = canonicalJson(manifest.exhibits) === canonicalJson(exhibits.map(({ number, hash, isWhole }) => ({ number, entry: hash, isWhole })))
  // A file that is no exhibit's would look like evidence to whoever unpacks the archive.
  const isEachOnes = manifest.attachments.map(({ exhibit, id }) => `${exhibit} ${id}`).join() === exhibits.flatMap(({ number, files }) => files.map(({ file }) => `${number} ${file}`)).join()
  // Those alone who are in it: a name beside them would look like somebody who had a part.
  const isInIt = Object.keys(listed.members).sort().join() === [...keys].sort().join()
  if (ours === null || ours !== theirs || !isNamed || !isEachOnes || !isInIt) throw new Broken('exhibits', EXHIBITS_FILE)
}

async function listedExhibits(held: Held, identity: string): Promise<BundledExhibits> {
  const words = await openedWith(identity, held.get(EXHIBITS_FILE) ?? new Uint8Array(0))
  const parsed = v.safeParse(bundledExhibits, words === null ? undefined : jsonOf(words))
  if (!parsed.success) throw new Broken('does-not-open', EXHIBITS_FILE)
  return parsed.output
}

function spelled(value: unknown): string | null {
  try {
    return canonicalJson(value)
  } catch {
    return null
  }
}

type Found = ReadonlyMap<BundledFile, FoundFile>

/** Every file, opened to its end: its id must be the one that the signed header names, so that its bytes are those that were sent then. */
async function readAttached({ manifest, stream }: Outside, identity: string): Promise<Found> {
  const found = new Map<BundledFile, FoundFile>()
  for (const attached of manifest.attachments) {
    const { body, log, seq } = attached
    const pieces = await stream(body)
    if (pieces === null) throw new Broken('missing', body, { log, seq })
    const file = await readExported(identity, pieces)
    if (file?.file !== attached.id) throw new Broken('does-not-open', body, { log, seq })
    found.set(attached, file)
  }
  return found
}

async function deskEntry({ held, logs }: Outside, entry: BundledEntry, identity: string): Promise<DeskEntry | WithheldEntry> {
  const checked = logs.desk[entry.seq]
  if (checked === undefined) throw new Broken('missing', entry.header, entry)
  if (entry.body === null) return keptBack(checked, [])
  const { header: { kind, seq, author, day, docket, files = [] }, hash } = checked
  const placed = { seq, hash, author, day, docket }
  if (entry.unreadable === true) return { ...placed, kind: 'unreadable', claimed: kind }
  const words = await openedEntry(identity, fileOf(held, entry.body, entry), entry.ageHeader)
  const parsed = v.safeParse(BODIES[kind], words === null ? undefined : jsonOf(words))
  const cited: readonly Attachment[] = parsed.success && 'files' in parsed.output ? parsed.output.files ?? [] : []
  if (!parsed.success || cited.map(({ file }) => file).join() !== files.join()) throw new Broken('does-not-open', entry.body, entry)
  return { ...placed, kind, body: parsed.output } as DeskEntry
}

function keptBack({ header, hash }: CheckedEntry, files: readonly Attachment[]): WithheldEntry {
  return { kind: 'withheld', claimed: header.kind, hash, files }
}

/** The words of an exhibit say of each of its own files what was found in it. */
function checkBytes({ attachments }: BundleManifest, desk: readonly (DeskEntry | WithheldEntry)[], found: Found): void {
  for (const attached of attachments.filter(({ log }) => log === 'desk')) {
    const entry = desk[attached.seq]
    const body: Bodies['exhibit'] | null = entry?.kind === 'exhibit' ? entry.body : null
    const said = body?.files?.find(({ file }) => file === attached.id)
    const is = found.get(attached)
    if (said === undefined || said.sha256 !== is?.sha256 || said.sizeBytes !== is.sizeBytes) throw new Broken('does-not-open', attached.body, attached)
  }
}

/**
 * [Note: A source without its words] What the reporter said stays away, and with it what the reporter's entry says of its files. That the file is
 * the reporter's stands in the signed header, whose id was made anew from the file's own bytes; its SHA-256 and size are those that were found.
 * What it is called, its type and what was taken out of it are the author's word.
 */
function whatIsKnown({ attachments }: BundleManifest, { listed, found }: { readonly listed: BundledExhibits; readonly found: Found }, { header }: CheckedEntry): readonly Attachment[] {
  return attachments.filter(({ log, seq }) => log === 'report' && seq === header.seq).flatMap((attached) => {
    const told = listed.exhibits.find(({ number }) => number === attached.exhibit)?.files.find(({ file }) => file === attached.id)
    const is = found.get(attached)
    return is === undefined ? [] : [{ ...UNTOLD, ...told, ...is, key: '', nonce: '' }]
  })
}

const UNTOLD = { name: '', type: 'application/octet-stream', cleaning: 'kept-as-it-was' } as const

/** `custody`, at the first entry that does not fit; null if all do. */
function brokenLink({ entries }: BundleManifest, exhibits: readonly Exhibit[]): ExportBreak | null {
  const wrong = exhibits.flatMap(({ links }) => links).find(({ breaks }) => breaks.length > 0)
  const entry = entries.find(({ hash }) => hash === wrong?.hash)
  return wrong === undefined ? null : new Broken('custody', entry?.header ?? CUSTODY_FILE, entry).at
}
