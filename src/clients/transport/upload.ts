import * as v from 'valibot'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { newFileKey, type FileKey } from '#sealing/plain/file-key.ts'
import { fileId, uploadId } from '#sealing/proof/file.ts'
import { hashAside, runningHash, type RunningHash } from '#sealing/proof/hash.ts'
import { segmentSealer } from '#sealing/seal/file.ts'
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
  /** Where key and token were made from all the words: see content.ts. */
  readonly content?: Content
}

/** All the words of a file, as they were when its key was made. */
export interface Content {
  /** SHA-256 of each segment's words. Others are never sealed. */
  readonly segments: readonly string[]
  /** How far the words were read. They cannot be others the next time, so that they are not read again. */
  readonly reading: Reading
  /** Whether this upload was begun before this page was loaded: then the server knows what has arrived. */
  readonly wasBegun: boolean
}

/** The hash of a file's words, taken segment by segment in their order. */
export interface Reading {
  readonly words: RunningHash
  segments: number
  /** SHA-256 of all of them, once they were read. */
  sha256: string | null
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

export function newReading(): Reading {
  return { words: runningHash(), segments: 0, sha256: null }
}

/** Segments that are read, sealed and sent at once: enough to fill a slow line with a long way, few enough to stay small in memory. */
const PARALLEL = 4

/**
 * Seals a file and sends what the server does not have yet. Reads the file from its beginning, also when it goes on with an earlier attempt:
 * every segment that was sealed before is compared. Only what is there already of an upload that was made from its content is not read twice.
 *
 * @throws Refusal `segment-differs` if the file is not the one that was begun: begin a new upload; `unreachable`, `disk-full`,
 *   `uploads-full`, `too-large`; DOMException `AbortError` when paused; and whatever `source.read` throws.
 */
export async function sendFile(api: Api, sending: Sending): Promise<SentFile> {
  const { upload, source, signal } = sending
  if (source.sizeBytes !== upload.shape.sizeBytes) throw new Refusal('segment-differs')
  const arrival = await begin(api, sending)
  const reading = upload.content?.reading ?? newReading()
  const inTurn = turns()
  const seal = await sealerOf(upload)
  let [next, failed] = [0, false]
  const lane = async (): Promise<void> => {
    while (next < upload.shape.segments && !failed) {
      const segment = next++
      signal?.throwIfAborted()
      const isThere = arrival.segments.has(segment)
      if (isThere && segment < reading.segments && upload.sealed.has(segment)) continue
      const read = readWords(sending, segment)
      const sealed = upload.content === undefined ? null : read.then((words) => seal(segment, words))
      // What went wrong is told by the turn, once.
      sealed?.catch(() => undefined)
      const bytes = await inTurn(async () => {
        const words = await read
        if (segment === reading.segments) takeIn(reading, words)
        // A key that was not made from the words seals one segment after the other: behind one that differs it seals nothing.
        return sealed ?? seal(segment, words)
      })
      if (isThere) continue
      await putSegment(api, sending, { segment, bytes })
      arrival.add(segment)
    }
  }
  const lanes = Array.from({ length: PARALLEL }, () => lane().catch((error: unknown) => { failed = true; throw error }))
  await Promise.all(lanes).catch(async (error: unknown) => { await Promise.allSettled(lanes); throw error })
  reading.sha256 ??= base64url(reading.words.digest())
  return { file: await finishUpload(api, upload), sha256: reading.sha256 }
}

/** Seals a segment, and remembers it before anybody sees it. */
async function sealerOf(upload: Upload): Promise<(segment: number, words: Bytes) => Promise<Bytes>> {
  const seal = await segmentSealer(upload.key, upload.shape)
  return async (segment, words) => remembered(upload, segment, await seal({ segment, words }))
}

function takeIn(reading: Reading, words: Bytes): void {
  reading.words.update(words)
  reading.segments += 1
}

/** One after the other, in the order in which they were asked for; after one that failed, none. */
function turns(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const mine = last.then(act)
    last = mine
    return mine
  }
}

