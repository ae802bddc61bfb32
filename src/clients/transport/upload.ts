import * as v from 'valibot'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { newFileKey, type FileKey } from '#sealing/plain/file-key.ts'
import { fileId, uploadId } from '#sealing/proof/file.ts'
import { hash, runningHash } from '#sealing/proof/hash.ts'
import { sealSegment } from '#sealing/seal/file.ts'
import { fileShape, wordsOf, type FileShape } from '#sealing/sealed/file-shape.ts'
import { finishedUpload, uploadState } from '#wire/files.ts'
import { UPLOAD_SCHEME } from '#wire/routes.ts'
import { jsonOf, type Api } from './api.ts'

/** A file's bytes, wherever they are: a browser's Blob, a file on a disk, a recording in memory. */
export interface FileSource {
  readonly sizeBytes: number
  /** @throws Error if the bytes cannot be read any more: the file was moved, or the card pulled out. */
  read(from: number, to: number): Promise<Bytes>
}

/**
 * A file on its way. [Note: Resuming] Whatever was sealed once under this key is remembered by its hash *before* it is sent, and sealed
 * again only to the same bytes: the same key on other bytes would give away the exclusive-or of both. A file that changed begins
 * a new upload under a new key.
 */
export interface Upload {
  readonly key: FileKey
  /** Proves to the server that the sender is the same. */
  readonly token: Bytes
  readonly shape: FileShape
  /** Hash of each segment that was sealed, by its number. */
  readonly sealed: Map<number, string>
}

export interface SentFile {
  /** What names the file in a header. */
  readonly file: string
  /** SHA-256 of the words, base64url. */
  readonly sha256: string
}

export interface Sending {
  readonly source: FileSource
  readonly upload: Upload
  /** Aborting pauses: what has arrived stays, and `sendFile` goes on from there. */
  readonly signal?: AbortSignal
  /** Words that have arrived for certain. */
  readonly onProgress?: (arrivedBytes: number) => void
}

export function newUpload(sizeBytes: number): Upload {
  return { key: newFileKey(), token: randomBytes(32), shape: fileShape(sizeBytes), sealed: new Map() }
}

/** Requests under way at once: enough to fill a slow line with a long way, few enough to stay small in memory. */
const PARALLEL = 3

/**
 * Seals a file and sends what the server does not have yet. Reads the file once, from its beginning, also when it goes on with an
 * earlier attempt: every segment that was sent before is compared.
 *
 * @throws Refusal `segment-differs` if the file is not the one that was begun: begin a new upload; `unreachable`, `disk-full`,
 *   `uploads-full`, `too-large`; DOMException `AbortError` when paused; and whatever `source.read` throws.
 */
export async function sendFile(api: Api, sending: Sending): Promise<SentFile> {
  const { upload, source } = sending
  if (source.sizeBytes !== upload.shape.sizeBytes) throw new Refusal('segment-differs')
  const arrived = await begin(api, sending)
  const words = runningHash()
  const underWay = new Set<Promise<void>>()
  const deliver = async (segment: number, bytes: Bytes): Promise<void> => {
    await putSegment(api, sending, { segment, bytes })
    arrived.add(segment)
    tell(sending, arrived)
  }
  try {
    for (let segment = 0; segment < upload.shape.segments; segment++) {
      sending.signal?.throwIfAborted()
      const bytes = await sealNext(sending, segment, (part) => words.update(part))
      if (arrived.has(segment)) continue
      const sent = deliver(segment, bytes)
      underWay.add(sent)
      void sent.finally(() => underWay.delete(sent)).catch(() => undefined)
      if (underWay.size >= PARALLEL) await Promise.race(underWay)
    }
    await Promise.all(underWay)
  } catch (error) {
    await Promise.allSettled(underWay)
    throw error
  }
  return { file: await finishUpload(api, upload), sha256: base64url(words.digest()) }
}

/** @returns the segments that are there. */
async function begin(api: Api, sending: Sending): Promise<Set<number>> {
  const { upload } = sending
  await startUpload(api, upload)
  if (upload.sealed.size === 0) return new Set()
  const result = v.safeParse(uploadState, await jsonOf(await api.call({ route: 'read-upload', ...addressOf(upload) })))
  if (!result.success) throw new Refusal('wrong-server')
  const arrived = new Set(result.output.arrived.filter((segment) => upload.sealed.has(segment)))
  tell(sending, arrived)
  return arrived
}

/** Begins an upload, or makes it as small as its shape says now. */
export async function startUpload(api: Api, upload: Upload): Promise<void> {
  const { segments, keptBytes } = upload.shape
  await api.call({ route: 'start-upload', ...addressOf(upload), body: { segments, keptBytes } })
}

export async function sealNext({ source, upload }: Sending, segment: number, onWords: (words: Bytes) => void): Promise<Bytes> {
  const { from, to } = wordsOf(upload.shape, segment)
  const words = from === to ? new Uint8Array(0) : await source.read(from, to)
  if (words.length !== to - from) throw new Refusal('segment-differs', { segment })
  onWords(words)
  const bytes = sealSegment(upload.key, upload.shape, { segment, words })
  const hashed = base64url(hash(bytes))
  const before = upload.sealed.get(segment)
  if (before !== undefined && before !== hashed) throw new Refusal('segment-differs', { segment })
  upload.sealed.set(segment, hashed)
  return bytes
}

export async function putSegment(api: Api, sending: Sending, part: { readonly segment: number; readonly bytes: Bytes }): Promise<void> {
  const { parameters, headers } = addressOf(sending.upload)
  await api.call({ route: 'put-segment', headers, parameters: { ...parameters, segment: String(part.segment) }, bytes: part.bytes, ...signalOf(sending) })
}

/** @returns the file's id. @throws Refusal `wrong-server` if the server kept other bytes than were sent */
export async function finishUpload(api: Api, upload: Upload): Promise<string> {
  const { shape, sealed } = upload
  const expected = fileId(shape.keptBytes, Array.from({ length: shape.segments }, (_, segment) => sealed.get(segment) ?? ''))
  const result = v.safeParse(finishedUpload, await jsonOf(await api.call({ route: 'finish-upload', ...addressOf(upload), body: {} })))
  // Another id means that the server kept other bytes than were sent.
  if (!result.success || result.output.file !== expected) throw new Refusal('wrong-server')
  return expected
}

function addressOf({ token }: Upload) {
  return { parameters: { upload: uploadId(token) }, headers: { authorization: `${UPLOAD_SCHEME} ${base64url(token)}` } }
}

function signalOf({ signal }: Sending): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

function tell({ upload: { shape }, onProgress }: Sending, arrived: ReadonlySet<number>): void {
  let bytes = 0
  for (const segment of arrived) {
    const { from, to } = wordsOf(shape, segment)
    bytes += to - from
  }
  onProgress?.(bytes)
}
