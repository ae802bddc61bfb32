import { Decrypter } from 'age-encryption'
import * as v from 'valibot'
import { base64url, concat, fromUtf8, hex, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { BODIES, type Attachment } from '#domain/bodies.ts'
import { bodyFits, checkChain, type CheckedEntry } from '../proof/chain.ts'
import { hash, runningHash } from '../proof/hash.ts'
import { verifySignature } from '../proof/sign.ts'
import { checkStanding, docketOf, exportSignedBytes, officeHistory, type OfficeHistory } from '../proof/standing.ts'
import { parseAgeHeader } from '../sealed/age-header.ts'
import type { SignedEntry } from '../sealed/entry.ts'
import { parseHeader } from '../sealed/header.ts'
import { exportManifest, IDENTITY_FILE, MANIFEST_FILE, MANIFEST_SIGNATURE_FILE, type ExportedEntry, type ExportManifest } from './export-manifest.ts'

/** Where an export does not hold. */
export interface ExportBreak {
  readonly file: string
  readonly log: ExportedEntry['log'] | null
  readonly seq: number | null
  readonly reason: 'missing' | 'manifest' | 'signature' | 'file-hash' | 'body-hash' | 'entry-hash' | 'chain' | 'standing' | 'docket' | 'does-not-open'
}

class Broken extends Error {
  readonly at: ExportBreak

  constructor(reason: ExportBreak['reason'], file: string, entry?: Pick<ExportedEntry, 'log' | 'seq'>) {
    super(reason)
    this.at = { reason, file, log: entry?.log ?? null, seq: entry?.seq ?? null }
  }
}

/** One file of the export's folder; null if it is not there. */
export type ReadFile = (name: string) => Promise<Bytes | null>
/** The same in pieces, for files that no memory holds. */
export type StreamFile = (name: string) => Promise<AsyncIterable<Uint8Array> | null>

export interface CheckedExport {
  readonly broken: ExportBreak | null
  readonly entries: number
  readonly files: number
  /** Whether `identity.txt` was there and each body was opened with it. */
  readonly opened: boolean
}

/**
 * Verifies an export offline: the manifest's signature, every file's hash, every chain, signature and body hash, and what each
 * author was allowed to at that point of the office log. Needs no key; where the identity is there, every body is opened too.
 */
export async function checkExport(read: ReadFile, stream: StreamFile): Promise<CheckedExport> {
  try {
    const manifest = await readManifest(read)
    const held = await readFiles({ read, stream }, manifest)
    const history = await checkOffice(manifest, held)
    await checkAuthor(manifest, history)
    const report = await checkLog({ manifest, held, history }, 'report')
    const desk = await checkLog({ manifest, held, history }, 'desk')
    checkTogether(manifest, { report, desk })
    checkCited(manifest, { report, desk })
    const opened = await openBodies(manifest, held, stream)
    return { broken: null, entries: manifest.entries.length, files: manifest.files.length, opened }
  } catch (error) {
    if (error instanceof Broken) return { broken: error.at, entries: 0, files: 0, opened: false }
    throw error
  }
}

async function readManifest(read: ReadFile): Promise<ExportManifest> {
  const bytes = await read(MANIFEST_FILE)
  const signature = await read(MANIFEST_SIGNATURE_FILE)
  if (bytes === null) throw new Broken('missing', MANIFEST_FILE)
  if (signature === null) throw new Broken('missing', MANIFEST_SIGNATURE_FILE)
  const parsed = v.safeParse(exportManifest, jsonOf(bytes))
  if (!parsed.success) throw new Broken('manifest', MANIFEST_FILE)
  if (!await verifySignature(parsed.output.author, exportSignedBytes(bytes), signature)) throw new Broken('signature', MANIFEST_SIGNATURE_FILE)
  return parsed.output
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes))
  } catch {
    return undefined
  }
}

type Held = ReadonlyMap<string, Bytes>

