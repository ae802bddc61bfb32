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
import type { UploadRoom } from './upload-room.ts'

/** What an upload's sender shows, and which upload is meant. */
export interface Sender {
  /** The `Authorization` header: `Upload <token>`. */
  readonly authorization: string | null
  readonly upload: string
}

/** Who begins one besides: members have a room of their own. */
export interface Beginner extends Sender {
  readonly isMember: () => Promise<boolean>
}

const TOKEN_BYTES = 32

/** Whoever has the token may go on with the upload, and nobody else: its id is the token's hash. @throws Refusal `no-such-upload` */
function checkSender({ authorization, upload }: Sender): void {
  const [scheme, text = ''] = (authorization ?? '').split(' ')
  const token = fromBase64url(text)
  if (scheme !== UPLOAD_SCHEME || token?.length !== TOKEN_BYTES || uploadId(token) !== upload) throw new Refusal('no-such-upload')
}

export interface StartUploadDeps {
  readonly read: Pick<Reader, 'upload'>
  readonly write: Pick<Writer, 'startUpload'>
  readonly room: UploadRoom
  readonly today: Today
}

/**
 * Begins an upload, or makes one that was begun smaller (see [Note: A smaller upload]). Days of uploads are UTC days: no office is known yet.
 * @throws Refusal `too-large`, `malformed` for a size that does not fit the segments, `uploads-full`, `no-such-upload` for another token or shape
 */
export async function startUpload(deps: StartUploadDeps, sender: Beginner, shape: { readonly segments: number; readonly keptBytes: number }): Promise<void> {
  checkSender(sender)
  const { segments, keptBytes } = shape
  // The tail adds at most an eighth.
  if (keptBytes > LIMITS.fileBytesMax * 1.125) throw new Refusal('too-large', { bytesMax: LIMITS.fileBytesMax })
  if (keptBytes < LIMITS.fileKeptBytesMin || segments !== Math.ceil(keptBytes / SEALED_SEGMENT_BYTES)) throw new Refusal('malformed', { member: 'segments' })
  const isMember = await sender.isMember()
  if (await deps.read.upload(sender.upload) === null) await deps.room.admit({ keptBytes, bytes: keptBytes, begins: true, isMember })
  if (!await deps.write.startUpload({ upload: sender.upload, segments, keptBytes, isMember, day: deps.today('UTC') })) throw new Refusal('no-such-upload')
}

export interface PutSegmentDeps {
  readonly read: Pick<Reader, 'segmentHash' | 'upload'>
  readonly write: Pick<Writer, 'keepSegment'>
  readonly blobs: KeptBlobs
  readonly room: UploadRoom
}

/**
 * Keeps one segment: first its bytes, then the row that says which it is. Sent again, it is answered as the first time.
 * @throws Refusal `no-such-upload`, `malformed` for a segment of another size, `segment-differs`, `uploads-full`, `disk-full`
 */
export async function putSegment(deps: PutSegmentDeps, sender: Sender, part: { readonly segment: number; readonly bytes: Bytes }): Promise<void> {
  checkSender(sender)
  const row = await deps.read.upload(sender.upload)
  if (row === null || part.segment >= row.segments) throw new Refusal('no-such-upload')
  if (part.bytes.length !== sizeOf(row, part.segment)) throw new Refusal('malformed', { member: 'segment' })
  const hashed = base64url(hash(part.bytes))
  const kept = await deps.read.segmentHash(row.upload, part.segment)
  if (kept !== null && kept !== hashed) throw new Refusal('segment-differs', { segment: part.segment })
  // An upload that an entry cites has all its segments.
  if (kept === null) await deps.room.admit({ keptBytes: row.keptBytes, bytes: part.bytes.length, begins: false, isMember: row.isMember })
  await deps.blobs.keep({ hash: hashed, bytes: part.bytes }, () => deps.write.keepSegment({ upload: row.upload, segment: part.segment, hash: hashed, bytes: part.bytes.length }))
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

export interface ReadUploadSegmentDeps {
  readonly read: Pick<Reader, 'segmentHash' | 'upload'>
  readonly blobs: Pick<KeptBlobs, 'get'>
}

/**
 * What a sender put away and has not finished, for a sender that lost all but the token: a telephone line that was killed in mid-speech. What was finished
 * is a file of a log, and open to the readers of that log alone.
 *
 * @throws Refusal `no-such-upload`
 */
export async function readUploadSegment({ read, blobs }: ReadUploadSegmentDeps, sender: Sender, segment: number): Promise<Bytes> {
  checkSender(sender)
  const row = await read.upload(sender.upload)
  const hashed = row === null || row.file !== null ? null : await read.segmentHash(row.upload, segment)
  const bytes = hashed === null ? null : await blobs.get(hashed)
  // One that is thrown away at this moment is as good as gone.
  if (bytes === null) throw new Refusal('no-such-upload')
  return bytes
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
