import { Refusal } from '#base/refusal.ts'
import { mayHandle } from '#domain/office.ts'
import type { OpenLog } from '#sealing/open/log.ts'
import type { Session } from './session.ts'

/** Whether a key was a handler's at the point of the office log that an entry names; at its head if `seen` is null. */
export function standingAt(session: Session, author: string, seen: string | null): boolean {
  const { fold, at } = session.officeLog()
  const office = seen === null ? fold : at.get(seen)
  return office !== undefined && mayHandle(office, author)
}

/**
 * Checks who wrote: the reporter is the author of entry 0, everyone else a handler at that point.
 * @throws Refusal `forged-history`, naming the entry.
 */
export function checkAuthors(session: Session, log: OpenLog): void {
  const reporter = log.kind === 'report' ? log.entries[0]?.author : undefined
  for (const { seq, kind, author, header } of log.entries) {
    const allowed = author === reporter ? kind === 'report' || kind === 'message' : kind !== 'report' && standingAt(session, author, header.seen)
    if (!allowed) throw new Refusal('forged-history', { seq })
  }
}
