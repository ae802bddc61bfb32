import { requiredText } from '#base/text.ts'
import type { Language } from '#domain/bodies.ts'
import { checkClockDeed } from '#domain/clocks/deeds.ts'
import { packsNamed } from '#domain/clocks/packs.ts'
import { foldConversation, type ReportEntry } from '#domain/conversation.ts'
import type { ClockChange } from '#domain/docket.ts'
import type { ReportView } from './member.ts'
import { write } from './report.ts'
import type { Session } from './session.ts'

/** A deed to one clock of a report, with the reason that the reporter reads. */
export interface ClockOrder {
  readonly change: ClockChange
  readonly reason: string
  readonly language: Language
}

/**
 * Signs a deed to a clock. What it does to a day is derived by everybody who reads it, the server included.
 * @throws Refusal as `checkClockDeed` does, `empty-text`, `bad-text`, `too-large`
 */
export async function moveClock(session: Session, id: string, { change, reason, language }: ClockOrder): Promise<ReportView> {
  const body = { reason: requiredText(reason).trim(), language }
  return write(session, { id, what: ['clock', change, body] }, (both) => {
    const { docket } = foldConversation(both.report.log.entries as readonly ReportEntry[])
    const { author, day } = session.authored()
    checkClockDeed(packsNamed(docket.packs, session.officeLog().fold.packs), docket, { change, by: author.publicId, day })
    return { to: both.report, content: { kind: 'clock', body, docket: { clock: change } }, merge: true }
  })
}
