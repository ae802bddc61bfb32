import { Refusal } from '#base/refusal.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { sendEntry } from '#clients/transport/send.ts'
import { openLog, type OpenLog } from '#sealing/open/log.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import { byHash, readersAt } from '#sealing/proof/generations.ts'
import { wrapHash } from '#sealing/proof/hash.ts'
import { newLog, sealFirstEntry } from '#sealing/seal/entry.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import type { WrapRow } from '#sealing/sealed/entry.ts'
import { parseHeader, type Header } from '#sealing/sealed/header.ts'
import { encodeAppend } from '#wire/append.ts'
import { decodeLogPage, type LogPage } from '#wire/log.ts'
import { isStale } from './append.ts'
import { forgetKeys, knowTeams, logKeyOf } from './log-keys.ts'
import type { HeldLog } from './held-log.ts'
import { fetchLog, type Fetched } from './office-log.ts'
import { deskReadersOf } from './readers.ts'
import type { SeenLog, Session } from './session.ts'
import { checkAuthors, mayBegin } from './authors.ts'

const OF_ONE_LOG: ReadonlySet<string> = new Set(['no-such-log', 'foreign-key', 'forged-history', 'bad-chain', 'bad-signature', 'bad-commitment', 'malformed', 'not-allowed'])

/** Whether it concerns one log alone, and must not keep others from their keys. */
export function isOfOneLog(error: unknown): boolean {
  return error instanceof Refusal && OF_ONE_LOG.has(error.code)
}

/** @throws Refusal `no-such-log`, `foreign-key`, `forged-history` and what `openLog` refuses */
export async function openReportLog(session: Session, report: string): Promise<HeldLog> {
  const before = seenOf(session, `report:${report}`)
  const held = await openFetched(session, await fetchReport(session, report))
  if (held.log.kind !== 'report' || held.log.log !== report) throw new Refusal('forged-history')
  remember(session, before, held.log)
  return held
}

/** What the server no longer has for this member, this device keeps no key to: a report that was erased, or from which the member was left out. */
async function fetchReport(session: Session, report: string): Promise<Fetched> {
  try {
    return await fetchLog(session.api, report)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no-such-log') forgetKeys(session, report)
    throw error
  }
}

interface Remembered {
  readonly name: string
  readonly seen: SeenLog | null
}

/** Asked before the log is fetched: what another call learns meanwhile may be newer than what this one is given. */
export function seenOf(session: Session, name: string): Remembered {
  return { name, seen: session.unlocked().seen.get(name) ?? null }
}

/** @throws Refusal `forged-history` if what this device saw before is not there any more */
export function remember(session: Session, { name, seen }: Remembered, log: OpenLog): void {
  const kept = seen === null || (log.log === seen.log && log.entries[seen.length - 1]?.hash === seen.head)
  if (!kept) throw new Refusal('forged-history')
  const { length, head } = log
  const known = session.unlocked().seen.get(name)
  if (known !== undefined && known.length >= length) return
  // The latest come last: what is remembered between two log-ins begins with them.
  session.unlocked().seen.delete(name)
  session.unlocked().seen.set(name, { log: log.log, length, head })
  session.noteSeen()
}

/** The desk log about a report; begun now if nobody opened the report before. Two who begin at once end in one log. */
export async function openDeskLog(session: Session, report: HeldLog): Promise<HeldLog> {
  const there = await readDesk(session, report)
  if (there !== null) return there
  try {
    await beginDesk(session, report)
  } catch (error) {
    if (!isStale(error)) throw error
  }
  const begun = await readDesk(session, report)
  if (begun === null) throw new Refusal('wrong-server')
  return begun
}

