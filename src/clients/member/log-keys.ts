import { Refusal } from '#base/refusal.ts'
import { openLogWrap } from '#sealing/open/wrap.ts'
import { commitmentOf, type LogKey } from '#sealing/plain/log-key.ts'
import { logSubject, memberReader, type WrapRow } from '#sealing/sealed/entry.ts'
import type { Header } from '#sealing/sealed/header.ts'
import type { Session } from './session.ts'

/**
 * The key of a log, out of whichever row this member can open, and only if it is the one that entry 0 commits to. That the header
 * is signed is the caller's to check before anything is believed or written under this key.
 * @throws Refusal `foreign-key` if no row is for this member, `bad-commitment` if a row holds another key.
 */
export async function logKeyOf(session: Session, first: Header, wraps: readonly WrapRow[]): Promise<LogKey> {
  const { office, log, generation, keyCommit } = first
  const { logKeys } = session.unlocked()
  const name = nameOfKey({ log, generation })
  if (office !== session.id || keyCommit === undefined) throw new Refusal('forged-history')
  const held = logKeys.get(name)
  if (held !== undefined && commitmentOf(held.key) === keyCommit) return held
  const row = wraps.find((wrap) => wrap.subject === logSubject(generation) && identityFor(session, wrap.reader) !== null)
  const identity = row === undefined ? null : identityFor(session, row.reader)
  if (row === undefined || identity === null) throw new Refusal('foreign-key')
  const key = await openLogWrap(identity, row.bytes, { office, log, generation, keyCommit })
  logKeys.set(name, key)
  return key
}

function identityFor(session: Session, reader: string) {
  const { secrets, signing } = session.unlocked()
  if (reader === memberReader(signing.publicId)) return secrets.identity
  const [kind, team, epoch] = reader.split(':')
  return kind === 'team' ? session.officeLog().teams.get(`${team}:${epoch}`) ?? null : null
}

/** Under which name a session keeps a log's key. */
export function nameOfKey({ log, generation }: Pick<LogKey, 'log' | 'generation'>): string {
  return `${log}:${generation}`
}

/** A team may have a newer epoch than this device knows of: catch up before a row of it is given up. */
export async function knowTeams(session: Session, wraps: readonly WrapRow[]): Promise<void> {
  const unknown = wraps.some(({ reader }) => reader.startsWith('team:') && !session.officeLog().fold.teams.has(reader.slice('team:'.length)))
  if (unknown) await session.refresh()
}

/** Keys of a report, and of its desk log, that this device need not hold any more. */
export function forgetKeys(session: Session, report: string): void {
  const { logKeys, seen } = session.unlocked()
  const logs = [report, seen.get(`desk:${report}`)?.log]
  for (const [name, { log, key }] of logKeys) {
    if (!logs.includes(log)) continue
    key.forget()
    logKeys.delete(name)
  }
}

/** A report that the server signed to have erased is forgotten on this device, too. Only then: how far it was seen holds a lying server to its word. */
export function forgetReport(session: Session, report: string): void {
  forgetKeys(session, report)
  session.unlocked().seen.delete(`report:${report}`)
  session.unlocked().seen.delete(`desk:${report}`)
}
