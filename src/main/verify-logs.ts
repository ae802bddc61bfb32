import * as v from 'valibot'
import { equalBytes, fromBase64url } from '#base/bytes.ts'
import { dayAt, daysBetween, isDay } from '#base/day.ts'
import { parseCanonical } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { BODIES } from '#domain/bodies.ts'
import { foldDisclosure } from '#domain/disclosure.ts'
import { nextDate } from '#domain/clocks/next.ts'
import { belongsTo, ruleOf } from '#domain/kinds.ts'
import { mayHandle } from '#domain/office.ts'
import { checkChain, type CheckedEntry } from '#sealing/proof/chain.ts'
import { hash, wrapHash } from '#sealing/proof/hash.ts'
import { importServerKey, verifySignature } from '#sealing/proof/sign.ts'
import { appraisalOf, checkStanding, disclosureOf, docketOf, officeHistory, type OfficeHistory } from '#sealing/proof/standing.ts'
import { parseLogStanza } from '#sealing/sealed/age-header.ts'
import { cardSignedBytes, parseCard } from '#sealing/sealed/card.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { SignedEntry } from '#sealing/sealed/entry.ts'
import { openWraps, storedWraps } from '#server/store/read-wraps.ts'
import type { Archive } from '#server/store/archive.ts'
import type { BlobStore, DocketRow, LogRow } from '#server/store/store.ts'
import { brokenFile } from './verify-files.ts'

/** Where a store is not what its authors signed. */
export interface BrokenLog {
  readonly table: 'installation' | 'log' | 'entry' | 'wrap' | 'docket' | 'card' | 'access' | 'standing' | 'file'
  readonly log: string
  readonly seq: number | null
  readonly reason: string
}

type Table = BrokenLog['table']

class Broken extends Error {
  readonly table: Table
  readonly seq: number | null
  readonly reason: string

  constructor(table: Table, reason: string, seq: number | null = null) {
    super(reason)
    this.table = table
    this.seq = seq
    this.reason = reason
  }
}

/** A store, and the bytes of files beside it. */
export interface Kept {
  readonly archive: Archive
  readonly blobs: Pick<BlobStore, 'get'>
}

/** How far the work is: told after every log. */
export interface Walked { readonly logs: number; readonly entries: number }

/**
 * Walks every log of a store: chain, signatures, the authors' standing when they wrote, and every column that follows from signed
 * headers. A row that somebody changed *and hashed again* passes verify-rows and is found here. A server may write meanwhile.
 */
export async function* brokenLogs(kept: Kept, progress: (walked: Walked) => void): AsyncGenerator<BrokenLog> {
  const offices = new Map<string, OfficeHistory>()
  let walked: Walked = { logs: 0, entries: 0 }
  for await (const row of kept.archive.logs()) {
    const broken = await attempt(kept, offices, row)
    if (broken !== null) yield broken
    walked = { logs: walked.logs + 1, entries: walked.entries + row.length }
    progress(walked)
  }
}

const ATTEMPTS_MAX = 5

/** A log that grew while it was looked at is looked at again. */
async function attempt(kept: Kept, offices: Map<string, OfficeHistory>, listed: LogRow): Promise<BrokenLog | null> {
  for (let tries = 1, row = listed; ; tries++) {
    try {
      await checkLog(kept, offices, row)
      return null
    } catch (error) {
      if (!(error instanceof Broken)) throw error
      const now = await kept.archive.read.log(row.log)
      const grew = now !== null && now.length !== row.length
      const officeGrew = offices.delete(row.office) && now !== null && tries === 1
      if (tries === ATTEMPTS_MAX || !(grew || officeGrew)) return { table: error.table, log: row.log, seq: error.seq, reason: error.reason }
      row = now
    }
  }
}

async function checkLog(kept: Kept, offices: Map<string, OfficeHistory>, row: LogRow): Promise<void> {
  const { archive } = kept
  const entries = await entriesOf(archive, row)
  const isErased = await endsErased(archive, row, entries)
  const checked = await named('entry', () => checkChain(entries, 0, { emptied: isErased }))
  checkRow(row, checked)
  if (isErased) checkEmptied(row, entries)
  else checkBodies(row, entries, checked)
  await checkWraps(archive, row, { checked, isErased })
  await checkFiles(kept, row, { checked, isErased })
  if (row.kind === 'office') {
    const history = await named('entry', () => officeHistory(entries))
    offices.set(row.log, history)
    await checkOffice(archive, history)
    return
  }
  const history = await historyOf(archive, offices, row)
  await named('entry', async () => checkStanding(row.kind, checked, history))
  if (row.kind === 'disclosure') await named('entry', async () => disclosureOf(checked))
  if (row.kind === 'appraisal') await checkAppraisal(archive, row, checked)
  if (row.kind === 'report') await checkReport(archive, { row, checked, history })
  if (row.kind === 'desk') await checkDesk(archive, { row, checked, history })
}

