import { addDays } from '#base/day.ts'
import { base64url, fromBase64url, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { fileId, uploadId } from '#sealing/proof/file.ts'
import { hash } from '#sealing/proof/hash.ts'
import { SEALED_SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import type { UploadState } from '#wire/files.ts'
import { UPLOAD_SCHEME } from '#wire/routes.ts'
import type { Reader, UploadRow, Writer } from '../store/store.ts'
import type { Today } from './calendar.ts'
import type { KeptBlobs } from './kept-blobs.ts'

/** What an upload's sender shows, and which upload is meant. */
export interface Sender {
  /** The `Authorization` header: `Upload <token>`. */
  readonly authorization: string | null
  readonly upload: string
}

const TOKEN_BYTES = 32

/** Whoever has the token may go on with the upload, and nobody else: its id is the token's hash. @throws Refusal `no-such-upload` */
function checkSender({ authorization, upload }: Sender): void {
  const [scheme, text = ''] = (authorization ?? '').split(' ')
  const token = fromBase64url(text)
  if (scheme !== UPLOAD_SCHEME || token?.length !== TOKEN_BYTES || uploadId(token) !== upload) throw new Refusal('no-such-upload')
}

export interface StartUploadDeps {
  readonly read: Pick<Reader, 'abandonedUploads' | 'unusedUploadBytes' | 'upload'>
  readonly write: Pick<Writer, 'dropUpload' | 'startUpload'>
  readonly blobs: KeptBlobs
  readonly today: Today
}

/**
 * Begins an upload, or makes one that was begun smaller (see [Note: A smaller upload]). Days of uploads are UTC days: no office is known yet.
 * @throws Refusal `too-large`, `malformed` for a size that does not fit the segments, `uploads-full`, `no-such-upload` for another token or shape
 */
export async function startUpload(deps: StartUploadDeps, sender: Sender, shape: { readonly segments: number; readonly keptBytes: number }): Promise<void> {
  checkSender(sender)
  const { segments, keptBytes } = shape
  // The tail adds at most an eighth.
  if (keptBytes > LIMITS.fileBytesMax * 1.125) throw new Refusal('too-large', { bytesMax: LIMITS.fileBytesMax })
  if (keptBytes < LIMITS.fileKeptBytesMin || segments !== Math.ceil(keptBytes / SEALED_SEGMENT_BYTES)) throw new Refusal('malformed', { member: 'segments' })
  if (await deps.read.upload(sender.upload) === null) await makeRoom(deps, keptBytes)
  if (!await deps.write.startUpload({ upload: sender.upload, segments, keptBytes, day: deps.today('UTC') })) throw new Refusal('no-such-upload')
}

/** A flood of files that nobody cites gives way to the next sender a day later; words are never refused for it. */
async function makeRoom(deps: StartUploadDeps, keptBytes: number): Promise<void> {
  const fits = async (): Promise<boolean> => await deps.read.unusedUploadBytes() + keptBytes <= LIMITS.unusedUploadBytesMax
  while (!await fits()) {
    const [oldest] = await deps.read.abandonedUploads(deps.today('UTC'), 1)
    if (oldest === undefined) throw new Refusal('uploads-full')
    await dropUpload(deps, oldest)
  }
}

export interface PutSegmentDeps {
  readonly read: Pick<Reader, 'segmentHash' | 'upload'>
  readonly write: Pick<Writer, 'keepSegment'>
  readonly blobs: KeptBlobs
}

/**
 * Keeps one segment: first its bytes, then the row that says which it is. Sent again, it is answered as the first time.
 * @throws Refusal `no-such-upload`, `malformed` for a segment of another size, `segment-differs`, `uploads-full` while the rest of the disk is for words, `disk-full`
 */
export async function putSegment(deps: PutSegmentDeps, sender: Sender, part: { readonly segment: number; readonly bytes: Bytes }): Promise<void> {
  checkSender(sender)
  const row = await deps.read.upload(sender.upload)
  if (row === null || part.segment >= row.segments) throw new Refusal('no-such-upload')
  if (part.bytes.length !== sizeOf(row, part.segment)) throw new Refusal('malformed', { member: 'segment' })
  const hashed = base64url(hash(part.bytes))
  if (await deps.blobs.roomBytes() < LIMITS.diskReserveBytes) throw new Refusal('uploads-full')
  const kept = await deps.read.segmentHash(row.upload, part.segment)
  if (kept !== null && kept !== hashed) throw new Refusal('segment-differs', { segment: part.segment })
  await deps.blobs.keep({ hash: hashed, bytes: part.bytes }, () => deps.write.keepSegment({ upload: row.upload, segment: part.segment, hash: hashed }))
}

function sizeOf({ segments, keptBytes }: UploadRow, segment: number): number {
  return segment === segments - 1 ? keptBytes - segment * SEALED_SEGMENT_BYTES : SEALED_SEGMENT_BYTES
}

export interface ReadUploadDeps {
  readonly read: Pick<Reader, 'segments' | 'upload'>
}

/** @throws Refusal `no-such-upload` */
export async function readUpload({ read }: ReadUploadDeps, sender: Sender): Promise<UploadState> {
  checkSender(sender)
  const row = await read.upload(sender.upload)
  if (row === null) throw new Refusal('no-such-upload')
  const { segments, keptBytes, file } = row
  return { segments, keptBytes, file, arrived: (await read.segments(row.upload)).map(({ segment }) => segment) }
}

export interface FinishUploadDeps {
  readonly read: Pick<Reader, 'segments' | 'upload'>
  readonly write: Pick<Writer, 'finishUpload'>
}

/** The file's id, which the sender knows already and compares. @throws Refusal `no-such-upload`, `upload-incomplete` */
export async function finishUpload({ read, write }: FinishUploadDeps, sender: Sender): Promise<{ readonly file: string }> {
  checkSender(sender)
  const row = await read.upload(sender.upload)
  if (row === null) throw new Refusal('no-such-upload')
  const segments = await read.segments(row.upload)
  if (segments.length !== row.segments) throw new Refusal('upload-incomplete', { arrived: segments.length, segments: row.segments })
  const file = fileId(row.keptBytes, segments.map((segment) => segment.hash))
  await write.finishUpload({ upload: row.upload, file })
  return { file }
}

export interface DropUploadsDeps {
  readonly read: Pick<Reader, 'abandonedUploads'>
  readonly write: Pick<Writer, 'dropUpload'>
  readonly blobs: KeptBlobs
  readonly today: Today
}

const ROUND = 50

/** Throws away what no entry cites: uploads that were given up, and files of reports that were erased. */
export async function dropAbandonedUploads(deps: DropUploadsDeps): Promise<void> {
  const before = addDays(deps.today('UTC'), -LIMITS.uploadDays)
  for (;;) {
    const abandoned = await deps.read.abandonedUploads(before, ROUND)
    for (const upload of abandoned) await dropUpload(deps, upload)
    if (abandoned.length < ROUND) return
  }
}

async function dropUpload({ write, blobs }: Pick<StartUploadDeps, 'blobs'> & { readonly write: Pick<Writer, 'dropUpload'> }, upload: string): Promise<void> {
  for (const each of await write.dropUpload(upload)) await blobs.release(each)
}
