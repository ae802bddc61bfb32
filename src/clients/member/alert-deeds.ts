import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { Language, RetaliationOutcome } from '#domain/bodies.ts'
import { foldConversation, type ReportEntry } from '#domain/conversation.ts'
import { openAlert } from '#domain/retaliation.ts'
import type { ReportView } from './member.ts'
import { write } from './report.ts'
import type { Session } from './session.ts'

/** How an alert of retaliation is closed, with the reason that the reporter reads. */
export interface AlertClosing {
  readonly outcome: RetaliationOutcome
  readonly reason: string
  readonly language: Language
  /** How long the report was when the person decided. */
  readonly expectedLength?: number
}

/**
 * Closes the open alert of a report. Whoever closes has read what is there: if the reporter wrote in between, the person looks again.
 * @throws Refusal `no-open-alert`; `stale-head`; `empty-text`, `bad-text`, `too-large`
 */
export async function closeAlert(session: Session, id: string, { outcome, reason, language, expectedLength }: AlertClosing): Promise<ReportView> {
  const body = { outcome, reason: requiredText(reason).trim(), language }
  return write(session, { id, what: ['retaliation-closed', body] }, ({ report }) => {
    if (expectedLength !== undefined && report.log.length !== expectedLength) throw new Refusal('stale-head', { length: report.log.length })
    const { docket } = foldConversation(report.log.entries as readonly ReportEntry[])
    if (openAlert(docket.events) === null) throw new Refusal('no-open-alert')
    return { to: report, content: { kind: 'retaliation-closed', body, docket: { retaliation: 'closed' } }, merge: false }
  })
}
