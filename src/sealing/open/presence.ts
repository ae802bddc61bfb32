import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { presenceBody, type PresenceState } from '#domain/presence.ts'
import type { LogKey } from '../plain/log-key.ts'
import { presenceScheme } from '../plain/schemes.ts'
import { checkPresence } from '../proof/presence.ts'
import { openJson } from './age.ts'

/** Two clocks that are each as far off as the server allows, in opposite ways, and as long as it holds one. */
const TOLERANCE_MS = (2 * LIMITS.presenceClockSeconds + LIMITS.presenceSeconds) * 1000

/** Whoever sealed it has the report's present key. @throws Refusal `malformed`, `bad-signature`, `foreign-key`, `wrong-time` */
export async function openPresence(key: LogKey, bytes: Uint8Array, nowMs: number): Promise<{ readonly author: string; readonly state: PresenceState }> {
  const { author, generation, body } = await checkPresence(key, bytes, { nowMs, toleranceMs: TOLERANCE_MS })
  if (generation !== key.generation) throw new Refusal('foreign-key')
  const result = v.safeParse(presenceBody, await openJson(presenceScheme(key), body))
  if (!result.success) throw new Refusal('malformed', { member: 'presence' })
  return { author, state: result.output.state }
}
