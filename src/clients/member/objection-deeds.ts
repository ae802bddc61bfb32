import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { Language } from '#domain/bodies.ts'
import { foldConversation, type ReportEntry } from '#domain/conversation.ts'
import { openObjection } from '#domain/objection.ts'
import type { ReportView } from './member.ts'
import { write } from './report.ts'
import type { Session } from './session.ts'

/** That the office stands by a referral, with the reason that the reporter reads. */
export interface Upholding {
  readonly reason: string
  readonly language: Language
  /** How long the report was when the person decided. */
  readonly expectedLength?: number
}

/**
 * Answers the objection to a referral: it stands. Whoever takes the referral back changes the state instead.
 * @throws Refusal `no-open-objection`; `stale-head` if the reporter wrote in between; `empty-text`, `bad-text`, `too-large`
 */
export async function upholdReferral(session: Session, id: string, { reason, language, expectedLength }: Upholding): Promise<ReportView> {
  const body = { reason: requiredText(reason).trim(), language }
  return write(session, { id, what: ['objection-answered', body] }, ({ report }) => {
    if (expectedLength !== undefined && report.log.length !== expectedLength) throw new Refusal('stale-head', { length: report.log.length })
    if (openObjection(foldConversation(report.log.entries as readonly ReportEntry[]).docket.events) === null) throw new Refusal('no-open-objection')
    return { to: report, content: { kind: 'objection-answered', body, docket: { objection: 'upheld' } }, merge: false }
  })
}
