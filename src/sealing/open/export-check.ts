import { identityToRecipient } from 'age-encryption'
import * as v from 'valibot'
import { concat, fromUtf8, hex, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { bodyFits, checkChain, type CheckedEntry } from '../proof/chain.ts'
import { hash, runningHash } from '../proof/hash.ts'
import { verifySignature } from '../proof/sign.ts'
import { checkStanding, docketOf, exportSignedBytes, officeHistory, type ExportFormat, type OfficeHistory } from '../proof/standing.ts'
import { parseAgeHeader } from '../sealed/age-header.ts'
import type { SignedEntry } from '../sealed/entry.ts'
import { parseHeader } from '../sealed/header.ts'
import { MANIFEST_FILE, MANIFEST_SIGNATURE_FILE } from './export-manifest.ts'

/** What an export of a report and a bundle of exhibits are both held to: neither needs a server, and neither is believed. */

/** Where an export does not hold. */
export interface ExportBreak {
  readonly file: string
  readonly log: NamedEntry['log'] | null
  readonly seq: number | null
  readonly reason: 'missing' | 'manifest' | 'signature' | 'file-hash' | 'body-hash' | 'entry-hash' | 'chain' | 'standing' | 'docket' | 'does-not-open'
    | 'archive' | 'unexpected' | 'sums' | 'exhibits' | 'custody' | 'custody-page' | 'appraisal' | 'appraisals-page'
}

/** An entry as a manifest names it. Without `body` it was kept back. */
export interface NamedEntry {
  readonly log: 'report' | 'desk' | 'office' | 'appraisal'
  readonly seq: number
  readonly hash: string
  readonly header: string
  readonly signature: string
  readonly body: string | null
  readonly ageHeader: string | null
}

/** The parts of either manifest that say who made it, and when. */
export interface Made {
  readonly office: string
  readonly author: string
  readonly seen: string
  readonly entries: readonly NamedEntry[]
}

export class Broken extends Error {
  readonly at: ExportBreak

  constructor(reason: ExportBreak['reason'], file: string, entry?: Pick<NamedEntry, 'log' | 'seq'>) {
    super(reason)
    this.at = { reason, file, log: entry?.log ?? null, seq: entry?.seq ?? null }
  }
}

/** One file of the export's folder; null if it is not there. */
export type ReadFile = (name: string) => Promise<Bytes | null>
/** The same in pieces, for files that no memory holds. */
export type StreamFile = (name: string) => Promise<AsyncIterable<Uint8Array> | null>

/** What a manifest says of the files that lie beside it. */
interface Named {
  readonly files: readonly { readonly file: string; readonly sha256: string }[]
  readonly attachments: readonly { readonly body: string }[]
}

/**
 * Every file that the manifest names, held to its hash; those that no memory holds are hashed as they come, and not kept.
 * @param mayLack - the one that may be kept elsewhere.
 * @throws Broken
 */
export async function readFiles({ read, stream }: { readonly read: ReadFile; readonly stream: StreamFile }, { files, attachments }: Named, mayLack?: string): Promise<Held> {
  const held = new Map<string, Bytes>()
  const large = new Set(attachments.map(({ body }) => body))
  let heldBytes = 0
  for (const { file, sha256 } of files) {
    if (large.has(file)) {
      if (await hashOf(stream, file) !== sha256) throw new Broken('file-hash', file)
      continue
    }
    const bytes = await read(file)
    if (bytes === null && file === mayLack) continue
    if (bytes === null) throw new Broken('missing', file)
    heldBytes += bytes.length
    if (heldBytes > LIMITS.exportBytesMax) throw new Broken('archive', file)
    if (hex(hash(bytes)) !== sha256) throw new Broken('file-hash', file)
    held.set(file, bytes)
  }
  return held
}

/** The manifest, if its author signed it. @throws Broken */
export async function readManifest<T extends { readonly format: ExportFormat; readonly author: string }>(read: ReadFile, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const bytes = await read(MANIFEST_FILE)
  const signature = await read(MANIFEST_SIGNATURE_FILE)
  if (bytes === null) throw new Broken('missing', MANIFEST_FILE)
  if (signature === null) throw new Broken('missing', MANIFEST_SIGNATURE_FILE)
  const parsed = v.safeParse(schema, jsonOf(bytes))
  if (!parsed.success) throw new Broken('manifest', MANIFEST_FILE)
  const { author, format } = parsed.output
  if (!await verifySignature(author, exportSignedBytes(bytes, format), signature)) throw new Broken('signature', MANIFEST_SIGNATURE_FILE)
  return parsed.output
}

export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes))
  } catch {
    return undefined
  }
}

/** Files by name, each held to its hash. */
export type Held = ReadonlyMap<string, Bytes>

/** Hex. @throws Broken `missing` */
async function hashOf(stream: StreamFile, file: string): Promise<string> {
  const pieces = await stream(file)
  if (pieces === null) throw new Broken('missing', file)
  const digest = runningHash()
  for await (const piece of pieces) digest.update(piece)
  return hex(digest.digest())
}

/** The entry as it was signed: an exported body gets its old header back. One that was kept back has no body. */
function signedEntry(held: Held, entry: NamedEntry): SignedEntry {
  const [header, signature] = [fileOf(held, entry.header, entry), fileOf(held, entry.signature, entry)]
  if (entry.body === null) return { header, signature, body: new Uint8Array(0) }
  const body = fileOf(held, entry.body, entry)
  return { header, signature, body: entry.ageHeader === null ? body : concat(Uint8Array.fromBase64(entry.ageHeader), payloadOf(body, entry)) }
}

