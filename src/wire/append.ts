import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Bytes } from '#base/bytes.ts'
import type { SignedEntry, WrapRow } from '#sealing/sealed/entry.ts'
import { decodeFrames, encodeFrames } from './frames.ts'
import * as f from './fields.ts'
import { parse } from './parse.ts'

/** One entry with the key rows that it brings. */
export interface Append {
  readonly entry: SignedEntry
  readonly wraps: readonly WrapRow[]
}

/** What the server keeps to know the reporter again: two hashes. */
export interface ReporterAccess {
  /** SHA-256 of the look-up id. */
  readonly lookupHash: Bytes
  /** SHA-256 of the bearer token. */
  readonly tokenHash: Bytes
}

export interface FileReport extends Append {
  readonly access: ReporterAccess
}

const wrapMeta = v.strictObject({ subject: f.subject, reader: f.reader })
const appendMeta = v.strictObject({ wraps: v.pipe(v.array(wrapMeta), v.maxLength(LIMITS.wrapsPerEntryMax)) })
const ENTRY_PARTS = 3

export function encodeAppend(append: Append): Bytes {
  return encodeFrames({ wraps: append.wraps.map(wrapMetaOf) }, appendParts(append))
}

/** @throws Refusal `malformed`, `too-large` */
export function decodeAppend(bytes: Uint8Array): Append {
  const { meta, parts } = decodeFrames(bytes, { metaBytesMax: LIMITS.requestMetaBytesMax })
  return { ...takeEntry(parts, parse(appendMeta, meta).wraps) }
}

/** Parts: header, signature, body, wraps…, look-up hash, token hash. */
export function encodeFileReport(file: FileReport): Bytes {
  const parts = [...appendParts(file), file.access.lookupHash, file.access.tokenHash]
  return encodeFrames({ wraps: file.wraps.map(wrapMetaOf) }, parts)
}

/** @throws Refusal `malformed`, `too-large` */
export function decodeFileReport(bytes: Uint8Array): FileReport {
  const { meta, parts } = decodeFrames(bytes, { metaBytesMax: LIMITS.requestMetaBytesMax })
  const [lookupHash, tokenHash] = parts.slice(-2)
  if (lookupHash?.length !== 32 || tokenHash?.length !== 32) throw new Refusal('malformed', { member: 'access' })
  return { ...takeEntry(parts.slice(0, -2), parse(appendMeta, meta).wraps), access: { lookupHash, tokenHash } }
}

function appendParts({ entry, wraps }: Append): Bytes[] {
  return [entry.header, entry.signature, entry.body, ...wraps.map((wrap) => wrap.bytes)]
}

function wrapMetaOf({ subject, reader }: WrapRow) {
  return { subject, reader }
}

function takeEntry(parts: readonly Bytes[], metas: readonly v.InferOutput<typeof wrapMeta>[]): Append {
  const [header, signature, body] = parts
  if (header === undefined || signature?.length !== 64 || body === undefined) throw new Refusal('malformed', { member: 'entry' })
  if (parts.length !== ENTRY_PARTS + metas.length) throw new Refusal('malformed', { member: 'wraps' })
  if (body.length > LIMITS.bodyBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.bodyBytesMax })
  const wraps = metas.map((meta, index) => ({ ...meta, bytes: sizedWrap(parts[ENTRY_PARTS + index]) }))
  return { entry: { header, signature, body }, wraps }
}

function sizedWrap(bytes: Bytes | undefined): Bytes {
  if (bytes === undefined || bytes.length === 0) throw new Refusal('malformed', { member: 'wraps' })
  if (bytes.length > LIMITS.wrapBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.wrapBytesMax })
  return bytes
}
