import * as v from 'valibot'
import { base64url, fromBase64url } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { openJson } from '#sealing/open/age.ts'
import { headsName, headsScheme } from '#sealing/plain/schemes.ts'
import { sealJson } from '#sealing/seal/age.ts'
import type { Session } from './session.ts'

/**
 * [Note: What a device remembers] How far it saw the office, its journal and the logs that it opened: numbers and hashes, no word of any
 * report, sealed under the member's own key and named so that the name tells nothing. With it a server that goes back behind what this
 * device saw is noticed at the next log-in too, and not only within one.
 */
export interface DeviceMemory {
  read(name: string): Promise<Uint8Array | null>
  write(name: string, sealed: Uint8Array): Promise<void>
  remove(name: string): Promise<void>
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const remembered = v.strictObject({
  office: v.strictObject({ length: count, head: v.string() }),
  logs: v.array(v.strictObject({ name: v.string(), log: v.string(), length: count, head: v.string() })),
  roots: v.array(v.string()),
})
type Remembered = v.InferOutput<typeof remembered>

/**
 * Holds the session to what this device saw before, and writes down what it sees from now on.
 *
 * @param delayMs - how long writing waits for more to write.
 * @throws Refusal `rolled-back` if the office log lacks what this device saw; the session is ended then, and its keys are forgotten.
 */
export async function rememberOn(session: Session, memory: DeviceMemory, delayMs: number): Promise<void> {
  const before = await recall(session, memory)
  if (before !== null) {
    if (!session.officeLog().at.has(before.office.head)) {
      await session.end().catch(() => undefined)
      throw new Refusal('rolled-back', { length: before.office.length })
    }
    take(session, before)
  }
  let timer: ReturnType<typeof setTimeout> | null = null
  const flush = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    await keep(session, memory)
  }
  session.watch({
    seen: () => { timer ??= setTimeout(() => { flush().catch(() => { /* a full or forbidden store: the next log-in remembers less */ }) }, delayMs) },
    ending: () => flush().catch(() => undefined),
  })
  await flush().catch(() => undefined)
}

function schemeOf(session: Session) {
  return headsScheme(session.unlocked().secrets.identity, session.id)
}

/** What does not open is nobody's: another member's, an older format, or a file that somebody changed. */
async function recall(session: Session, memory: DeviceMemory): Promise<Remembered | null> {
  const sealed = await memory.read(headsName(session.unlocked().secrets.identity, session.id))
  if (sealed === null) return null
  try {
    const result = v.safeParse(remembered, await openJson(schemeOf(session), sealed))
    return result.success ? result.output : null
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** What is remembered and what was seen meanwhile: of each log the longer. */
function take(session: Session, { logs, roots }: Remembered): void {
  const { seen, journal } = session.unlocked()
  for (const { name, log, length, head } of logs) if ((seen.get(name)?.length ?? 0) < length) seen.set(name, { log, length, head })
  if (journal.known.roots.length < roots.length) journal.known = { roots: roots.map((root) => fromBase64url(root) ?? new Uint8Array(0)) }
}

async function keep(session: Session, memory: DeviceMemory): Promise<void> {
  // Another window may have seen more of it.
  const theirs = await recall(session, memory)
  const { length, head } = session.officeLog()
  if (theirs !== null) take(session, theirs)
  const office = theirs !== null && theirs.office.length > length ? theirs.office : { length, head }
  const { seen, journal, secrets } = session.unlocked()
  const logs = [...seen].slice(-LIMITS.rememberedLogsMax).map(([name, log]) => ({ name, ...log }))
  const value: Remembered = { office, logs, roots: journal.known.roots.map((root) => base64url(root)) }
  await memory.write(headsName(secrets.identity, session.id), await sealJson(schemeOf(session), value))
}