/** What a report's last header says, of a desk log or an appraisal the report's that it is about, of a request for an identity its day. It is signed: the server's own mark is not asked. */
async function endsErased(archive: Archive, row: LogRow, entries: readonly SignedEntry[]): Promise<boolean> {
  if (row.kind === 'report') return isErasure(entries.at(-1))
  if (row.kind === 'disclosure') return entries.every(({ body }) => body.length === 0) && isPast(entries)
  const about = row.about !== null ? await archive.read.log(row.about) : null
  return about !== null && isErasure((await archive.read.entries(about.log, about.length - 1, 1))[0])
}

/** By the calendar that is furthest ahead: an office's own is not asked. */
function isPast(entries: readonly SignedEntry[]): boolean {
  try {
    return foldDisclosure(entries.map(({ header }) => parseHeader(header))).expires <= dayAt(Date.now(), 'UTC')
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

function isErasure(entry: SignedEntry | undefined): boolean {
  try {
    return entry !== undefined && parseHeader(entry.header).kind === 'erased'
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** Every file that a header names is here, to the last byte; of an erased log none is. */
async function checkFiles({ archive, blobs }: Kept, { log }: LogRow, { checked, isErased }: { readonly checked: readonly CheckedEntry[]; readonly isErased: boolean }): Promise<void> {
  for (const { header: { seq, files = [] } } of checked) {
    for (const file of files) {
      const broken = await brokenFile({ read: archive.read, blobs }, log, file)
      const reason = isErased ? (broken === 'missing' ? null : 'not-erased') : broken
      if (reason !== null) throw new Broken('file', reason, seq)
    }
  }
}

/** Of an erased log no body is left but the last entry's, which says nothing. */
function checkEmptied(row: LogRow, entries: readonly SignedEntry[]): void {
  for (const [seq, { body }] of entries.entries()) {
    const stays = row.kind === 'report' && seq === entries.length - 1
    if ((body.length > 0) !== stays) throw new Broken('entry', 'not-erased', seq)
  }
}

async function entriesOf({ read }: Archive, { log, length }: LogRow): Promise<readonly SignedEntry[]> {
  const entries: SignedEntry[] = []
  while (entries.length < length) {
    const page = await read.entries(log, entries.length, Math.min(length - entries.length, LIMITS.logPageEntriesMax))
    if (page.length === 0) throw new Broken('entry', 'missing', entries.length)
    entries.push(...page)
  }
  return entries
}

/** What a refusal of `proof` means here: its details name the entry. */
async function named<T>(table: Table, check: () => Promise<T>): Promise<T> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Broken(table, error.code, Number(error.details['seq'] ?? 0))
  }
}

function checkRow(row: LogRow, checked: readonly CheckedEntry[]): void {
  const [first] = checked
  const last = checked.at(-1)
  if (first === undefined || last === undefined) throw new Broken('log', 'empty')
  const { header } = first
  const genesis = header.kind === 'genesis'
  const keyCommit = checked.reduce<string | null>((latest, each) => each.header.keyCommit ?? latest, null)
  const columns: Readonly<Record<string, boolean>> = {
    log: row.log === (genesis ? first.hash : header.log),
    office: row.office === (genesis ? first.hash : header.office),
    kind: belongsTo(header.kind, row.kind) && ruleOf(header.kind).opens === true,
    head: row.head === last.hash, author: row.author === header.author, about: row.about === (header.about ?? null),
    generation: row.generation === last.header.generation, keyCommit: row.keyCommit === keyCommit,
  }
  for (const [column, holds] of Object.entries(columns)) if (!holds) throw new Broken('log', column)
}

/** Clear bodies are what their kind says; sealed ones look sealed, each under a salt of its own. */
function checkBodies(row: LogRow, entries: readonly SignedEntry[], checked: readonly CheckedEntry[]): void {
  const salts = new Set<string>()
  for (const [seq, { header }] of checked.entries()) {
    const body = entries[seq]?.body ?? new Uint8Array(0)
    const rule = ruleOf(header.kind)
    if (!belongsTo(header.kind, row.kind)) throw new Broken('entry', 'kind', seq)
    if (rule.clear && !v.safeParse(BODIES[header.kind], parseCanonical(body)).success) throw new Broken('entry', 'body', seq)
    if (rule.clear) continue
    const name = `${header.generation}:${saltOf(body, header)}`
    if (salts.has(name)) throw new Broken('entry', 'salt', seq)
    salts.add(name)
  }
}

function saltOf(body: Uint8Array, { seq, generation }: CheckedEntry['header']): string {
  try {
    const stanza = parseLogStanza(body)
    if (stanza.generation !== generation) throw new Broken('entry', 'body', seq)
    return stanza.salt
  } catch (error) {
    throw error instanceof Refusal ? new Broken('entry', 'body', seq) : error
  }
}

/** The rows that give keys are the ones that the header names, in its order; and the day on which the server kept an entry is near its own. */
async function checkWraps({ checks: { db } }: Archive, { log }: LogRow, { checked, isErased }: { readonly checked: readonly CheckedEntry[]; readonly isErased: boolean }): Promise<void> {
  const wraps = await storedWraps(db).innerJoin('log', 'log.number', 'wrap.log_number').where('log.log', '=', log).execute()
  const kept = await db.selectFrom('entry').innerJoin('log', 'log.number', 'entry.log_number').select(['entry.seq', 'entry.hash', 'entry.day'])
    .where('log.log', '=', log).execute()
  for (const { header, hash: entryId } of checked) {
    const hashes = openWraps(wraps.filter(({ seq }) => seq === header.seq)).map(wrapHash)
    if (hashes.join() !== (isErased ? [] : header.wraps ?? []).join()) throw new Broken('wrap', 'header', header.seq)
    const row = kept.find(({ seq }) => seq === header.seq)
    if (row?.hash !== entryId) throw new Broken('entry', 'hash', header.seq)
    if (!isDay(row.day) || Math.abs(daysBetween(row.day, header.day)) > LIMITS.dayToleranceDays) throw new Broken('entry', 'day', header.seq)
  }
}

/** The installation's own secrets are the ones that the office was told of, and members stand as the log says. */
async function checkOffice({ read }: Archive, { office, fold }: OfficeHistory): Promise<void> {
  const { salt, serverKeyPkcs8 } = await read.installation()
  if ((await importServerKey(serverKeyPkcs8)).publicId !== fold.serverKey) throw new Broken('installation', 'server-key')
  const told = fromBase64url(fold.directory?.salt ?? '')
  if (fold.directory !== null && (told === null || !equalBytes(told, salt))) throw new Broken('installation', 'salt')
  for (const { signKey, active, roles } of fold.members.values()) {
    const row = await read.standing(office, signKey)
    if (row?.active !== active || row.roles.join() !== roles.join()) throw new Broken('standing', signKey)
  }
}

async function historyOf(archive: Archive, offices: Map<string, OfficeHistory>, { office }: LogRow): Promise<OfficeHistory> {
  const known = offices.get(office)
  if (known !== undefined) return known
  const row = await archive.read.log(office)
  if (row?.kind !== 'office') throw new Broken('log', 'office')
  const history = await named('entry', async () => officeHistory(await entriesOf(archive, row)))
  offices.set(office, history)
  return history
}

async function checkReport({ read, checks: { db } }: Archive, { row: { log, office }, checked, history }: CheckedRow): Promise<void> {
  const folded = await named('docket', async () => docketOf(checked))
  const row = await read.docket(log)
  if (row === null) throw new Broken('docket', 'missing')
  const expected: DocketRow = { ...folded, log, office, dueDay: nextDate(folded, history.fold.packs)?.day ?? null }
  for (const column of Object.keys(expected) as (keyof DocketRow)[]) if (JSON.stringify(row[column]) !== JSON.stringify(expected[column])) throw new Broken('docket', column)
  const access = await db.selectFrom('access').select('log').where('log', '=', log).execute()
  if (access.length !== (checked.at(-1)?.header.kind === 'erased' ? 0 : 1)) throw new Broken('access', 'missing')
}

interface CheckedRow {
  readonly row: LogRow
  readonly checked: readonly CheckedEntry[]
  readonly history: OfficeHistory
}

async function checkAbout({ read }: Archive, { office, about }: LogRow): Promise<void> {
  const report = about === null ? null : await read.log(about)
  if (report?.kind !== 'report' || report.office !== office) throw new Broken('log', 'about')
}

async function checkAppraisal(archive: Archive, row: LogRow, checked: readonly CheckedEntry[]): Promise<void> {
  await named('entry', async () => appraisalOf(checked))
  await checkAbout(archive, row)
}

/** A desk log is about a report of its office; its card is by a handler and says which entry it reflects. */
async function checkDesk(archive: Archive, { row, checked, history }: CheckedRow): Promise<void> {
  await checkAbout(archive, row)
  const { log, office } = row
  const card = await archive.read.card(log)
  if (card === null) return
  const { authorId, headId, seq, body, signature } = await named('card', async () => parseCard(card.bytes))
  const signed = cardSignedBytes({ office, log, author: authorId, seq, head: headId, bodyHash: hash(body) })
  if (!await verifySignature(authorId, signed, signature)) throw new Broken('card', 'bad-signature', seq)
  if (seq !== card.seq || checked[seq]?.hash !== headId) throw new Broken('card', 'head', seq)
  if (![...history.at.values()].some((then) => mayHandle(then, authorId))) throw new Broken('card', 'forged-history', seq)
}
