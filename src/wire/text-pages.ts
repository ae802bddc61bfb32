import * as v from 'valibot'
import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { decodeFrames, encodeFrames, onlyPart } from './frames.ts'
import * as f from './fields.ts'
import { parse } from './parse.ts'

/** The pages of a team epoch's texts, by id. */
export const textPages = v.strictObject({ pages: v.pipe(v.array(f.id), v.maxLength(LIMITS.textPagesMax)) })
export type TextPages = v.InferOutput<typeof textPages>

/** Whose pages. */
export const textPagesQuery = v.strictObject({ reader: f.reader })

const reports = v.pipe(v.array(f.id), v.minLength(1), v.maxLength(LIMITS.textPageReportsMax), v.check((ids) => new Set(ids).size === ids.length))
const putMeta = v.strictObject({ reader: f.reader, reports })

export interface NewTextPage extends v.InferOutput<typeof putMeta> {
  readonly bytes: Bytes
}

/** The reports stand beside the page in clear: with one of them the page must go, and the server has the list of a team's reports anyway. */
export function encodeNewTextPage({ reader, reports: ids, bytes }: NewTextPage): Bytes {
  return encodeFrames({ reader, reports: [...ids] }, [bytes])
}

/** @throws Refusal `malformed` */
export function decodeNewTextPage(bytes: Uint8Array): NewTextPage {
  const { meta, parts } = decodeFrames(bytes, { metaBytesMax: LIMITS.requestMetaBytesMax })
  return { ...parse(putMeta, meta), bytes: onlyPart(parts) }
}

export function encodeTextPage(bytes: Bytes): Bytes {
  return encodeFrames({}, [bytes])
}

/** @throws Refusal `malformed` */
export function decodeTextPage(bytes: Uint8Array): Bytes {
  const { meta, parts } = decodeFrames(bytes)
  parse(v.strictObject({}), meta)
  return onlyPart(parts)
}
