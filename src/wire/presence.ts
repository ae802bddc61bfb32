import * as v from 'valibot'
import type { Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { decodeFrames, encodeFrames } from './frames.ts'
import { parse } from './parse.ts'

const meta = v.strictObject({})

/** Who else is at a report: what each of them sealed. */
export function encodePresences(presences: readonly Bytes[]): Bytes {
  return encodeFrames({}, presences)
}

/** @throws Refusal `malformed` */
export function decodePresences(bytes: Uint8Array): readonly Bytes[] {
  const decoded = decodeFrames(bytes)
  parse(meta, decoded.meta)
  if (decoded.parts.some(({ length }) => length === 0)) throw new Refusal('malformed', { member: 'parts' })
  return decoded.parts
}
