import { Refusal } from '#base/refusal.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { sendEntry } from '#clients/transport/send.ts'
import { openLog, type OpenLog } from '#sealing/open/log.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import { newLog, sealFirstEntry } from '#sealing/seal/entry.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { memberReader, type SignedEntry, type WrapRow } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { encodeAppend } from '#wire/append.ts'
import { decodeLogPage } from '#wire/log.ts'
import { isStale } from './append.ts'
import { logKeyOf } from './log-keys.ts'
import { fetchLog, type Fetched } from './office-log.ts'
import type { Session } from './session.ts'
import { checkAuthors } from './standing.ts'

/** A log that was fetched, verified and opened. */
export interface HeldLog {
  readonly log: OpenLog
  readonly key: LogKey
  readonly entries: readonly SignedEntry[]
  readonly wraps: readonly WrapRow[]
}

/** @throws Refusal `no-such-log`, `foreign-key`, `forged-history` and what `openLog` refuses */
export async function openReportLog(session: Session, report: string): Promise<HeldLog> {
  const held = await openFetched(session, await fetchLog(session.api, report))
  if (held.log.kind !== 'report' || held.log.log !== report) throw new Refusal('forged-history')
  return held
}

/** The desk log about a report; begun now if nobody opened the report before. Two who begin at once end in one log. */
export async function openDeskLog(session: Session, report: HeldLog): Promise<HeldLog> {
  const there = await readDesk(session, report.log.log)
  if (there !== null) return there
  try {
    await beginDesk(session, report)
  } catch (error) {
    if (!isStale(error)) throw error
  }
  const begun = await readDesk(session, report.log.log)
  if (begun === null) throw new Refusal('wrong-server')
  return begun
}

async function readDesk(session: Session, report: string): Promise<HeldLog | null> {
  try {
    const page = decodeLogPage(await bytesOf(await session.api.call({ route: 'read-desk', parameters: { log: report } })))
    const fetched = page.more ? await fetchLog(session.api, page.log) : page
    const held = await openFetched(session, fetched)
    const about = held.log.entries[0]?.header.about
    if (held.log.kind !== 'desk' || about !== report) throw new Refusal('forged-history')
    return held
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

/** The desk log is for the readers of the report but the reporter: the teams and members that hold its rows. */
async function beginDesk(session: Session, report: HeldLog): Promise<void> {
  const desk = newLog(session.id, session.unlocked().signing)
  const readers = report.wraps.flatMap((wrap) => recipientFor(session, wrap.reader))
  const wraps = await Promise.all(readers.map((reader) => wrapLogKey(desk.key, reader)))
  const content = { kind: 'opened', body: { reportHead: report.log.head } } as const
  const ready = await sealFirstEntry(desk, session.authored(), { content, wraps, about: report.log.log })
  const call = { route: 'open-log', parameters: { office: session.id }, body: encodeAppend(ready) } as const
  await sendEntry(session.api, call, { hash: ready.hash, serverKey: session.officeLog().fold.serverKey })
}

function recipientFor(session: Session, reader: string): readonly { readonly reader: string; readonly recipient: string }[] {
  const { fold } = session.officeLog()
  const [kind, name = '', epoch] = reader.split(':')
  const recipient = kind === 'team' ? fold.teams.get(`${name}:${epoch}`)?.recipient : undefined
  const member = [...fold.members.values()].find((each) => memberReader(each.signKey) === reader)
  const found = recipient ?? member?.recipient
  return found === undefined ? [] : [{ reader, recipient: found }]
}
