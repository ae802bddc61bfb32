import * as v from 'valibot'
import { equalBytes, fromUtf8, hex, type Bytes } from '#base/bytes.ts'
import { addDays, asDay, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { Appraisal } from '#domain/appraisal.ts'
import { BODIES } from '#domain/bodies.ts'
import type { AccessChange } from '#domain/reasons.ts'
import { isOver, type Disclosure } from '#domain/disclosure.ts'
import type { KeptDate } from '#domain/kept-dates.ts'
import { parseCanonical } from '#base/json.ts'
import type { ReadFile } from '#sealing/open/export-check.ts'
import { checkBareLog, JournalWalk, placeInJournal, type AuditJournal, type BareEntry } from '#sealing/proof/audit-log.ts'
import { checkChain, type CheckedEntry } from '#sealing/proof/chain.ts'
import { entryHash, hash } from '#sealing/proof/hash.ts'
import { verifySignature } from '#sealing/proof/sign.ts'
import { checkStanding, exportSignedBytes, officeHistory, type OfficeHistory } from '#sealing/proof/standing.ts'
import type { SignedEntry } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { decodeAuditPage, decodeJournalPage } from '#wire/audit.ts'
import { decodeLogPage } from '#wire/log.ts'
import { auditFile, auditManifest, type AuditManifest, type AuditPart } from './audit-manifest.ts'

/** @returns null for a file that is not there */

/** Where an audit export is not what was signed. */
export interface AuditBreak {
  readonly where: string
  readonly seq: number | null
  readonly reason: string
}

/** A date that the office owed a reporter, and what became of it. */
export interface AuditDate extends KeptDate {
  readonly log: string
}

export interface AuditAccess {
  readonly day: Day
  readonly member: string
  readonly log: string
}

export interface AuditFindings {
  readonly office: string
  readonly day: Day
  readonly logs: number
  readonly entries: number
  /** Of the journal. */
  readonly days: number
  /** The signed note of each closed day: whoever kept one elsewhere can compare. */
  readonly checkpoints: readonly { readonly day: Day; readonly note: string }[]
  /** Entries of a day that the journal has not closed yet. */
  readonly waiting: number
  readonly dates: readonly AuditDate[]
  readonly access: readonly AuditAccess[]
  readonly sessions: readonly { readonly day: Day; readonly member: string }[]
  /** Ways in that became others. */
  readonly changes: readonly { readonly day: Day; readonly member: string; readonly what: AccessChange }[]
  readonly erased: readonly string[]
  readonly disclosures: readonly AuditDisclosure[]
  readonly appraisals: readonly AuditAppraisal[]
  readonly cases: readonly AuditCase[]
}

/** A case: that there is one, who opened it and how much was written in it. Not what, and not which reports are in it: no header says so. */
export interface AuditCase {
  readonly log: string
  readonly openedBy: string
  readonly openedDay: Day
  readonly entries: number
}

/** A question to an expert: without what was asked and found. The report that it is about is the one that its header names. */
export interface AuditAppraisal extends Appraisal {
  readonly log: string
  readonly about: string | null
}

/** A request for an identity: without its reasons, and without saying of which report. */
export interface AuditDisclosure extends Disclosure {
  readonly log: string
}

class Broken extends Error {
  readonly found: AuditBreak

  constructor(reason: string, where: string, seq: number | null = null) {
    super(reason)
    this.found = { where, seq, reason }
  }
}

export interface AuditTask {
  readonly read: ReadFile
  /** An earlier export of the same office: all of it must still be there. */
  readonly since: ReadFile | null
  readonly progress: (walked: { readonly logs: number; readonly entries: number }) => void
}

/** Holds an audit export to its signatures, offline and without any key. @returns what it shows, or the first thing that does not hold */
export async function checkAudit(task: AuditTask): Promise<AuditFindings | { readonly broken: AuditBreak }> {
  try {
    return await findings(task)
  } catch (error) {
    if (error instanceof Broken) return { broken: error.found }
    throw error
  }
}

/** What was gathered while walking. */
interface Walk {
  readonly manifest: AuditManifest
  readonly history: OfficeHistory
  readonly journal: AuditJournal
  readonly earlier: Earlier | null
  readonly seen: Set<string>
  readonly erased: Set<string>
  readonly emptied: Map<string, string | null>
  readonly dates: AuditDate[]
  readonly disclosures: AuditDisclosure[]
  readonly appraisals: AuditAppraisal[]
  readonly cases: AuditCase[]
  entries: number
  waiting: number
}

async function findings({ read: found, since, progress }: AuditTask): Promise<AuditFindings> {
  const manifest = await readManifest(found)
  const read = await checkFiles(found, manifest)
  const office = await logPages(read, 'office')
  const history = await named('office', () => officeHistory(office))
  if (history.office !== manifest.office) throw new Broken('office', 'manifest.json')
  const author = history.fold.members.get(manifest.author)
  if (author?.active !== true || !author.roles.includes('auditor')) throw new Broken('author', 'manifest.json')
  const { journal, checkpoints } = await readJournal(read, history)
  const earlier = since === null ? null : await readEarlier(since, manifest.office)
  const walk: Walk = { manifest, history, journal, earlier, seen: new Set(), erased: new Set(), emptied: new Map(), dates: [], disclosures: [], appraisals: [], cases: [], entries: 0, waiting: 0 }
  if (earlier !== null) checkGrown(earlier.journal, journal)
  passEntries(walk, 'office', { checked: await named('office', () => checkChain(office, 0)), proofs: office.map(({ body }) => body) })
  const { access, sessions, changes } = await checkTrail(walk, await logPages(read, 'audit'))
  for await (const entries of sealedLogs(read)) {
    await checkSealed(walk, entries)
    progress({ logs: walk.seen.size, entries: walk.entries })
  }
  checkComplete(walk, access)
  return {
    office: history.office, day: manifest.day, logs: walk.seen.size, entries: walk.entries, days: journal.roots.length, checkpoints, waiting: walk.waiting,
    dates: walk.dates, access, sessions, changes, erased: [...walk.erased].sort(), disclosures: byDay(walk.disclosures), appraisals: byDay(walk.appraisals),
    cases: walk.cases.toSorted((a, b) => a.openedDay.localeCompare(b.openedDay)),
  }
}

function byDay<T extends { readonly askedDay: Day }>(asked: readonly T[]): readonly T[] {
  return asked.toSorted((a, b) => (a.askedDay < b.askedDay ? -1 : 1))
}

async function readManifest(read: ReadFile): Promise<AuditManifest> {
  const [bytes, signature] = [await read('manifest.json'), await read('manifest.sig')]
  if (bytes === null) throw new Broken('missing', 'manifest.json')
  if (signature === null) throw new Broken('missing', 'manifest.sig')
  const parsed = v.safeParse(auditManifest, jsonIn(bytes))
  if (!parsed.success) throw new Broken('manifest', 'manifest.json')
  if (!await verifySignature(parsed.output.author, exportSignedBytes(bytes), signature)) throw new Broken('signature', 'manifest.sig')
  return parsed.output
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes))
  } catch {
    return undefined
  }
}