export function fileOf(held: Held, file: string, entry: NamedEntry): Bytes {
  const bytes = held.get(file)
  if (bytes === undefined) throw new Broken('missing', file, entry)
  return bytes
}

function payloadOf(body: Bytes, entry: NamedEntry): Uint8Array {
  try {
    return body.subarray(parseAgeHeader(body).payloadAt)
  } catch {
    throw new Broken('body-hash', entry.body ?? entry.header, entry)
  }
}

interface CheckedLog {
  readonly signed: readonly SignedEntry[]
  readonly checked: readonly CheckedEntry[]
}

/** Chain, signatures and hashes of one log, each failure named by its file. A body that was kept back must not be there, and every other must. */
export async function checkedLog({ entries }: Pick<Made, 'entries'>, held: Held, log: NamedEntry['log']): Promise<CheckedLog> {
  const named = entries.filter((entry) => entry.log === log)
  checkNamedOnce(named)
  const withheld = new Set(named.filter(({ body }) => body === null).map(({ seq }) => seq))
  const signed: SignedEntry[] = []
  for (const [seq, entry] of named.entries()) {
    const whole = signedEntry(held, entry)
    const isClear = entry.ageHeader === null && entry.body !== null
    if (entry.seq !== seq || isClear !== (log === 'office') || (entry.body === null && entry.ageHeader !== null)) throw new Broken('manifest', MANIFEST_FILE, entry)
    if (entry.body !== null && !fits(whole)) throw new Broken('body-hash', entry.body, entry)
    signed.push(whole)
  }
  const checked = await guarded(named, () => checkChain(signed, 0, { withheld }))
  for (const [seq, entry] of named.entries()) if (checked[seq]?.hash !== entry.hash) throw new Broken('entry-hash', entry.header, entry)
  return { signed, checked }
}

/** Else one large file, named again and again, would be held as often as it is named. @throws Broken `manifest` */
function checkNamedOnce(named: readonly NamedEntry[]): void {
  const names = named.flatMap(({ header, body }) => (body === null ? [header] : [header, body]))
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw new Broken('manifest', MANIFEST_FILE)
    seen.add(name)
  }
}

function fits(entry: SignedEntry): boolean {
  try {
    return bodyFits(entry, parseHeader(entry.header))
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

const REASONS: Readonly<Record<string, ExportBreak['reason']>> = { 'bad-signature': 'signature', 'bad-chain': 'chain', 'forged-history': 'standing' }

/** Says which file a refusal is about: the details of those below name a `seq`. */
export async function guarded<T>(named: readonly NamedEntry[], check: () => Promise<T>, otherwise?: ExportBreak['reason']): Promise<T> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const entry = named[Number(error.details['seq'] ?? 0)]
    throw new Broken(otherwise ?? REASONS[error.code] ?? 'chain', entry?.header ?? MANIFEST_FILE, entry)
  }
}

/** The office log, from its genesis to the entry that the author had seen. */
export async function checkOffice(manifest: Made, held: Held): Promise<OfficeHistory> {
  const named = manifest.entries.filter((entry) => entry.log === 'office')
  const { signed } = await checkedLog(manifest, held, 'office')
  const history = await guarded(named, () => officeHistory(signed))
  if (history.office !== manifest.office || history.head !== manifest.seen) throw new Broken('chain', named[0]?.header ?? MANIFEST_FILE, named[0])
  return history
}

export async function checkAuthor({ author, seen }: Made, history: OfficeHistory): Promise<void> {
  const office = history.at.get(seen)
  if (office?.members.get(author)?.active !== true) throw new Broken('standing', MANIFEST_FILE)
}

export interface Checking {
  readonly manifest: Made & Readonly<Record<'report' | 'desk', string>>
  readonly held: Held
  readonly history: OfficeHistory
}

/** A report's or desk's log, and that each author was allowed to write there. @throws Broken */
export async function checkLog({ manifest, held, history }: Checking, log: 'report' | 'desk'): Promise<readonly CheckedEntry[]> {
  const named = manifest.entries.filter((entry) => entry.log === log)
  const { checked } = await checkedLog(manifest, held, log)
  if (checked[0]?.header.log !== manifest[log]) throw new Broken('manifest', MANIFEST_FILE)
  await guarded(named, async () => checkStanding(log, checked, history))
  return checked
}

/** The desk log is about this very report. @throws Broken */
export function checkAbout({ report, entries }: Checking['manifest'], [first]: readonly CheckedEntry[]): void {
  const named = entries.find((entry) => entry.log === 'desk')
  if (first?.header.about !== report) throw new Broken('chain', named?.header ?? MANIFEST_FILE, named)
}

/** The report's headers move its state as they may. @throws Broken */
export async function checkDocket({ entries }: Made, report: readonly CheckedEntry[]): Promise<void> {
  await guarded(entries.filter(({ log }) => log === 'report'), async () => docketOf(report), 'docket')
}

/** The secret line of an identity file. @throws Broken `does-not-open` if there is none, or it is not that of this recipient */
export async function identityIn(text: string, recipient: string, file: string): Promise<string> {
  const secret = text.split('\n').find((line) => line.startsWith('AGE-SECRET-KEY-1'))?.trim()
  const own = secret === undefined ? null : await identityToRecipient(secret).catch(() => null)
  if (secret === undefined || own !== recipient) throw new Broken('does-not-open', file)
  return secret
}
