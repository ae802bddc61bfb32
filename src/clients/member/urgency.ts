import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import type { Language } from '#domain/bodies.ts'
import { isSettled } from '#domain/docket.ts'
import { foldConversation, type ReportEntry } from '#domain/conversation.ts'
import type { ReportView } from './member.ts'
import { write } from './report.ts'
import type { Session } from './session.ts'

/** That a report is urgent, or is no longer, with the reason that the reporter reads. */
export interface UrgencyOrder {
  readonly urgent: boolean
  readonly reason: string
  readonly language: Language
  /** Only where this member's word was the last on it: taking one's own back must not end a colleague's alarm. */
  readonly ownOnly?: true
}

/**
 * Calls a report urgent, which pages whoever reads it and chose so, or ends that, which stops pages that have not left. What is so already is not said again.
 * @throws Refusal `transition-not-allowed` for a settled report that is called urgent, `empty-text`, `bad-text`, `too-large`
 */
export async function setUrgency(session: Session, id: string, { urgent, reason, language, ownOnly }: UrgencyOrder): Promise<ReportView> {
  const body = { reason: requiredText(reason).trim(), language }
  return write(session, { id, what: ['urgency', urgent, body] }, ({ report }) => {
    const { docket, turns } = foldConversation(report.log.entries as readonly ReportEntry[])
    if (docket.urgent === urgent) return null
    if (ownOnly === true && turns.findLast((turn) => turn.urgent !== undefined)?.author !== session.me.signKey) return null
    if (urgent && isSettled(docket.state)) throw new Refusal('transition-not-allowed', { from: docket.state, to: 'urgent' })
    return { to: report, content: { kind: 'urgency', body, docket: { urgent } }, merge: true }
  })
}
