import { hex, utf8, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { fetchLog } from '#clients/member/office-log.ts'
import { openDeskLog, openReportLog } from '#clients/member/report-logs.ts'
import type { Session } from '#clients/member/session.ts'
import {
  IDENTITY_FILE, MANIFEST_FILE, MANIFEST_SIGNATURE_FILE, README_FILE, type ExportManifest,
} from '#sealing/open/export-manifest.ts'
import { hash } from '#sealing/proof/hash.ts'
import { officeHistory } from '#sealing/proof/standing.ts'
import type { SignedEntry } from '#sealing/sealed/entry.ts'
import { identityFile, newExportKey, signManifest } from '#sealing/seal/export.ts'
import { appraisalEntries, appraisalsOf, numbersOf } from './export-appraisals.ts'
import { attachFiles, type WriteFile } from './export-attachments.ts'
import { clearEntry, namedEntries, sealedEntries } from './export-entries.ts'
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
  const asked = await appraisalsOf(session, id)
  const report = await openReportLog(session, id)
  const desk = await openDeskLog(session, report)
  const office = await officeEntries(session)
  const key = newExportKey()
  const files = new Map<string, Bytes>([[IDENTITY_FILE, utf8(identityFile(key))], [README_FILE, utf8(exportReadme())]])
  const entries = [
    ...await sealedEntries(files, key, [...namedEntries('report', report), ...namedEntries('desk', desk)]),
    ...office.map((entry, seq) => clearEntry(files, entry, seq)),
  ]
  const appraisals = await Promise.all(asked.map(async (each, index) => ({ id: each.view.id, exhibits: numbersOf(each, desk), entries: await appraisalEntries(files, { key, index, isKeptBack: false }, each) })))
  const attached = await attachFiles({ session, key, write }, { report, desk })
  const manifest: ExportManifest = {
    format: 'postern/export/v1', office: session.id, report: report.log.log, desk: desk.log.log,
    day: session.today(), author: session.unlocked().signing.publicId, seen: entries.at(-1)?.hash ?? '', recipient: key.recipient,
    readers: { report: [...report.readers], desk: [...desk.readers] }, entries, ...(appraisals.length === 0 ? {} : { appraisals }), attachments: attached.map(({ sha256: _sha256, ...named }) => named),
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
