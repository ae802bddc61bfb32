import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'

export const oneDigit = v.pipe(v.string(), v.regex(/^[0-9*#A-D]$/))
/** Ids and names of a carrier's: short, and looked at no further. */
export const token = v.pipe(v.string(), v.maxLength(256))

/**
 * A control message of a carrier's. What the schema does not name is dropped here, before anything could log it: a caller's number above all.
 * @throws Refusal `malformed`, `too-large`
 */
export function readMessage<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> {
  if (text.length > LIMITS.callMessageBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.callMessageBytesMax })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal('malformed', { member: 'json' })
  }
  const result = v.safeParse(schema, value)
  if (!result.success) throw new Refusal('malformed', { member: v.getDotPath(result.issues[0])?.slice(0, 64) ?? 'event' })
  return result.output
}