async function readFiles({ read, stream }: { readonly read: ReadFile; readonly stream: StreamFile }, manifest: ExportManifest): Promise<Held> {
  const held = new Map<string, Bytes>()
  const large = new Set(manifest.attachments.map(({ body }) => body))
  for (const { file, sha256 } of manifest.files) {
    if (large.has(file)) {
      if (await hashOf(stream, file) !== sha256) throw new Broken('file-hash', file)
      continue
    }
    const bytes = await read(file)
    if (bytes === null && file === IDENTITY_FILE) continue
    if (bytes === null) throw new Broken('missing', file)
    if (hex(hash(bytes)) !== sha256) throw new Broken('file-hash', file)
    held.set(file, bytes)
  }
  return held
}

/** Hex. @throws Broken `missing` */
async function hashOf(stream: StreamFile, file: string): Promise<string> {
  const pieces = await stream(file)
  if (pieces === null) throw new Broken('missing', file)
  const digest = runningHash()
  for await (const piece of pieces) digest.update(piece)
  return hex(digest.digest())
}

/** Every file that a signed header names goes along, and each is one that a header names. */
function checkCited({ entries, attachments, files }: ExportManifest, logs: Readonly<Record<'report' | 'desk', readonly CheckedEntry[]>>): void {
  for (const { log, seq, header, unreadable } of entries) {
    if (log === 'office' || unreadable === true) continue
    const cited = logs[log][seq]?.header.files ?? []
    const there = attachments.filter((each) => each.log === log && each.seq === seq)
    if (cited.join() !== there.map(({ id }) => id).join()) throw new Broken('missing', header, { log, seq })
  }
  for (const { body, log, seq } of attachments) {
    if (!files.some(({ file }) => file === body) || logs[log][seq]?.header.files === undefined) throw new Broken('manifest', MANIFEST_FILE, { log, seq })
  }
}

/** The entry as it was signed: an exported body gets its old header back. */
function signedEntry(held: Held, entry: ExportedEntry): SignedEntry {
  const body = fileOf(held, entry.body, entry)
  return {
    header: fileOf(held, entry.header, entry), signature: fileOf(held, entry.signature, entry),
    body: entry.ageHeader === null ? body : concat(Uint8Array.fromBase64(entry.ageHeader), payloadOf(body, entry)),
  }
}

function fileOf(held: Held, file: string, entry: ExportedEntry): Bytes {
  const bytes = held.get(file)
  if (bytes === undefined) throw new Broken('missing', file, entry)
  return bytes
}

function payloadOf(body: Bytes, entry: ExportedEntry): Uint8Array {
  try {
    return body.subarray(parseAgeHeader(body).payloadAt)
  } catch {
    throw new Broken('body-hash', entry.body, entry)
  }
}

/** Chain, signatures and hashes of one log, each failure named by its file. */
async function checkedLog(manifest: ExportManifest, held: Held, log: ExportedEntry['log']): Promise<{ readonly signed: readonly SignedEntry[]; readonly checked: readonly CheckedEntry[] }> {
  const named = manifest.entries.filter((entry) => entry.log === log)
  const signed: SignedEntry[] = []
  for (const [seq, entry] of named.entries()) {
    const whole = signedEntry(held, entry)
    if (entry.seq !== seq || (entry.ageHeader === null) !== (log === 'office')) throw new Broken('manifest', MANIFEST_FILE, entry)
    if (!fits(whole)) throw new Broken('body-hash', entry.body, entry)
    signed.push(whole)
  }
  const checked = await guarded(named, () => checkChain(signed, 0))
  for (const [seq, entry] of named.entries()) if (checked[seq]?.hash !== entry.hash) throw new Broken('entry-hash', entry.header, entry)
  return { signed, checked }
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
async function guarded<T>(named: readonly ExportedEntry[], check: () => Promise<T>, otherwise?: ExportBreak['reason']): Promise<T> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const entry = named[Number(error.details['seq'] ?? 0)]
    throw new Broken(otherwise ?? REASONS[error.code] ?? 'chain', entry?.header ?? MANIFEST_FILE, entry)
  }
}

