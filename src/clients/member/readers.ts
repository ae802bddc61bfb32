import { Refusal } from '#base/refusal.ts'
import { foldConversation, type ReportEntry } from '#domain/conversation.ts'
import { isExpert } from '#domain/experts.ts'
import { mayHandle } from '#domain/office.ts'
import { isReader } from '#domain/reader.ts'
import { latestTeam } from '#domain/team.ts'
import { newIdentity, recipientOf } from '#sealing/plain/age-identity.ts'
import { isRecipient } from '#sealing/seal/age.ts'
import type { To } from '#sealing/seal/rekey.ts'
import { memberReader, REPORTER_READER, teamReader } from '#sealing/sealed/entry.ts'
import type { HeldLog } from './held-log.ts'
import type { ReaderView } from './member.ts'
import type { Session } from './session.ts'

/** Who should read a log, told from who reads it and from the office log. Readers are named as wraps name them. */

/**
 * The same readers as the office has them now: a team in its latest epoch, a member only as long as the member handles reports.
 * @returns the reporter first, then the office's, each once.
 */
export function presentReaders(session: Session, readers: readonly string[]): readonly string[] {
  const { fold } = session.officeLog()
  const present = readers.flatMap((reader): string[] => {
    const [kind, name = ''] = reader.split(':')
    if (kind === 'team') return [teamReader(name, latestTeam(fold, name)?.epoch ?? 0)]
    return kind === 'member' && mayHandle(fold, name) ? [reader] : []
  })
  return [...readers.filter((reader) => reader === REPORTER_READER), ...new Set(present)]
}

/** The present readers without one of the office: its other members are named one by one in the place of a team that the person is in. */
export function readersWithout(session: Session, readers: readonly string[], out: string): readonly string[] {
  const { fold } = session.officeLog()
  const signKey = out.startsWith('member:') ? out.slice('member:'.length) : null
  const left = presentReaders(session, readers).flatMap((reader): readonly string[] => {
    const [kind, team = ''] = reader.split(':')
    if (reader === out || (kind === 'team' && out === `team:${team}`)) return []
    if (signKey === null || kind !== 'team' || !isReader(fold, reader, signKey)) return [reader]
    return (latestTeam(fold, team)?.members ?? []).filter((each) => each !== signKey && mayHandle(fold, each)).map((each) => memberReader(each))
  })
  return [...new Set(left)]
}

/** Readers as people. */
export function peopleOf(session: Session, readers: readonly string[]): readonly ReaderView[] {
  const { fold } = session.officeLog()
  return readers.map((reader) => ({ reader, members: [...fold.members.keys()].filter((signKey) => isReader(fold, reader, signKey)) }))
}

/** Whether a log must get another key before anything more is written in it: somebody reads it who should not, or made its key and does not read it. */
export function isStale({ log, readers }: HeldLog, session: Session, wanted: readonly string[]): boolean {
  const { fold } = session.officeLog()
  const maker = log.entries[log.generations.at(-1)?.from ?? 0]?.author ?? ''
  const known = (log.kind === 'report' && maker === log.entries[0]?.author) || wanted.some((reader) => isReader(fold, reader, maker))
  return !known || readers.some((reader) => !wanted.includes(reader))
}

/** Public keys to seal to. @throws Refusal `expert-apart`, `not-allowed` for a reader whom the office does not know, or if nobody of the office would be left */
export async function recipientsOf(session: Session, report: HeldLog, readers: readonly string[]): Promise<readonly To[]> {
  if (readers.every((reader) => reader === REPORTER_READER)) throw new Refusal('not-allowed')
  return Promise.all(readers.map(async (reader) => ({ reader, recipient: reader === REPORTER_READER ? await reporterRecipient(report) : officeRecipient(session, reader) })))
}

/** The readers of a report's desk log. @throws Refusal as `recipientsOf` does */
export function deskReadersOf(session: Session, report: Pick<HeldLog, 'readers'>): readonly To[] {
  const readers = presentReaders(session, report.readers).filter((reader) => reader !== REPORTER_READER)
  return officeRecipientsOf(session, readers)
}

/** Public keys of teams and members. @throws Refusal as `recipientsOf` does */
export function officeRecipientsOf(session: Session, readers: readonly string[]): readonly To[] {
  if (readers.length === 0) throw new Refusal('not-allowed')
  return readers.map((reader) => ({ reader, recipient: officeRecipient(session, reader) }))
}

/** The readers of a question about a report: those of its desk log, and the expert who was asked, for as long as the office has one. @throws Refusal as `recipientsOf` does */
export function questionReadersOf(session: Session, report: Pick<HeldLog, 'readers'>, expert: string): readonly To[] {
  const { fold } = session.officeLog()
  const recipient = isExpert(fold, expert) ? fold.members.get(expert)?.recipient : undefined
  return [...deskReadersOf(session, report), ...(recipient === undefined ? [] : [{ reader: memberReader(expert), recipient }])]
}

function officeRecipient(session: Session, reader: string): string {
  const { fold } = session.officeLog()
  const [kind, name = '', epoch = ''] = reader.split(':')
  // Refused here and not by the server, which would have the row by then.
  if (kind === 'member' && isExpert(fold, name)) throw new Refusal('expert-apart')
  const recipient = kind === 'team' ? fold.teams.get(`${name}:${epoch}`)?.recipient : fold.members.get(name)?.recipient
  if (recipient === undefined) throw new Refusal('not-allowed')
  return recipient
}

/**
 * Where the reporter said that new keys go. A report that does not open says nothing, and one may say what is no key: then the row opens for
 * nobody, for a hostile reporter must not keep the office from changing the key.
 */
async function reporterRecipient({ log }: HeldLog): Promise<string> {
  const { recipient } = foldConversation(log.entries as readonly ReportEntry[])
  if (recipient !== null && isRecipient(recipient)) return recipient
  const nobody = newIdentity('reporter-identity')
  try {
    return await recipientOf(nobody)
  } finally {
    nobody.forget()
  }
}
