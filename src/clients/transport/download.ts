import * as v from 'valibot'
import { base64url, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Attachment } from '#domain/bodies.ts'
import { openSegment } from '#sealing/open/file.ts'
import { fileKeyFrom, type FileKey } from '#sealing/plain/file-key.ts'
import { fileId } from '#sealing/proof/file.ts'
import { hash, runningHash } from '#sealing/proof/hash.ts'
import { fileShape, SEALED_SEGMENT_BYTES, SEGMENT_BYTES, segmentsHolding, wordsOf, type FileShape } from '#sealing/sealed/file-shape.ts'
import { fileSegments } from '#wire/files.ts'
import { bytesOf, jsonOf, type Api, type Call } from './api.ts'

/** How a file's segments are asked for: by a log that the caller reads, or by a receipt code. */
export interface FilePlace {
  file(): Call
  segment(segment: number): Call
}

/** What a viewer needs of an open file. */
export type ReadableFile = Pick<OpenFile, 'attachment' | 'read'>

export interface OpenedSegment {
  readonly payload: Bytes
  readonly words: Bytes
}

/** A file that can be read from anywhere, a segment at a time; nothing is believed that its signed entry did not name. */
export interface OpenFile {
  readonly attachment: Attachment
  readonly segments: number
  /** One segment as it is kept, without what hides its size, and its words. @throws as `read` */
  segment(segment: number): Promise<OpenedSegment>
  /** Words from `from` (inclusive) to `to` (exclusive); fewer at the file's end. @throws Refusal `foreign-key`, `forged-history`, `unreachable` */
  read(from: number, to: number, signal?: AbortSignal): Promise<Bytes>
}

/**
 * Looks a file up. The list of segment hashes must give the id that the entry's signed header names: then each segment is the one
 * that its author sent, or is refused.
 *
 * @throws Refusal `forged-history` if the server shows another file, `no-such-file`
 */
export async function openFile(api: Api, place: FilePlace, attachment: Attachment): Promise<OpenFile> {
  const shape = fileShape(attachment.sizeBytes)
  const key = fileKeyFrom(attachment.key, attachment.nonce)
  const result = v.safeParse(fileSegments, await jsonOf(await api.call(place.file())))
  if (!result.success || key === null) throw new Refusal('wrong-server')
  const { keptBytes, segments } = result.output
  const same = keptBytes === shape.keptBytes && segments.length === shape.segments && fileId(keptBytes, segments) === attachment.file
  if (!same) throw new Refusal('forged-history')
  const held = lastSegment()
  const fetched = (segment: number, signal?: AbortSignal): Promise<OpenedSegment> => (
    fetchSegment(api, { place, segment, hash: segments[segment] ?? '', shape, key, ...(signal === undefined ? {} : { signal }) }))
  return {
    attachment,
    segments: shape.segments,
    segment: (segment) => fetched(segment),
    async read(from, to, signal) {
      const words: Bytes = new Uint8Array(Math.max(0, Math.min(to, shape.sizeBytes) - from))
      for (const segment of segmentsHolding(shape, from, to)) {
        const { words: opened } = await held(segment, () => fetched(segment, signal))
        const start = wordsOf(shape, segment).from
        const part = opened.subarray(Math.max(0, from - start), Math.min(opened.length, to - start))
        words.set(part, Math.max(0, start - from))
      }
      return words
    },
  }
}

/**
 * A whole file, a segment at a time, so that it is never in memory as a whole.
 * @throws Refusal `forged-history` at its end if it is not what was sent: what came before is then not to be kept
 */
export async function* wholeFile({ attachment: { sizeBytes, sha256 }, read }: OpenFile, signal?: AbortSignal): AsyncGenerator<Bytes> {
  const digest = runningHash()
  for (let at = 0; at < sizeBytes; at += SEGMENT_BYTES) {
    signal?.throwIfAborted()
    const words = await read(at, at + SEGMENT_BYTES, signal)
    digest.update(words)
    yield words
  }
  if (base64url(digest.digest()) !== sha256) throw new Refusal('forged-history')
}

/** Pieces of this size go out of a browser's memory to its disk. */
const PIECE_SEGMENTS = 32

/** A whole file for a browser to keep: it has large blobs on its disk. @throws as `wholeFile`; DOMException `AbortError` */
export async function wholeBlob(file: OpenFile, { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (doneBytes: number) => void }): Promise<Blob> {
  const pieces: Blob[] = []
  const piece: Bytes[] = []
  let doneBytes = 0
  for await (const words of wholeFile(file, signal)) {
    piece.push(words)
    if (piece.length === PIECE_SEGMENTS) pieces.push(new Blob(piece.splice(0)))
    onProgress(doneBytes += words.length)
  }
  // Whatever the file says it is: a browser opens nothing of this type by itself.
  return new Blob([...pieces, ...piece], { type: 'application/octet-stream' })
}

interface Wanted {
  readonly place: FilePlace
  readonly segment: number
  readonly hash: string
  readonly shape: FileShape
  readonly key: FileKey
  readonly signal?: AbortSignal
}

async function fetchSegment(api: Api, { place, segment, hash: expected, shape, key, signal }: Wanted): Promise<OpenedSegment> {
  const bytes = await bytesOf(await api.call({ ...place.segment(segment), ...(signal === undefined ? {} : { signal }) }))
  if (base64url(hash(bytes)) !== expected) throw new Refusal('forged-history')
  const payloadBytes = Math.max(0, shape.payloadBytes - segment * SEALED_SEGMENT_BYTES)
  return { payload: bytes.subarray(0, payloadBytes), words: openSegment(key, shape, { segment, bytes }) }
}

/** A player reads the same segment many times in small pieces: the last one stays. */
function lastSegment(): (segment: number, fetch: () => Promise<OpenedSegment>) => Promise<OpenedSegment> {
  let held: { readonly segment: number; readonly words: Promise<OpenedSegment> } | null = null
  return (segment, fetch) => {
    if (held?.segment === segment) return held.words
    const words = fetch()
    const mine = { segment, words }
    held = mine
    words.catch(() => { if (held === mine) held = null })
    return words
  }
}
