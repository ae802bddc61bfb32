import * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { jsonOf } from '#clients/transport/api.ts'

/** A server's answer, as it should be. @throws Refusal `wrong-server` if it is something else */
export async function message<S extends v.GenericSchema>(response: Response, schema: S): Promise<v.InferOutput<S>> {
  const result = v.safeParse(schema, await jsonOf(response))
  if (!result.success) throw new Refusal('wrong-server')
  return result.output
}
