import * as v from 'valibot'
import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { decodeFrames, encodeFrames } from './frames.ts'
import * as f from './fields.ts'
import { parse } from './parse.ts'

/** An entry of a request for an identity as a list gives it: what is signed, without the words. */
export interface DisclosureEntry {
  readonly header: Bytes
  readonly signature: Bytes
}

/** Requests, newest first, each with all its entries. */
export interface DisclosurePage {
  readonly requests: readonly (readonly DisclosureEntry[])[]
  /** The last of them, where more may follow. */
  readonly next: string | null
}

const meta = v.strictObject({ requests: v.pipe(v.array(v.pipe(f.count, v.minValue(1), v.maxValue(LIMITS.disclosureEntriesMax))), v.maxLength(LIMITS.queuePageMax)), next: v.nullable(f.id) })

export function encodeDisclosures({ requests, next }: DisclosurePage): Bytes {
  return encodeFrames({ requests: requests.map(({ length }) => length), next }, requests.flat().flatMap(({ header, signature }) => [header, signature]))
}

/** @throws Refusal `malformed` */
export function decodeDisclosures(bytes: Uint8Array): DisclosurePage {
  const { meta: told, parts } = decodeFrames(bytes)
  const { requests: lengths, next } = parse(meta, told)
  const rest = [...parts]
  const entry = (): DisclosureEntry => {
    const [header, signature] = rest.splice(0, 2)
    if (header === undefined || signature === undefined) throw new Refusal('malformed', { member: 'parts' })
    return { header, signature }
  }
  const requests = lengths.map((length) => Array.from({ length }, entry))
  if (rest.length > 0) throw new Refusal('malformed', { member: 'parts' })
  return { requests, next }
}
