import type { Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { isExpertRole } from '#domain/roles.ts'
import type { FileSegments } from '#wire/files.ts'
import type { Reader } from '../store/store.ts'
import { checkReleased } from './appraisals.ts'
import type { Caller } from './caller.ts'
import type { KeptBlobs } from './kept-blobs.ts'
import { readableLog, type LogAccessDeps } from './log-access.ts'
import { reportOf, type ReporterDeps } from './reporter.ts'

interface FileDeps {
  readonly read: Pick<Reader, 'fileIn' | 'segmentHash' | 'segments'>
  readonly blobs: Pick<KeptBlobs, 'get'>
}

export interface ReadFileDeps extends FileDeps, LogAccessDeps {
  readonly read: FileDeps['read'] & LogAccessDeps['read'] & Pick<Reader, 'entries'>
}

export interface ReadReportFileDeps extends FileDeps, ReporterDeps {
  readonly read: FileDeps['read'] & ReporterDeps['read']
}

/** A file is open to whoever may read a log that cites it, and to nobody else; to an expert while the question is in work. @throws Refusal `no-such-log`, `no-such-file`, `files-not-released` */
export async function readFile(deps: ReadFileDeps, caller: Caller, at: { readonly log: string; readonly file: string }): Promise<FileSegments> {
  return segmentsOf(deps, await releasedLog(deps, caller, at.log), at.file)
}

/** @throws Refusal `no-such-log`, `no-such-file`, `files-not-released` */
export async function readSegment(deps: ReadFileDeps, caller: Caller, at: { readonly log: string; readonly file: string; readonly segment: number }): Promise<Bytes> {
  return segmentOf(deps, { ...at, log: await releasedLog(deps, caller, at.log) })
}

async function releasedLog(deps: ReadFileDeps, caller: Caller, id: string): Promise<string> {
  const { row } = await readableLog(deps, caller, id)
  if (row.kind === 'appraisal' && isExpertRole(caller.roles)) await checkReleased(deps.read, row)
  return row.log
}

/** @throws Refusal `no-such-report`, `no-such-file` */
export async function readReportFile(deps: ReadReportFileDeps, authorization: string | null, file: string): Promise<FileSegments> {
  const row = await reportOf(deps, authorization)
  return segmentsOf(deps, row.log, file)
}

/** @throws Refusal `no-such-report`, `no-such-file` */
export async function readReportSegment(deps: ReadReportFileDeps, authorization: string | null, at: { readonly file: string; readonly segment: number }): Promise<Bytes> {
  const row = await reportOf(deps, authorization)
  return segmentOf(deps, { ...at, log: row.log })
}

async function segmentsOf({ read }: FileDeps, log: string, file: string): Promise<FileSegments> {
  const row = await read.fileIn(log, file)
  if (row === null) throw new Refusal('no-such-file')
  return { keptBytes: row.keptBytes, segments: (await read.segments(row.upload)).map((segment) => segment.hash) }
}

async function segmentOf({ read, blobs }: FileDeps, at: { readonly log: string; readonly file: string; readonly segment: number }): Promise<Bytes> {
  const row = await read.fileIn(at.log, at.file)
  const hash = row === null ? null : await read.segmentHash(row.upload, at.segment)
  if (hash === null) throw new Refusal('no-such-file')
  const bytes = await blobs.get(hash)
  // The row says that it was kept: a blob that is gone is damage, which `verify` names too.
  if (bytes === null) throw new Error('a segment without its bytes')
  return bytes
}