/** @returns what reads the files that the manifest names: any other beside them nobody signed for. */
async function checkFiles(read: ReadFile, { files }: AuditManifest): Promise<ReadFile> {
  for (const { file, sha256 } of files) {
    const bytes = await read(file)
    if (bytes === null) throw new Broken('missing', file)
    if (hex(hash(bytes)) !== sha256) throw new Broken('file-hash', file)
  }
  const signed = new Set(files.map(({ file }) => file))
  return async (name) => (signed.has(name) ? read(name) : null)
}

async function* pages<T>(read: ReadFile, part: AuditPart, decode: (bytes: Bytes) => T): AsyncGenerator<T> {
  for (let number = 1; ; number++) {
    const file = auditFile(part, number)
    const bytes = await read(file)
    if (bytes === null) return
    yield await named(file, async () => decode(bytes))
  }
}

async function logPages(read: ReadFile, part: 'office' | 'audit'): Promise<readonly SignedEntry[]> {
  const entries: SignedEntry[] = []
  for await (const page of pages(read, part, decodeLogPage)) {
    if (page.from !== entries.length) throw new Broken('bad-chain', part, entries.length)
    entries.push(...page.entries)
  }
  return entries
}

interface ReadJournal {
  readonly journal: AuditJournal
  readonly checkpoints: AuditFindings['checkpoints']
}

