import { addDays, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Arrival, Bodies } from '#domain/bodies.ts'
import { isOral } from '#domain/minutes.ts'
import { speaksForOffice } from '#domain/directory.ts'
import { mayHandle } from '#domain/office.ts'
import type { OpenLog } from '#sealing/open/log.ts'
import { isEnteredBy } from '#sealing/proof/entered.ts'
import type { Header } from '#sealing/sealed/header.ts'
import { signEntered } from '#sealing/seal/entered.ts'
import type { OfficeEntry } from '#sealing/seal/report.ts'
import { wasHandler } from './authors.ts'
import type { EnteredView, QueueLine } from './member.ts'
import type { Session } from './session.ts'

/** How a report came that is to be entered. */
export interface Arrived {
  readonly arrival: Arrival
  /** The day on which the office had it. */
  readonly received: Day
  /** Whether the code goes to the reporter. */
  readonly isAnswerable: boolean
  /** Whether the reporter agreed to minutes; asked of a meeting and a telephone call alone. */
  readonly consent: boolean
  /** Of a call: whether its sound is kept somewhere; left out where nobody said. */
  readonly isRecorded?: boolean
}

/**
 * A member's word for what they take down. The day cannot be later than today, so that a clock begins no later than by law.
 * @throws Refusal `not-allowed` for who handles no reports, `malformed` for a day to come or too long ago, and for minutes of a meeting, or of a recorded call,
 * that the reporter did not want: `member` says which
 */
export function entryOf(session: Session, { arrival, received, isAnswerable, consent, isRecorded }: Arrived): OfficeEntry {
  const { signing } = session.unlocked()
  const today = session.today()
  if (!mayHandle(session.officeLog().fold, signing.publicId)) throw new Refusal('not-allowed')
  if (received > today || received < addDays(today, -LIMITS.receivedDaysAgoMax)) throw new Refusal('malformed', { member: 'received' })
  if ((arrival === 'meeting' || isRecorded === true) && !consent) throw new Refusal('malformed', { member: 'consent' })
  const said = { arrival, member: signing.publicId, answerable: isAnswerable, ...(isOral(arrival) ? { consent } : {}), ...(arrival === 'phone-live' && isRecorded !== undefined ? { recorded: isRecorded } : {}) }
  return { received, sign: ({ report, received: before, body }) => signEntered(signing, { report, received: before, body: { ...body, entered: said } }) }
}

/** How entry 0 of a report says that it was taken down, and whether that is so; null where nobody did, or it does not open. */
export async function enteredIn(session: Session, { log, docket, seen, day }: Header, body: Bodies['report'] | null): Promise<EnteredView | null> {
  if (body?.entered === undefined) return null
  const { arrival, member } = body.entered
  const isProved = wasHandler(session, member, seen) && stillHandled(session, member, day) && await isEnteredBy({ report: log, received: docket?.received ?? null, body })
  return { arrival, member, isProved }
}

/** A stranger's entry names what it saw of the office as it likes: whoever left could name a day on which they had not. The entry's own day the server holds to its own. */
function stillHandled(session: Session, member: string, day: Day): boolean {
  const { fold } = session.officeLog()
  return mayHandle(fold, member) || (fold.directory !== null && speaksForOffice(fold.directory, { author: member, day }, ''))
}

/** The same of an opened report. */
export async function enteredOf(session: Session, { entries: [first] }: OpenLog): Promise<EnteredView | null> {
  return first?.kind === 'report' ? enteredIn(session, first.header, first.body) : null
}

/** What lists show: nothing that no member stands for. */
export function provedEntry(entered: EnteredView | null): QueueLine['entered'] {
  return entered?.isProved === true ? { arrival: entered.arrival, member: entered.member } : null
}
