import { Refusal } from '#base/refusal.ts'
import { mayHandle } from '#domain/office.ts'
import { teamsOf } from '#domain/team.ts'
import type { OpenLog } from '#sealing/open/log.ts'
import type { Header } from '#sealing/sealed/header.ts'
import type { Session } from './session.ts'

/** Whether a key was a handler's at the point of the office log that an entry names; at its head if `seen` is null. */
export function standingAt(session: Session, author: string, seen: string | null): boolean {
  const { fold, at } = session.officeLog()
  const office = seen === null ? fold : at.get(seen)
  return office !== undefined && mayHandle(office, author)
}

/**
 * Whether this author may begin the desk log of a report that went to `team`: only who was given the team's key. Anybody else who
 * begins one chooses its key, and would read what the report's handlers write in it.
 */
export function mayBegin(session: Session, { author, seen }: Pick<Header, 'author' | 'seen'>, team: string): boolean {
  return standingAt(session, author, seen) && teamsOf(session.officeLog().fold, author).some((each) => each.team === team)
}

/**
 * Checks who wrote: the reporter is the author of entry 0, everyone else a handler at that point. What handlers have seen of the
 * office never goes back, so that nobody who was removed can write behind an entry that knows of the removal.
 *
 * @throws Refusal `forged-history`, naming the entry.
 */
export function checkAuthors(session: Session, log: OpenLog): void {
  const reporter = log.kind === 'report' ? log.entries[0]?.author : undefined
  const order = new Map([...session.officeLog().at.keys()].map((hash, index) => [hash, index]))
  let latest = 0
  for (const { seq, kind, author, header } of log.entries) {
    const seen = order.get(header.seen ?? '')
    const allowed = author === reporter
      ? kind === 'report' || kind === 'message'
      : kind !== 'report' && standingAt(session, author, header.seen) && (seen ?? 0) >= latest
    // An office log that others know and we do not is another office log.
    if (!allowed || seen === undefined) throw new Refusal('forged-history', { seq })
    if (author !== reporter) latest = seen
  }
}