/** The desk log about a report; null if nobody opened the report yet. */
export async function readDesk(session: Session, about: HeldLog): Promise<HeldLog | null> {
  const report = about.log.log
  const before = seenOf(session, `desk:${report}`)
  const page = await fetchDesk(session, report)
  if (page === null && before.seen !== null) throw new Refusal('forged-history')
  if (page === null) return null
  const held = await openFetched(session, page.more ? await fetchLog(session.api, page.log) : page)
  const header = held.log.entries[0]?.header
  // Whoever began it may have been left out since: then the log is re-keyed before anything is written in it.
  if (held.log.kind !== 'desk' || header?.about !== about.log.log || !mayBegin(session, header, readersEver(about))) throw new Refusal('forged-history')
  remember(session, before, held.log)
  return held
}

/** Everybody who was ever given a key of a log, by its signed headers. */
export function readersEver({ log: { generations }, wraps }: HeldLog): readonly string[] {
  return wraps.filter((wrap) => generations.some(({ given }) => given.some(({ hash }) => hash === wrapHash(wrap)))).map(({ reader }) => reader)
}

async function fetchDesk(session: Session, report: string): Promise<LogPage | null> {
  try {
    return decodeLogPage(await bytesOf(await session.api.call({ route: 'read-desk', parameters: { log: report } })))
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no-such-log') return null
    throw error
  }
}

/** Verifies and opens a log of which the caller has rows: who wrote it stood as its kind needs. @throws Refusal `foreign-key`, `forged-history` and what `openLog` refuses */
export async function openFetched(session: Session, { entries, wraps }: Fetched): Promise<HeldLog> {
  const headers = entries.map(({ header }) => parseHeader(header))
  await knowSeen(session, headers)
  const keyed = headers.filter(({ keyCommit }) => keyCommit !== undefined)
  const newest = keyed.at(-1)
  if (newest === undefined) throw new Refusal('forged-history')
  await knowTeams(session, wraps)
  const key = await logKeyOf(session, newest, wraps)
  const first = await openLog(entries, key)
  const lacking = keyed.filter(({ generation }) => !first.keys.has(generation))
  const log = lacking.length === 0 ? first : await openLog(entries, key, await keysGiven(session, lacking, wraps))
  const rows = byHash(wraps)
  checkAuthors(session, log, rows)
  return { log, key, entries, wraps, readers: readersAt(log.generations, rows, log.length) }
}

/** Keys of earlier generations out of this member's own rows, where a re-keying brought a wrong one. */
async function keysGiven(session: Session, lacking: readonly Header[], wraps: readonly WrapRow[]): Promise<readonly LogKey[]> {
  const keys: LogKey[] = []
  for (const header of lacking) {
    try {
      keys.push(await logKeyOf(session, header, wraps))
    } catch (error) {
      if (!(error instanceof Refusal && (error.code === 'foreign-key' || error.code === 'bad-commitment'))) throw error
    }
  }
  return keys
}

/**
 * An author may have seen an office log that is newer than ours: catch up before judging, and before looking for the key, which may be
 * under a team's newer one.
 * @throws Refusal `forged-history` if the server's office log lacks what others have seen of it
 */
async function knowSeen(session: Session, headers: readonly Header[]): Promise<void> {
  const unknown = (): Header | undefined => headers.find(({ seen }) => seen !== null && !session.officeLog().at.has(seen))
  if (unknown() === undefined) return
  await session.refresh()
  const still = unknown()
  if (still !== undefined) throw new Refusal('forged-history', { seq: still.seq })
}

/** The desk log is for those who read the report, as its signed headers say, but for the reporter; for teams in their present epoch. */
async function beginDesk(session: Session, report: HeldLog): Promise<void> {
  const desk = newLog(session.id, session.unlocked().signing)
  const wraps = await Promise.all(deskReadersOf(session, report).map((to) => wrapLogKey(desk.key, to)))
  const content = { kind: 'opened', body: { reportHead: report.log.head } } as const
  const ready = await sealFirstEntry(desk, session.authored(), { content, wraps, about: report.log.log })
  const call = { route: 'open-log', parameters: { office: session.id }, body: encodeAppend(ready) } as const
  // Before it is known whether it is kept: of a log that is not, nobody asks.
  session.unlocked().cardless.add(ready.header.log)
  await sendEntry(session.api, call, { ...ready, serverKey: session.officeLog().fold.serverKey })
}
