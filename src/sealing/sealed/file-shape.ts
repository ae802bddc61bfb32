import { LIMITS } from '#base/limits.ts'
import { padmeLength } from './padding.ts'

/**
 * [Note: Segments] A file's payload is age's STREAM: chunks of 64 KiB, each sealed by itself. Sixteen of them are a segment, the unit that
 * is sent, kept, fetched again after a broken line, and looked up when somebody seeks in a video. Behind the last chunk stands a
 * tail up to a Padmé length, so that the size kept says little about the size written.
 * @see spec/files.md
 */
export const CHUNK_BYTES = 64 * 1024
export const TAG_BYTES = 16
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
const CHUNKS_PER_SEGMENT = 16
/** Words in a full segment, and what they are once sealed. */
export const SEGMENT_BYTES = CHUNKS_PER_SEGMENT * CHUNK_BYTES
export const SEALED_SEGMENT_BYTES = CHUNKS_PER_SEGMENT * SEALED_CHUNK_BYTES

/** How a file of this many bytes lies in its segments. */
export interface FileShape {
  readonly sizeBytes: number
  /** At least one: an empty file has one empty chunk. */
  readonly chunks: number
  /** All sealed chunks together, without the tail. */
  readonly payloadBytes: number
  /** With the tail: what the server keeps. */
  readonly keptBytes: number
  readonly segments: number
}

/** @throws RangeError for a size that is none or over the limit of a file. */
export function fileShape(sizeBytes: number): FileShape {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || sizeBytes > LIMITS.fileBytesMax) throw new RangeError('not the size of a file')
  const chunks = Math.max(1, Math.ceil(sizeBytes / CHUNK_BYTES))
  const payloadBytes = sizeBytes + chunks * TAG_BYTES
  const keptBytes = Math.max(LIMITS.fileKeptBytesMin, padmeLength(payloadBytes))
  return { sizeBytes, chunks, payloadBytes, keptBytes, segments: Math.ceil(keptBytes / SEALED_SEGMENT_BYTES) }
}

/** Where a segment's words stand in the file: `from` inclusive, `to` exclusive. Both are the file's end where a segment is all tail. */
export function wordsOf({ sizeBytes }: FileShape, segment: number): { readonly from: number; readonly to: number } {
  return { from: Math.min(sizeBytes, segment * SEGMENT_BYTES), to: Math.min(sizeBytes, (segment + 1) * SEGMENT_BYTES) }
}

/** How many bytes a segment has as it is kept; only the last is shorter. @throws RangeError if the file has no such segment. */
export function keptBytesOf({ keptBytes, segments }: FileShape, segment: number): number {
  if (!Number.isSafeInteger(segment) || segment < 0 || segment >= segments) throw new RangeError('no such segment')
  return Math.min(SEALED_SEGMENT_BYTES, keptBytes - segment * SEALED_SEGMENT_BYTES)
}

/** The chunks of a segment: none where it is all tail. */
export function chunksOf({ chunks }: FileShape, segment: number): { readonly from: number; readonly to: number } {
  return { from: Math.min(chunks, segment * CHUNKS_PER_SEGMENT), to: Math.min(chunks, (segment + 1) * CHUNKS_PER_SEGMENT) }
}

/** The segments that hold the bytes from `from` (inclusive) to `to` (exclusive): what a player has to fetch to seek. */
export function segmentsHolding(shape: FileShape, from: number, to: number): readonly number[] {
  const end = Math.min(to, shape.sizeBytes)
  if (from >= end) return []
  const [first, last] = [Math.floor(from / SEGMENT_BYTES), Math.floor((end - 1) / SEGMENT_BYTES)]
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
