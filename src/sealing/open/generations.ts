import * as v from 'valibot'
import { fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { BODIES } from '#domain/bodies.ts'
import { commitmentOf, type LogKey } from '../plain/log-key.ts'
import { entryScheme } from '../plain/schemes.ts'
import { Secret } from '../plain/secret.ts'
import type { Generation } from '../proof/generations.ts'
import { parseLogStanza } from '../sealed/age-header.ts'
import { openJson } from './age.ts'

/**
 * From the newest key back to the first: each re-keying holds the key of the generation before, and that is believed only under the
 * commitment that was signed then. Where a re-keying does not open or brings another key, the older keys must come from wraps.
 *
 * @param given - keys that were checked against their commitments.
 * @param bodyAt - the body of an entry.
 */
export async function unwindKeys(given: ReadonlyMap<number, LogKey>, generations: readonly Generation[], bodyAt: (seq: number) => Uint8Array): Promise<Map<number, LogKey>> {
  const keys = new Map(given)
  for (let number = generations.length - 1; number > 0; number--) {
    const key = keys.get(number)
    const generation = generations[number]
    const before = generations[number - 1]
    if (key === undefined || generation === undefined || before === undefined || keys.has(number - 1)) continue
    const previous = await previousIn(key, bodyAt(generation.from))
    if (previous !== null && commitmentOf(previous) === before.keyCommit) keys.set(number - 1, { ...key, generation: number - 1, key: previous })
  }
  return keys
}

async function previousIn(key: LogKey, body: Uint8Array): Promise<Secret<'log-key'> | null> {
  try {
    if (parseLogStanza(body).generation !== key.generation) return null
    const result = v.safeParse(BODIES['rekey'], await openJson(entryScheme(key), body))
    const bytes = result.success ? fromBase64url(result.output.previous) : null
    return bytes?.length === 32 ? new Secret('log-key', bytes) : null
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
