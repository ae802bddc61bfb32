import { hex, utf8, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { fetchLog } from '#clients/member/office-log.ts'
import type { HeldLog } from '#clients/member/held-log.ts'
import { openDeskLog, openReportLog } from '#clients/member/report-logs.ts'
import type { Session } from '#clients/member/session.ts'
import {
  IDENTITY_FILE, MANIFEST_FILE, MANIFEST_SIGNATURE_FILE, README_FILE, type ExportedEntry, type ExportManifest,
} from '#sealing/open/export-manifest.ts'
import { entryHash, hash } from '#sealing/proof/hash.ts'
import { officeHistory } from '#sealing/proof/standing.ts'
import { parseAgeHeader } from '#sealing/sealed/age-header.ts'
import type { SignedEntry } from '#sealing/sealed/entry.ts'
import { identityFile, newExportKey, rehead, signManifest, type ExportKey, type Reheaded } from '#sealing/seal/export.ts'
import { attachFiles, type WriteFile } from './export-attachments.ts'
import { exportReadme } from './export-readme.ts'

export interface Export {
  readonly manifest: ExportManifest
  /** By name, the manifest and its signature last. */
  readonly files: ReadonlyMap<string, Bytes>
  /** How many files the entries cite, each written already. */
  readonly attached: number
}

/**
 * Makes an export: verifies and opens the report, and seals it again for a key of its own. What is said stays in memory; files that came along
 * are written as they come, a segment at a time.
 */
export async function exportFiles(session: Session, id: string, write: WriteFile): Promise<Export> {
  const report = await openReportLog(session, id)
  const desk = await openDeskLog(session, report)
  const office = await officeEntries(session)
  const key = newExportKey()
  const files = new Map<string, Bytes>([[IDENTITY_FILE, utf8(identityFile(key))], [README_FILE, utf8(exportReadme())]])
  const entries = [
    ...await sealedEntries(files, key, [...namedEntries('report', report), ...namedEntries('desk', desk)]),
    ...office.map((entry, seq) => clearEntry(files, entry, seq)),
  ]
  const attached = await attachFiles({ session, key, write }, { report, desk })
  const manifest: ExportManifest = {
    format: 'postern/export/v1', office: session.id, report: report.log.log, desk: desk.log.log,
    day: session.today(), author: session.unlocked().signing.publicId, seen: entries.at(-1)?.hash ?? '', recipient: key.recipient,
    readers: { report: [...report.readers], desk: [...desk.readers] }, entries, attachments: attached.map(({ sha256: _sha256, ...named }) => named),
    files: [...[...files].map(([file, bytes]) => ({ file, sha256: hex(hash(bytes)) })), ...attached.map(({ body, sha256 }) => ({ file: body, sha256 }))],
  }
  const bytes = utf8(`${JSON.stringify(manifest, null, 2)}\n`)
  files.set(MANIFEST_SIGNATURE_FILE, await signManifest(session.unlocked().signing, bytes))
  files.set(MANIFEST_FILE, bytes)
  key.identity.forget()
  return { manifest, files, attached: attached.length }
}

/** The office log up to now, and it must be the one that this session believes. */
export async function officeEntries(session: Session): Promise<readonly SignedEntry[]> {
  const { entries } = await fetchLog(session.api, session.id)
  const history = await officeHistory(entries)
  if (history.office !== session.id || !history.at.has(session.officeLog().head)) throw new Refusal('forged-history')
  return entries
}

export interface Named {
  readonly log: 'report' | 'desk'
  readonly seq: number
  readonly entry: SignedEntry
  readonly held: HeldLog
}

export function namedEntries(log: 'report' | 'desk', held: HeldLog): Named[] {
  return held.entries.map((entry, seq) => ({ log, seq, entry, held }))
}

/** Numbered through both logs, so that every file has a name of its own. */
export function stemsOf(all: readonly Named[]): readonly string[] {
  const digits = Math.max(3, String(all.length - 1).length)
  return all.map((_, number) => String(number).padStart(digits, '0'))
}

async function sealedEntries(files: Map<string, Bytes>, key: ExportKey, all: readonly Named[]): Promise<ExportedEntry[]> {
  const stems = stemsOf(all)
  return Promise.all(all.map((named, number) => sealedEntry(files, key, { ...named, stem: stems[number] ?? '' })))
}

export async function sealedEntry(files: Map<string, Bytes>, key: ExportKey, { log, seq, entry, held, stem }: Named & { readonly stem: string }): Promise<ExportedEntry> {
  const opened = held.log.entries[seq]
  const own = opened === undefined || opened.kind === 'unreadable' ? undefined : held.log.keys.get(opened.header.generation)
  const { ageHeader, file } = own === undefined ? asKept(entry.body) : await rehead(own, entry.body, key)
  const names = keep(files, stem, { entry, body: `${stem}.body.age`, bytes: file })
  return { log, seq, hash: entryHash(entry), ...names, ageHeader: ageHeader.toBase64(), ...(own === undefined ? { unreadable: true as const } : {}) }
}

/** A body that opens for nobody here goes along as the server keeps it: it is part of the proof. */
function asKept(body: Bytes): Reheaded {
  return { ageHeader: new Uint8Array(body.slice(0, parseAgeHeader(body).payloadAt)), file: body }
}

export function clearEntry(files: Map<string, Bytes>, entry: SignedEntry, seq: number): ExportedEntry {
  const stem = `office-${String(seq).padStart(3, '0')}`
  return { log: 'office', seq, hash: entryHash(entry), ...keep(files, stem, { entry, body: `${stem}.body.json`, bytes: entry.body }), ageHeader: null }
}

function keep(files: Map<string, Bytes>, stem: string, { entry, body, bytes }: { readonly entry: SignedEntry; readonly body: string; readonly bytes: Bytes }) {
  const names = { ...keepSigned(files, stem, entry), body }
  files.set(body, bytes)
  return names
}

/** What of an entry proves it, without its words. */
export function keepSigned(files: Map<string, Bytes>, stem: string, entry: SignedEntry) {
  const names = { header: `${stem}.header.json`, signature: `${stem}.sig` }
  files.set(names.header, entry.header)
  files.set(names.signature, entry.signature)
  return names
}
