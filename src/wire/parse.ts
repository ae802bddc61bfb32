import * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'

/** After this nothing is checked twice; before it nothing is believed. @throws Refusal `malformed`, naming the first bad member. */
export function parse<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const path = result.issues[0].path?.map((part) => String(part.key)).join('.') ?? ''
  throw new Refusal('malformed', { member: path.slice(0, 64) })
}