/** The segments that are there, and how many words they hold. */
interface Arrival {
  readonly segments: ReadonlySet<number>
  add(segment: number): void
}

async function begin(api: Api, { upload, onProgress }: Sending): Promise<Arrival> {
  await startUpload(api, upload)
  const segments = new Set<number>()
  let bytes = 0
  const count = (segment: number): void => {
    const { from, to } = wordsOf(upload.shape, segment)
    segments.add(segment)
    bytes += to - from
  }
  if (upload.sealed.size > 0 || upload.content?.wasBegun === true) {
    const result = v.safeParse(uploadState, await jsonOf(await api.call({ route: 'read-upload', ...addressOf(upload) })))
    if (!result.success) throw new Refusal('wrong-server')
    // What this process sealed itself; or, of a content that nothing else can be sealed to, what another did.
    for (const segment of result.output.arrived) {
      if (upload.content === undefined ? upload.sealed.has(segment) : segment < upload.shape.segments) count(segment)
    }
    onProgress?.(bytes)
  }
  return { segments, add: (segment) => { count(segment); onProgress?.(bytes) } }
}

function segmentsOf({ shape }: Upload): readonly number[] {
  return Array.from({ length: shape.segments }, (_, segment) => segment)
}

/** Begins an upload, or makes it as small as its shape says now. */
export async function startUpload(api: Api, upload: Upload): Promise<void> {
  const { segments, keptBytes } = upload.shape
  await api.call({ route: 'start-upload', ...addressOf(upload), body: { segments, keptBytes } })
}

/** @throws Refusal `segment-differs` if these are not the words that the key was made from, or not as many as there were */
async function readWords({ source, upload }: Pick<Sending, 'source' | 'upload'>, segment: number): Promise<Bytes> {
  const { from, to } = wordsOf(upload.shape, segment)
  const words = from === to ? new Uint8Array(0) : await source.read(from, to)
  const expected = upload.content?.segments[segment]
  if (words.length !== to - from || (expected !== undefined && base64url(await hashAside(words)) !== expected)) throw new Refusal('segment-differs', { segment })
  return words
}

/** Remembers what was sealed before anybody sees it. @throws Refusal `segment-differs` if it was sealed to something else before */
export async function remembered(upload: Upload, segment: number, bytes: Bytes): Promise<Bytes> {
  const hashed = base64url(await hashAside(bytes))
  const before = upload.sealed.get(segment)
  if (before !== undefined && before !== hashed) throw new Refusal('segment-differs', { segment })
  upload.sealed.set(segment, hashed)
  return bytes
}

export async function putSegment(api: Api, sending: Pick<Sending, 'upload' | 'signal'>, part: { readonly segment: number; readonly bytes: Bytes }): Promise<void> {
  const { parameters, headers } = addressOf(sending.upload)
  await api.call({ route: 'put-segment', headers, parameters: { ...parameters, segment: String(part.segment) }, bytes: part.bytes, ...signalOf(sending) })
}

/** @returns the file's id. @throws Refusal `wrong-server` if the server kept other bytes than were sent */
export async function finishUpload(api: Api, upload: Upload): Promise<string> {
  const { shape, sealed } = upload
  const expected = fileId(shape.keptBytes, segmentsOf(upload).map((segment) => sealed.get(segment) ?? ''))
  const result = v.safeParse(finishedUpload, await jsonOf(await api.call({ route: 'finish-upload', ...addressOf(upload), body: {} })))
  // Another id means that the server kept other bytes than were sent.
  if (!result.success || result.output.file !== expected) throw new Refusal('wrong-server')
  return expected
}

function addressOf({ token }: Upload) {
  return { parameters: { upload: uploadId(token) }, headers: { authorization: `${UPLOAD_SCHEME} ${base64url(token)}` } }
}

function signalOf({ signal }: Pick<Sending, 'signal'>): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}
