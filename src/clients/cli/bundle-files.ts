import { hex, utf8, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { HeldLog } from '#clients/member/held-log.ts'
import { openLogFile } from '#clients/member/log-file.ts'
import { openDeskLog, openReportLog } from '#clients/member/report-logs.ts'
import type { Session } from '#clients/member/session.ts'
import type { DeskEntry, ReportEntry } from '#domain/conversation.ts'
import { foldExhibits, shownExhibit, type Exhibit } from '#domain/exhibits.ts'
import { keysInAppraisals } from '#sealing/open/export-appraisals.ts'
import { APPRAISALS_FILE, CUSTODY_FILE, EXHIBITS_FILE, exhibitFile, keysIn, SUMS_FILE, sumsOf, type BundledEntry, type BundledFile, type BundleManifest } from '#sealing/open/bundle-manifest.ts'
import { MANIFEST_FILE, MANIFEST_SIGNATURE_FILE, README_FILE, type NamedAppraisal } from '#sealing/open/export-manifest.ts'
import { entryHash, hash, runningHash } from '#sealing/proof/hash.ts'
import { identityFile, newExportKey, sealForExport, signManifest, type ExportKey } from '#sealing/seal/export.ts'
import { appraisalsPage, type PagedAppraisals } from './appraisals-page.ts'
import type { ArchiveWriter } from './bundle-archive.ts'
import { bundleReadme } from './bundle-readme.ts'
import { custodyPage, type PagedCustody } from './custody-page.ts'
import { namesOf } from './desk-view.ts'
import { appraisalEntries, appraisalsOf, choiceOf, toldAs, type Choice } from './export-appraisals.ts'
import { exportedFile, hashed } from './export-attachments.ts'
import { clearEntry, keepSigned, namedEntries, sealedEntry, stemsOf, type Named } from './export-entries.ts'
import { officeEntries } from './export-files.ts'

export interface BundleOrder {
  readonly id: string
  /** By number; none for all. */
  readonly exhibits: readonly number[]
  /** Whether exhibits go along whose custody does not hold. */
  readonly brokenToo: boolean
  /** Whether the words of appraisals stay also where they might go. */
  readonly withoutOpinions: boolean
  /** Told before a large file is written. */
  readonly onFile: (name: string) => void
}

export interface Bundle {
  readonly manifest: BundleManifest
  /** Of the identity file, which goes another way. */
  readonly identityText: string
}

interface Opened {
  readonly session: Session
  readonly report: HeldLog
  readonly desk: HeldLog
  readonly all: readonly Exhibit[]
  readonly chosen: readonly Exhibit[]
  readonly appraisals: readonly Choice[]
}

/**
 * Makes a bundle of exhibits for somebody outside: what proves each and who had it, and not a word of the reporter's.
 * @throws Refusal `no-such-exhibit`; `custody-broken` for one that is not whole, unless it is wanted all the same
 */
export async function openForBundle(session: Session, { id, exhibits: numbers, brokenToo, withoutOpinions }: BundleOrder): Promise<Opened> {
  const asked = await appraisalsOf(session, id)
  const report = await openReportLog(session, id)
  const desk = await openDeskLog(session, report)
  const all = foldExhibits(desk.log.entries as readonly DeskEntry[], report.log.entries as readonly ReportEntry[])
  const chosen = numbers.length === 0 ? all : all.filter(({ number }) => numbers.includes(number))
  if (chosen.length === 0 || numbers.some((number) => !all.some((each) => each.number === number))) throw new Refusal('no-such-exhibit')
  const broken = chosen.find(({ isWhole }) => !isWhole)
  if (broken !== undefined && !brokenToo) throw new Refusal('custody-broken', { exhibit: broken.number })
  return { session, report, desk, all, chosen, appraisals: asked.map((each) => choiceOf(each, { desk, chosen, withoutOpinions })) }
}

/** Writes it. What is said stays in memory; files are written as they come, a segment at a time. */
export async function writeBundle(opened: Opened, { brokenToo, onFile }: Pick<BundleOrder, 'brokenToo' | 'onFile'>, archive: ArchiveWriter): Promise<Bundle> {
  const { session, report, desk, chosen } = opened
  const key = newExportKey()
  const files = new Map<string, Bytes>([[README_FILE, utf8(bundleReadme())]])
  const { appraisals: asked, ...told } = toldOf(opened)
  files.set(CUSTODY_FILE, await sealForExport(utf8(custodyPage(told)), key))
  if (asked.length > 0) files.set(APPRAISALS_FILE, await sealForExport(utf8(appraisalsPage({ appraisals: asked, members: told.members })), key))
  files.set(EXHIBITS_FILE, await sealForExport(utf8(`${JSON.stringify({ format: 'postern/exhibits/v1', ...told }, null, 2)}\n`), key))
  const office = await officeEntries(session)
  const entries = [...await bundledEntries(files, key, opened), ...office.map((entry, seq) => clearEntry(files, entry, seq))]
  const appraisals = await bundledAppraisals(files, key, opened)
  const listed = [...files].map(([file, bytes]) => ({ file, sha256: hex(hash(bytes)) }))
  for (const [name, bytes] of files) await archive.add(name, bytes.length, [bytes])
  const attached = await addFiles({ opened, key, archive, onFile })
  const differs = attached.find(({ holds }) => !holds)
  if (differs !== undefined && !brokenToo) throw new Refusal('custody-broken', { exhibit: differs.exhibit })
  const unsummed = [...listed, ...attached.map(({ body, sha256 }) => ({ file: body, sha256 }))]
  const sums = utf8(sumsOf(unsummed))
  await archive.add(SUMS_FILE, sums.length, [sums])
  const manifest: BundleManifest = {
    format: 'postern/bundle/v1', office: session.id, report: report.log.log, desk: desk.log.log,
    day: session.today(), author: session.unlocked().signing.publicId, seen: entries.at(-1)?.hash ?? '', recipient: key.recipient,
    exhibits: chosen.map(({ number, hash: entry, isWhole }) => ({ number, entry, isWhole: isWhole && attached.every((each) => each.holds || each.exhibit !== number) })),
    entries, ...(appraisals.length === 0 ? {} : { appraisals }), attachments: attached.map(({ exhibit, log, seq, id, body }) => ({ exhibit, log, seq, id, body })),
    files: [...unsummed, { file: SUMS_FILE, sha256: hex(hash(sums)) }],
  }
  await addManifest(session, archive, manifest)
  const identityText = identityFile(key)
  key.identity.forget()
  return { manifest, identityText }
}

async function addManifest(session: Session, archive: ArchiveWriter, manifest: BundleManifest): Promise<void> {
  const bytes = utf8(`${JSON.stringify(manifest, null, 2)}\n`)
  const signature = await signManifest(session.unlocked().signing, bytes, manifest.format)
  await archive.add(MANIFEST_FILE, bytes.length, [bytes])
  await archive.add(MANIFEST_SIGNATURE_FILE, signature.length, [signature])
}

/** The exhibits as they are folded, what experts were asked about them, and the members' names by key: those alone who are in it. */
function toldOf({ session, chosen, appraisals }: Opened): PagedCustody & PagedAppraisals {
  const nameOf = namesOf(session)
  const told = appraisals.map(toldAs)
  const keys = [...keysIn(chosen), ...keysInAppraisals(told)]
  return { exhibits: chosen.map(shownExhibit), appraisals: told, members: Object.fromEntries(keys.map((key) => [key, nameOf(key)])) }
}

/** The report up to what an exhibit came from, without words; the desk log with those of the exhibits and their custody. */
async function bundledEntries(files: Map<string, Bytes>, key: ExportKey, opened: Opened): Promise<BundledEntry[]> {
  const { report, desk, chosen } = opened
  const last = Math.max(-1, ...chosen.map((exhibit) => sourceOf(opened, exhibit)?.seq ?? -1))
  const named = [...namedEntries('report', report).slice(0, last + 1), ...namedEntries('desk', desk)]
  const stems = stemsOf(named)
  return Promise.all(named.map(async (each, number) => {
    const stem = stems[number] ?? ''
    const kept = keptBack(opened, each)
    if (kept === null) return sealedEntry(files, key, { ...each, stem })
    return { log: each.log, seq: each.seq, hash: entryHash(each.entry), ...keepSigned(files, stem, each.entry), body: null, ageHeader: null, ...kept }
  }))
}

function bundledAppraisals(files: Map<string, Bytes>, key: ExportKey, { appraisals }: Opened): Promise<NamedAppraisal[]> {
  return Promise.all(appraisals.map(async ({ opened, exhibits, isKeptBack }, index) => (
    { id: opened.view.id, exhibits, entries: await appraisalEntries(files, { key, index, isKeptBack }, opened) })))
}

/** @returns null where the words go along: of the exhibits, their custody, and what does not open and may be about them. */
function keptBack({ desk, all, chosen }: Opened, { log, seq }: Pick<Named, 'log' | 'seq'>): { readonly about?: number } | null {
  const entry = log === 'desk' ? desk.log.entries[seq] : undefined
  if (entry === undefined) return {}
  if (entry.kind === 'unreadable') return entry.claimed === 'exhibit' || entry.claimed === 'custody' ? null : {}
  if (entry.kind === 'exhibit') return chosen.some(({ hash: each }) => each === entry.hash) ? null : {}
  if (entry.kind !== 'custody') return {}
  const other = all.find(({ hash: each, links }) => each === entry.body.exhibit && links.some((link) => link.hash === entry.hash))
  return other === undefined || chosen.includes(other) ? null : { about: other.number }
}

/** The entry of the report that brought an exhibit, and the file's id there. */
function sourceOf({ report, desk }: Opened, { hash: own }: Exhibit): { readonly seq: number; readonly id: string } | undefined {
  const entry = desk.log.entries.find((each) => each.hash === own)
  const source = entry?.kind === 'exhibit' ? entry.body.source : undefined
  const seq = report.log.entries.findIndex((each) => each.hash === source?.entry)
  return source === undefined || seq < 0 ? undefined : { seq, id: source.file }
}

interface Adding {
  readonly opened: Opened
  readonly key: ExportKey
  readonly archive: ArchiveWriter
  readonly onFile: (name: string) => void
}

interface Added extends BundledFile {
  readonly sha256: string
  /** Whether its bytes are those that the entries name. */
  readonly holds: boolean
}

async function addFiles({ opened, key, archive, onFile }: Adding): Promise<readonly Added[]> {
  const { session, report, desk, chosen } = opened
  const added: Added[] = []
  for (const exhibit of chosen) {
    const seq = exhibit.log === 'desk' ? exhibit.links[0]?.seq : sourceOf(opened, exhibit)?.seq
    for (const [index, attachment] of exhibit.files.entries()) {
      const body = exhibitFile(exhibit.number, index)
      onFile(body)
      const file = await openLogFile(session, (exhibit.log === 'desk' ? desk : report).log.log, attachment)
      const { sizeBytes, pieces, found } = exportedFile(key, file)
      const whole = runningHash()
      await archive.add(body, sizeBytes, hashed(pieces, whole))
      const { sha256, file: id } = found()
      const holds = sha256 === attachment.sha256 && id === attachment.file
      added.push({ exhibit: exhibit.number, log: exhibit.log, seq: seq ?? 0, id: attachment.file, body, sha256: hex(whole.digest()), holds })
    }
  }
  return added
}
