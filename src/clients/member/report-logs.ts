import { Refusal } from '#base/refusal.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { sendEntry } from '#clients/transport/send.ts'
import { latestTeam } from '#domain/team.ts'
import { openLog, type OpenLog } from '#sealing/open/log.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import { newLog, sealFirstEntry } from '#sealing/seal/entry.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { teamReader, type SignedEntry, type WrapRow } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { encodeAppend } from '#wire/append.ts'
import { decodeLogPage, type LogPage } from '#wire/log.ts'
import { isStale } from './append.ts'
import { logKeyOf } from './log-keys.ts'
import { fetchLog, type Fetched } from './office-log.ts'
import type { SeenLog, Session } from './session.ts'
import { checkAuthors, mayBegin } from './standing.ts'

/** A log that was fetched, verified and opened. */
export interface HeldLog {
  readonly log: OpenLog
  readonly key: LogKey
  readonly entries: readonly SignedEntry[]
  readonly wraps: readonly WrapRow[]
}

/** @throws Refusal `no-such-log`, `foreign-key`, `forged-history` and what `openLog` refuses */
export async function openReportLog(session: Session, report: string): Promise<HeldLog> {
  const before = seenOf(session, `report:${report}`)
  const held = await openFetched(session, await fetchLog(session.api, report))
  if (held.log.kind !== 'report' || held.log.log !== report) throw new Refusal('forged-history')
  remember(session, before, held.log)
  return held
}

interface Remembered {
  readonly name: string
  readonly seen: SeenLog | null
}

/** Asked before the log is fetched: what another call learns meanwhile may be newer than what this one is given. */
function seenOf(session: Session, name: string): Remembered {
  return { name, seen: session.unlocked().seen.get(name) ?? null }
}

/** @throws Refusal `forged-history` if what this device saw before is not there any more */
function remember(session: Session, { name, seen }: Remembered, log: OpenLog): void {
  const kept = seen === null || (log.log === seen.log && log.entries[seen.length - 1]?.hash === seen.head)
  if (!kept) throw new Refusal('forged-history')
  const { length, head } = log
  const known = session.unlocked().seen.get(name)
  if (known === undefined || known.length < length) session.unlocked().seen.set(name, { log: log.log, length, head })
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

async function readDesk(session: Session, { log: { log: report, entries } }: HeldLog): Promise<HeldLog | null> {
  const before = seenOf(session, `desk:${report}`)
  const page = await fetchDesk(session, report)
  if (page === null && before.seen !== null) throw new Refusal('forged-history')
  if (page === null) return null
  const held = await openFetched(session, page.more ? await fetchLog(session.api, page.log) : page)
  const header = held.log.entries[0]?.header
  const team = entries[0]?.docket?.team ?? ''
  if (held.log.kind !== 'desk' || header?.about !== report || !mayBegin(session, header, team)) throw new Refusal('forged-history')
  remember(session, before, held.log)
  return held
}

async function fetchDesk(session: Session, report: string): Promise<LogPage | null> {
  try {
    return decodeLogPage(await bytesOf(await session.api.call({ route: 'read-desk', parameters: { log: report } })))
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no-such-log') return null
    throw error
  }
}

async function openFetched(session: Session, { entries, wraps }: Fetched): Promise<HeldLog> {
  const [first] = entries
  if (first === undefined) throw new Refusal('forged-history')
  const key = await logKeyOf(session, parseHeader(first.header), wraps)
  const log = await openLog(entries, key)
  await knowSeen(session, log)
  checkAuthors(session, log)
  return { log, key, entries, wraps }
}

/** An author may have seen an office log that is newer than ours: catch up before judging. */
async function knowSeen(session: Session, log: OpenLog): Promise<void> {
  const unknown = log.entries.some(({ header }) => header.seen !== null && !session.officeLog().at.has(header.seen))
  if (unknown) await session.refresh()
}

/**
 * The desk log is for the team that the reporter's signed header names, in its present epoch. The rows that came with the report
 * do not count here: who their reader is nobody signed, and a server could name one more.
 */
async function beginDesk(session: Session, report: HeldLog): Promise<void> {
  const desk = newLog(session.id, session.unlocked().signing)
  const team = latestTeam(session.officeLog().fold, report.log.entries[0]?.docket?.team ?? '')
  if (team === null) throw new Refusal('forged-history', { seq: 0 })
  const wraps = [await wrapLogKey(desk.key, { reader: teamReader(team.team, team.epoch), recipient: team.recipient })]
  const content = { kind: 'opened', body: { reportHead: report.log.head } } as const
  const ready = await sealFirstEntry(desk, session.authored(), { content, wraps, about: report.log.log })
  const call = { route: 'open-log', parameters: { office: session.id }, body: encodeAppend(ready) } as const
  await sendEntry(session.api, call, { ...ready, serverKey: session.officeLog().fold.serverKey })
}