async function readJournal(read: ReadFile, { office, fold }: OfficeHistory): Promise<ReadJournal> {
  let walk: JournalWalk | null = null
  const checkpoints: AuditFindings['checkpoints'][number][] = []
  for await (const { firstDay, days } of pages(read, 'journal', decodeJournalPage)) {
    const journal = walk ??= new JournalWalk(firstDay, { office, serverKey: fold.serverKey })
    for (const day of days) {
      await named('journal', () => journal.add(day))
      checkpoints.push({ day: addDays(firstDay, checkpoints.length), note: day.checkpoint })
    }
  }
  return { journal: walk?.journal() ?? { firstDay: asDay('2000-01-01'), roots: [], leaves: [] }, checkpoints }
}

/** Entries of one log after the other. */
async function* sealedLogs(read: ReadFile): AsyncGenerator<readonly BareEntry[]> {
  let [log, entries]: [string, BareEntry[]] = ['', []]
  for await (const page of pages(read, 'logs', decodeAuditPage)) {
    for (const entry of page.entries) {
      const { log: next } = await named('logs', async () => parseHeader(entry.header))
      if (next !== log && entries.length > 0) yield entries
      if (next !== log) [log, entries] = [next, []]
      entries.push(entry)
    }
  }
  if (entries.length > 0) yield entries
}

async function checkSealed(walk: Walk, entries: readonly BareEntry[]): Promise<void> {
  const [first] = entries
  const log = first === undefined ? '' : parseHeader(first.header).log
  if (walk.seen.has(log)) throw new Broken('twice', log)
  const checked = await named(log, () => checkBareLog(entries, walk.history, walk.manifest.day))
  if (checked.erased) walk.erased.add(log)
  if (checked.disclosure !== null) walk.disclosures.push({ log, ...checked.disclosure })
  if (checked.appraisal !== null) walk.appraisals.push({ log, about: checked.about, ...checked.appraisal })
  const [begun] = checked.checked
  if (checked.kind === 'case' && begun !== undefined) walk.cases.push({ log, openedBy: begun.header.author, openedDay: begun.header.day, entries: checked.checked.length })
  const isOverNow = checked.disclosure !== null && isOver(checked.disclosure, walk.manifest.day)
  if (checked.emptied > 0 && !isOverNow) walk.emptied.set(log, checked.about ?? log)
  walk.dates.push(...checked.dates.map((date) => ({ log, ...date })))
  passEntries(walk, log, { checked: checked.checked, proofs: entries.map(({ proof }) => proof) })
}

interface Passed {
  readonly checked: readonly CheckedEntry[]
  readonly proofs: readonly Bytes[]
}

/** What holds for every log: the journal commits to each entry, and what an earlier export had is still there. */
function passEntries(walk: Walk, log: string, { checked, proofs }: Passed): void {
  walk.seen.add(log)
  const before = walk.earlier?.heads.get(log)
  if (before !== undefined && checked[before.length - 1]?.hash !== before.head) throw new Broken('changed-since', log, before.length - 1)
  for (const [seq, entry] of checked.entries()) {
    const proof = proofs[seq] ?? new Uint8Array(0)
    if (proof.length === 0 && entry.header.bodySize > 0) continue
    const place = placeInJournal(walk.journal, entry, proof)
    if (place === 'missing') throw new Broken('not-in-journal', log, seq)
    if (place === 'waits') walk.waiting += 1
  }
  walk.entries += checked.length
}

