import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { openJson } from '#sealing/open/age.ts'
import { callName, callScheme } from '#sealing/plain/schemes.ts'
import { sealJson } from '#sealing/seal/age.ts'
import type { DeviceMemory } from './device-memory.ts'
import type { Session } from './session.ts'

const text = v.pipe(v.string(), v.maxLength(LIMITS.answerCharactersMax))
const short = v.pipe(v.string(), v.maxLength(LIMITS.nameCharactersMax))
const kept = v.strictObject({
  startedMs: v.pipe(v.number(), v.safeInteger()), channel: short, language: v.picklist(LANGUAGES),
  isRecorded: v.nullable(v.boolean()), consent: v.nullable(v.boolean()), isAnswerable: v.nullable(v.boolean()),
  answers: v.record(short, text),
  people: v.pipe(v.array(v.strictObject({ name: short, other: short })), v.maxLength(LIMITS.callPeopleMax)),
  note: text, supervisor: v.nullable(short),
  /** It was sent at least once, and no answer came yet. */
  isSent: v.boolean(),
})

/**
 * A call that is being taken down, as it lies on the device while nobody has entered it: a tab that is loaded anew must not lose what somebody brought
 * themself to say. Who the caller is stays in memory alone, because one member's key would open it here.
 */
export type KeptCall = v.InferOutput<typeof kept>

/** What does not open is nobody's: another member's, or a store that somebody changed. */
export async function readCall(session: Session, memory: DeviceMemory): Promise<KeptCall | null> {
  const { identity } = session.unlocked().secrets
  const sealed = await memory.read(callName(identity, session.id))
  if (sealed === null) return null
  try {
    const result = v.safeParse(kept, await openJson(callScheme(identity, session.id), sealed))
    return result.success ? result.output : null
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** In the place of what was kept before. @throws Refusal `too-large` */
export async function keepCall(session: Session, memory: DeviceMemory, call: KeptCall): Promise<void> {
  const { identity } = session.unlocked().secrets
  await memory.write(callName(identity, session.id), await sealJson(callScheme(identity, session.id), call))
}

export async function forgetCall(session: Session, memory: DeviceMemory): Promise<void> {
  await memory.remove(callName(session.unlocked().secrets.identity, session.id))
}
