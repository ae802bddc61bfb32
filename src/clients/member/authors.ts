import { Refusal } from '#base/refusal.ts'
import { appraisalRole } from '#domain/appraisal.ts'
import { disclosureRole } from '#domain/disclosure.ts'
import { mayHandle, type Office } from '#domain/office.ts'
import { ruleOf, type AuthorRole } from '#domain/kinds.ts'
import { isReader } from '#domain/reader.ts'
import type { OpenLog } from '#sealing/open/log.ts'
import { readersAt } from '#sealing/proof/generations.ts'
import type { WrapRow } from '#sealing/sealed/entry.ts'
import type { Header } from '#sealing/sealed/header.ts'
import type { Session } from './session.ts'

/**
 * Who wrote what a member opens, by signed headers and by the wraps that a log names: more than sealing/proof/standing, which no key is needed for,
 * can say, because an author must be a reader too.
 */

/** Whether a key was a handler's at the point of the office log that an entry names; at its head if `seen` is null. */
export function wasHandler(session: Session, author: string, seen: string | null): boolean {
  const { fold, at } = session.officeLog()
  const office = seen === null ? fold : at.get(seen)
  return office !== undefined && mayHandle(office, author)
}

/**
 * Whether this author may begin the desk log of a report: only somebody who reads it, as its signed wraps say. Anybody else who begins one
 * chooses its key, and would read what the report's handlers write in it.
 */
export function mayBegin(session: Session, { author, seen }: Pick<Header, 'author' | 'seen'>, readers: readonly string[]): boolean {
  return wasHandler(session, author, seen) && readers.some((reader) => isReader(session.officeLog().fold, reader, author))
}

/**
 * Checks who wrote: the reporter is the author of entry 0, everyone else a handler at that point and a reader of the log, or what a disclosure or an
 * appraisal asks for besides. What handlers have
 * seen of the office never goes back, so that nobody who was removed can write behind an entry that knows of the removal.
 *
 * @param rows - the wraps that the log's headers name, by hash.
 * @throws Refusal `forged-history`, naming the entry.
 */
export function checkAuthors(session: Session, log: OpenLog, rows: ReadonlyMap<string, WrapRow>): void {
  const { fold, at } = session.officeLog()
  const reporter = log.kind === 'report' ? log.entries[0]?.author : undefined
  const order = new Map([...at.keys()].map((hash, index) => [hash, index]))
  let latest = 0
  for (const { seq, author, header } of log.entries) {
    const seen = order.get(header.seen ?? '')
    const role = partOf(log, { header, office: at.get(header.seen ?? ''), reporter })
    const reads = role === 'reporter' || seq === 0 || readersAt(log.generations, rows, seq).some((reader) => isReader(fold, reader, author))
    const stands = role === 'reporter' || ((role !== 'handler' || wasHandler(session, author, header.seen)) && (seen ?? 0) >= latest)
    const allowed = role !== null && (ruleOf(header.kind).authors as readonly AuthorRole[]).includes(role) && reads && stands
    // An office log that others know and we do not is another office log.
    if (!allowed || seen === undefined) throw new Refusal('forged-history', { seq })
    if (role !== 'reporter') latest = seen
  }
}

interface Written {
  readonly header: Header
  readonly office: Office | undefined
  readonly reporter: string | undefined
}

function partOf({ kind }: OpenLog, { header, office, reporter }: Written): AuthorRole | null {
  if (kind === 'disclosure') return office === undefined ? null : disclosureRole(office, header)
  if (kind === 'appraisal') return office === undefined ? null : appraisalRole(office, header.author)
  return header.author === reporter ? 'reporter' : 'handler'
}
