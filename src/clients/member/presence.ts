import { Refusal } from '#base/refusal.ts'
import { isHandler } from '#domain/roles.ts'
import type { PresenceState } from '#domain/presence.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { openPresence } from '#sealing/open/presence.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import { sealPresence } from '#sealing/seal/presence.ts'
import { decodePresences } from '#wire/presence.ts'
import { openReportLog } from './report-logs.ts'
import type { Session } from './session.ts'

/** A colleague who has a report open just now. */
export interface Here {
  readonly signKey: string
  readonly state: PresenceState
}

/**
 * Says to the other readers of a report that this member is at it, for some seconds, and learns who of them is.
 * @returns those who answer first. What cannot be believed is not there.
 * @throws Refusal `no-such-log`, `not-allowed`; `wrong-time` where this device's clock is off
 */
export async function sayPresence(session: Session, report: string, state: PresenceState): Promise<readonly Here[]> {
  try {
    return await say(session, knownKey(session, report) ?? (await openReportLog(session, report)).key, state)
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'stale-head')) throw error
    // It was given another key since: the log says which.
    return say(session, (await openReportLog(session, report)).key, state)
  }
}

export async function leavePresence(session: Session, report: string): Promise<void> {
  await session.api.call({ route: 'end-presence', parameters: { log: report } })
}

function knownKey(session: Session, report: string): LogKey | undefined {
  return [...session.unlocked().logKeys.values()].filter(({ log }) => log === report).sort((one, other) => other.generation - one.generation)[0]
}

async function say(session: Session, key: LogKey, state: PresenceState): Promise<readonly Here[]> {
  const bytes = await sealPresence(key, session.unlocked().signing, { state, atMs: Date.now() })
  const others = decodePresences(await bytesOf(await session.api.call({ route: 'put-presence', parameters: { log: key.log }, bytes })))
  const here: Here[] = []
  for (const each of others) {
    const opened = await openedOrNull(key, each)
    const member = session.office().members.find(({ signKey }) => signKey === opened?.author)
    if (opened === null || member?.active !== true || !isHandler(member.roles) || member.signKey === session.me.signKey) continue
    if (!here.some(({ signKey }) => signKey === member.signKey)) here.push({ signKey: member.signKey, state: opened.state })
  }
  return here.sort((one, other) => Number(other.state === 'answering') - Number(one.state === 'answering'))
}

async function openedOrNull(key: LogKey, bytes: Uint8Array): Promise<Awaited<ReturnType<typeof openPresence>> | null> {
  try {
    return await openPresence(key, bytes, Date.now())
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
