import { Refusal } from '#base/refusal.ts'
import { LIMITS } from '#base/limits.ts'
import { disclosureRole, foldDisclosure, isOver } from '#domain/disclosure.ts'
import { identityLockOf, type IdentityLock } from '#domain/identity-teams.ts'
import type { AuthorRole } from '#domain/kinds.ts'
import { latestTeam } from '#domain/team.ts'
import { memberReader, teamReader } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { DisclosurePage } from '#wire/disclosures.ts'
import type { LogRow, Reader, Writer } from '../store/store.ts'
import type { Today } from './calendar.ts'
import type { Caller } from './caller.ts'
import type { CheckedEntry } from './checked-entry.ts'
import type { OfficeBook, OfficeState } from './office-book.ts'

/**
 * A request for an identity: by a handler of neither team who knows the office as it is, and for exactly three readers: whoever asks, and
 * one team of each lock in its latest epoch.
 *
 * @throws Refusal `not-allowed`, `stale-head`, `malformed`
 */
export function checkRequest(state: OfficeState, { header, wraps }: CheckedEntry): void {
  checkKnows(state, header.seen)
  if (disclosureRole(state.fold, header) === null) throw new Refusal('not-allowed')
  const locks = wraps.map(({ reader }) => (reader === memberReader(header.author) ? 'requester' : lockOfReader(state, reader)))
  if (locks.toSorted().join() !== 'approver,custodian,requester') throw new Refusal('malformed', { member: 'wraps' })
  foldDisclosure([header])
}

function lockOfReader({ fold }: OfficeState, reader: string): IdentityLock | null {
  const [kind, team = ''] = reader.split(':')
  const latest = kind === 'team' ? latestTeam(fold, team) : null
  return latest !== null && reader === teamReader(team, latest.epoch) ? fold.identityTeams.get(team) ?? null : null
}

/** As what the author decides about a request. @throws Refusal `stale-head` if the author knows an older office, `not-allowed` if it is nobody of either team */
export function deciderIn(state: OfficeState, { header }: Pick<CheckedEntry, 'header'>): AuthorRole {
  checkKnows(state, header.seen)
  const role = disclosureRole(state.fold, header)
  if (role === null) throw new Refusal('not-allowed')
  return role
}

/**
 * Whoever reads such a log, or an appraisal, asks whether its authors stood as they had to at the point that `seen` names. Both are few: so their
 * authors know the office's head, and the server asks about it alone.
 */
export function checkKnows({ head, length, office }: OfficeState, seen: string | null): void {
  if (seen !== head) throw new Refusal('stale-head', { length, log: office })
}

/** Whether the step may follow. @throws Refusal `transition-not-allowed`, `not-allowed`, `malformed` */
export async function checkStep(read: Pick<Reader, 'entries'>, { log, length }: LogRow, { header }: CheckedEntry): Promise<void> {
  const before = await read.entries(log, 0, length)
  foldDisclosure([...before.map((entry) => parseHeader(entry.header)), header])
}

export interface ListDisclosuresDeps {
  readonly read: Pick<Reader, 'disclosures' | 'entries'>
  readonly offices: OfficeBook
}

/**
 * Requests, newest first, as headers and signatures: the caller's own, and all of them for members of either team. Those that are over
 * stay: who asked, who decided and when is their trace.
 */
export async function listDisclosures(deps: ListDisclosuresDeps, caller: Caller, { after }: { readonly after?: string | undefined }): Promise<DisclosurePage> {
  const { fold } = await deps.offices.current(caller.office)
  const author = identityLockOf(fold, caller.signKey) === null ? caller.signKey : null
  const rows = await deps.read.disclosures(caller.office, { author, after: after ?? null, limit: LIMITS.queuePageMax })
  const requests = await Promise.all(rows.map(async ({ log, length }) => (await deps.read.entries(log, 0, length)).map(({ header, signature }) => ({ header, signature }))))
  return { requests, next: rows.length < LIMITS.queuePageMax ? null : rows.at(-1)?.log ?? null }
}

export interface EndDisclosuresDeps {
  readonly read: Pick<Reader, 'disclosures' | 'entries' | 'offices'>
  readonly write: Pick<Writer, 'endDisclosures'>
  readonly offices: { current(office: string): Promise<Pick<OfficeState, 'timeZone'>> }
  readonly today: Today
}

/** Destroys what a request holds once its day is over, by the office's own calendar. */
export async function endDisclosures({ read, write, offices, today }: EndDisclosuresDeps): Promise<void> {
  for (const office of await read.offices()) {
    const day = today((await offices.current(office)).timeZone)
    for (let after: string | null = null; ;) {
      const rows = await read.disclosures(office, { author: null, after, live: true, limit: LIMITS.queuePageMax })
      const over: LogRow[] = []
      for (const row of rows) {
        const entries = await read.entries(row.log, 0, row.length)
        if (isOver(foldDisclosure(entries.map(({ header }) => parseHeader(header))), day)) over.push(row)
      }
      if (over.length > 0) await write.endDisclosures({ office, over: over.map(({ log, length }) => ({ log, length })) })
      if (rows.length < LIMITS.queuePageMax) break
      after = rows.at(-1)?.log ?? null
    }
  }
}
