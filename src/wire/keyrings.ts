import * as v from 'valibot'
import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { decodeFrames, encodeFrames, onlyPart } from './frames.ts'
import * as f from './fields.ts'
import { parse } from './parse.ts'

/** One page of a team epoch's keyring as the server keeps it. */
export interface KeptPage {
  readonly page: number
  /** SHA-256 of the bytes, base64url. */
  readonly hash: string
  readonly bytes: Bytes
}

export interface KeyringAnswer {
  /** How many pages there are. */
  readonly pages: number
  readonly kept: KeptPage | null
}

const answerMeta = v.strictObject({ pages: f.count, kept: v.nullable(v.strictObject({ page: f.count, hash: f.id })) })
const putMeta = v.strictObject({ reader: f.reader, page: f.count, replaces: v.nullable(f.id) })

export function encodeKeyringAnswer({ pages, kept }: KeyringAnswer): Bytes {
  return encodeFrames({ pages, kept: kept === null ? null : { page: kept.page, hash: kept.hash } }, kept === null ? [] : [kept.bytes])
}

/** @throws Refusal `malformed` */
export function decodeKeyringAnswer(bytes: Uint8Array): KeyringAnswer {
  const { meta, parts } = decodeFrames(bytes)
  const { pages, kept } = parse(answerMeta, meta)
  const [page] = parts
  if (parts.length !== (kept === null ? 0 : 1)) throw new Refusal('malformed', { member: 'parts' })
  return { pages, kept: kept === null || page === undefined ? null : { ...kept, bytes: page } }
}

export interface NewPage extends v.InferOutput<typeof putMeta> {
  readonly bytes: Bytes
}

export function encodeNewPage({ reader, page, replaces, bytes }: NewPage): Bytes {
  return encodeFrames({ reader, page, replaces }, [bytes])
}

/** @throws Refusal `malformed` */
export function decodeNewPage(bytes: Uint8Array): NewPage {
  const { meta, parts } = decodeFrames(bytes, { metaBytesMax: LIMITS.requestMetaBytesMax })
  return { ...parse(putMeta, meta), bytes: onlyPart(parts) }
}