async function checkOffice(manifest: ExportManifest, held: Held): Promise<OfficeHistory> {
  const named = manifest.entries.filter((entry) => entry.log === 'office')
  const { signed } = await checkedLog(manifest, held, 'office')
  const history = await guarded(named, () => officeHistory(signed))
  if (history.office !== manifest.office || history.head !== manifest.seen) throw new Broken('chain', named[0]?.header ?? MANIFEST_FILE, named[0])
  return history
}

async function checkAuthor({ author, seen }: ExportManifest, history: OfficeHistory): Promise<void> {
  const office = history.at.get(seen)
  if (office?.members.get(author)?.active !== true) throw new Broken('standing', MANIFEST_FILE)
}

interface Checking {
  readonly manifest: ExportManifest
  readonly held: Held
  readonly history: OfficeHistory
}

async function checkLog({ manifest, held, history }: Checking, log: 'report' | 'desk'): Promise<readonly CheckedEntry[]> {
  const named = manifest.entries.filter((entry) => entry.log === log)
  const { checked } = await checkedLog(manifest, held, log)
  if (checked[0]?.header.log !== manifest[log]) throw new Broken('manifest', MANIFEST_FILE)
  await guarded(named, async () => checkStanding(log, checked, history))
  return checked
}

/** The desk log is about this very report, and the report's headers move its state as they may. */
function checkTogether(manifest: ExportManifest, { report, desk }: { readonly report: readonly CheckedEntry[]; readonly desk: readonly CheckedEntry[] }): void {
  const named = manifest.entries.find((entry) => entry.log === 'desk')
  if (desk[0]?.header.about !== manifest.report) throw new Broken('chain', named?.header ?? MANIFEST_FILE, named)
  try {
    docketOf(report)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const entry = manifest.entries.filter(({ log }) => log === 'report')[Number(error.details['seq'] ?? 0)]
    throw new Broken('docket', entry?.header ?? MANIFEST_FILE, entry)
  }
}

async function openBodies(manifest: ExportManifest, held: Held, stream: StreamFile): Promise<boolean> {
  const identity = held.get(IDENTITY_FILE)
  if (identity === undefined) return false
  const secret = fromUtf8(identity).split('\n').find((line) => line.startsWith('AGE-SECRET-KEY-1'))
  if (secret === undefined) throw new Broken('does-not-open', IDENTITY_FILE)
  for (const entry of manifest.entries.filter(({ ageHeader, unreadable }) => ageHeader !== null && unreadable !== true)) {
    const kind = parseHeader(fileOf(held, entry.header, entry)).kind
    const parsed = v.safeParse(BODIES[kind], await openedWith(secret, fileOf(held, entry.body, entry)))
    if (!parsed.success) throw new Broken('does-not-open', entry.body, entry)
    const files: readonly Attachment[] = 'files' in parsed.output ? parsed.output.files ?? [] : []
    const own = manifest.attachments.filter(({ log, seq, unreadable }) => log === entry.log && seq === entry.seq && unreadable !== true)
    for (const { id, body } of own) {
      const sha256 = files.find(({ file }) => file === id)?.sha256
      if (sha256 === undefined || await wordsHash(secret, await stream(body)) !== sha256) throw new Broken('does-not-open', body, entry)
    }
  }
  return true
}

/** SHA-256 of what an age file holds, base64url; null if it does not open to its end. */
async function wordsHash(identity: string, pieces: AsyncIterable<Uint8Array> | null): Promise<string | null> {
  if (pieces === null) return null
  try {
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    const digest = runningHash()
    const words = (await decrypter.decrypt(streamOf(pieces))).getReader()
    for (let next = await words.read(); !next.done; next = await words.read()) digest.update(next.value)
    return base64url(digest.digest())
  } catch {
    return null
  }
}

function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await iterator.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
  })
}

async function openedWith(identity: string, sealed: Uint8Array): Promise<unknown> {
  try {
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    return JSON.parse(fromUtf8(await decrypter.decrypt(sealed)))
  } catch {
    return undefined
  }
}
