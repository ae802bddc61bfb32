import { Refusal } from '#base/refusal.ts'
import type { Call } from '#clients/transport/api.ts'
import { sendEntry } from '#clients/transport/send.ts'
import type { SigningKey } from '#sealing/plain/signing-key.ts'
import { writeClearEntry, type EntryContent, type ReadyEntry } from '#sealing/seal/entry.ts'
import type { WrapRow } from '#sealing/sealed/entry.ts'
import { encodeAppend } from '#wire/append.ts'
import type { Session } from './session.ts'

/** How often an entry is signed again on a newer head before its author is told. */
export const ATTEMPTS_MAX = 8

export async function sendReady(session: Session, log: string, ready: ReadyEntry): Promise<void> {
  const call: Call = { route: 'append-entry', parameters: { log }, body: encodeAppend(ready) }
  await sendEntry(session.api, call, { ...ready, serverKey: session.officeLog().fold.serverKey })
}

/**
 * Appends to the office log. `make` is asked again with the newer office when another administrator was first.
 * A null content means that nothing needs to be said any more.
 *
 * @param author - who signs, if it is not the member: the organisation's recovery.
 */
export async function appendToOffice(
  session: Session, make: () => Promise<{ readonly content: EntryContent; readonly wraps?: readonly WrapRow[] } | null>,
  author?: SigningKey,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const next = await make()
    if (next === null) return
    const { office, length, head } = session.officeLog()
    const ready = await writeClearEntry({ office, log: office, generation: 0, length, head }, { ...session.authored(), ...(author === undefined ? {} : { author }) }, next)
    try {
      await sendReady(session, office, ready)
      await session.refresh()
      return
    } catch (error) {
      if (!isStale(error) || attempt === ATTEMPTS_MAX) throw error
      await session.refresh()
    }
  }
}

/**
 * Begins a log whose author must know the office as it is. `make` is asked again with the newer office when somebody was first.
 * @returns the log's id
 */
export async function beginLog(session: Session, make: () => Promise<ReadyEntry>): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const ready = await make()
    try {
      const call: Call = { route: 'open-log', parameters: { office: session.id }, body: encodeAppend(ready) }
      await sendEntry(session.api, call, { ...ready, serverKey: session.officeLog().fold.serverKey })
      return ready.header.log
    } catch (error) {
      if (!isStale(error) || attempt === ATTEMPTS_MAX) throw error
      await session.refresh()
    }
  }
}

export function isStale(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'stale-head'
}
