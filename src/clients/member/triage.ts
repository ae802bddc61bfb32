import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import { foldDesk, type DeskEntry } from '#domain/conversation.ts'
import { givenTo, triageChange, type TriageChange } from '#domain/triage.ts'
import type { ReportView } from './member.ts'
import { checkReaders, write } from './report.ts'
import type { Session } from './session.ts'

/**
 * Labels a report, says how grave it is and what comes next, gives it to somebody: one entry of the desk log, that the reporter does not see.
 * What is so already is not written again.
 * @throws Refusal `not-a-reader` for an assignee, or a colleague who is asked, who cannot open the report, `empty-text`, `bad-text`, `too-large`; `malformed` for a series that is no report, or the report itself
 */
export async function triageReport(session: Session, id: string, wanted: TriageChange): Promise<ReportView> {
  const order = wanted.note === undefined || wanted.note.trim() === '' ? wanted : { ...wanted, note: requiredText(wanted.note).trim() }
  if (order.series === id) throw new Refusal('malformed', { member: 'series' })
  return write(session, { id, what: ['triage', order] }, (both) => {
    const { assigned, mentions = [] } = order
    const me = session.unlocked().signing.publicId
    checkReaders(session, both, [...mentions, ...(typeof assigned === 'string' ? [assigned] : [])])
    const change = triageChange(foldDesk(both.desk.log.entries as readonly DeskEntry[], both.suspects).triage, { ...(assigned === undefined ? {} : givenTo(assigned, me)), ...order })
    return change === null ? null : { to: both.desk, content: { kind: 'triage', body: { ...change, reportHead: both.report.log.head } }, merge: true }
  })
}