/** The audit log: signed by the server's key, and read for who was given what. */
async function checkTrail(walk: Walk, entries: readonly SignedEntry[]): Promise<Pick<AuditFindings, 'access' | 'sessions' | 'changes'>> {
  const access: AuditAccess[] = []
  const sessions: AuditFindings['sessions'][number][] = []
  const changes: AuditFindings['changes'][number][] = []
  if (entries.length === 0) return { access, sessions, changes }
  const checked = await named('audit', () => checkChain(entries, 0))
  await named('audit', async () => checkStanding('audit', checked, walk.history))
  for (const [seq, { header: { kind, day } }] of checked.entries()) {
    const body = parseCanonical(entries[seq]?.body ?? new Uint8Array(0))
    const given = kind === 'keys-given' ? v.safeParse(BODIES['keys-given'], body) : null
    const started = kind === 'session-started' ? v.safeParse(BODIES['session-started'], body) : null
    const changed = kind === 'access-changed' ? v.safeParse(BODIES['access-changed'], body) : null
    if (given?.success === false || started?.success === false || changed?.success === false) throw new Broken('forged-history', 'audit', seq)
    if (given?.success === true) access.push({ day, member: given.output.reader, log: given.output.log })
    if (started?.success === true) sessions.push({ day, member: started.output.member })
    if (changed?.success === true) changes.push({ day, ...changed.output })
  }
  passEntries(walk, 'audit', { checked, proofs: entries.map(({ body }) => body) })
  return { access, sessions, changes }
}

/** What is named somewhere must be there: a log whose key was given, a report that a desk log is about, all of an earlier export. */
function checkComplete({ seen, earlier, history, erased, emptied }: Walk, access: readonly AuditAccess[]): void {
  const apart = new Set([history.office, ...[...history.at.values()].map(({ recovery }) => recovery?.signKey ?? history.office)])
  for (const { log } of access) if (!seen.has(log) && !apart.has(log)) throw new Broken('log-missing', log)
  for (const log of earlier?.heads.keys() ?? []) if (!seen.has(log)) throw new Broken('log-missing', log)
  for (const [log, report] of emptied) if (report === null || !erased.has(report)) throw new Broken('body-missing', log)
}

/** What an earlier export had of each log, and of the journal. */
interface Earlier {
  readonly heads: ReadonlyMap<string, { readonly length: number; readonly head: string }>
  readonly journal: AuditJournal
}

async function readEarlier(found: ReadFile, office: string): Promise<Earlier> {
  const manifest = await readManifest(found)
  if (manifest.office !== office) throw new Broken('office', 'since')
  const read = await checkFiles(found, manifest)
  const heads = new Map<string, { readonly length: number; readonly head: string }>()
  const officeLog = await logPages(read, 'office')
  const history = await named('office', () => officeHistory(officeLog))
  heads.set('office', { length: history.length, head: history.head })
  const trail = await logPages(read, 'audit')
  const last = trail.at(-1)
  if (last !== undefined) heads.set('audit', { length: trail.length, head: entryHash(last) })
  for await (const entries of sealedLogs(read)) {
    const [head, { log }] = [entries.at(-1), parseHeader(entries[0]?.header ?? new Uint8Array(0))]
    if (head !== undefined) heads.set(log, { length: entries.length, head: entryHash(head) })
  }
  return { heads, journal: (await readJournal(read, history)).journal }
}

function checkGrown(before: AuditJournal, after: AuditJournal): void {
  const changed = before.roots.findIndex((root, index) => !equalBytes(root, after.roots[index] ?? new Uint8Array(0)))
  if (changed >= 0) throw new Broken('changed-since', 'journal', changed)
}

/** What a refusal of `proof` means here: its details name the entry. */
async function named<T>(where: string, check: () => Promise<T>): Promise<T> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { seq, day } = error.details
    throw new Broken(error.code, day === undefined ? where : `${where} ${day}`, seq === undefined ? null : Number(seq))
  }
}
