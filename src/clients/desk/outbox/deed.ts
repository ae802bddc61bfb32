import type { NoteWording } from '#clients/member/report.ts'
import type { ReportView } from '#clients/member/member.ts'
import type { UrgencyOrder } from '#clients/member/urgency.ts'
import type { TriageChange } from '#domain/triage.ts'
import type { DeskSession, StateOrder, Written } from '#clients/desk/deeds.ts'

/** What somebody does to a report at the desk, as it waits in the outbox. */
export type Deed =
  | { readonly kind: 'reply'; readonly written: Written }
  | { readonly kind: 'note'; readonly note: NoteWording }
  /** `order.expectedLength`: how many entries the person had read; own entries that were ahead are added once they are kept. */
  | { readonly kind: 'state'; readonly order: StateOrder; readonly seen: ReportView | null }
  /** `back`: the reason that stands where it is taken back after it was sealed. */
  | { readonly kind: 'urgency'; readonly order: UrgencyOrder; readonly back: string }
  | { readonly kind: 'triage'; readonly change: TriageChange }

export type DeedKind = Deed['kind']

/** Deeds with words in them cannot be unsaid: once sealed, somebody may have read them; nor can a page, once it has woken somebody. */
export function isHeld(deed: Deed): boolean {
  return deed.kind !== 'triage' || deed.change.note !== undefined
}

/** Whether it adds an entry to the log that the reporter reads. */
export function isToReporter({ kind }: Deed): boolean {
  return kind === 'reply' || kind === 'state' || kind === 'urgency'
}

export function doDeed(session: DeskSession, report: string, deed: Deed): Promise<ReportView> {
  switch (deed.kind) {
    case 'reply': return session.reply(report, deed.written)
    case 'note': return session.writeNote(report, deed.note)
    case 'state': return session.changeState(report, deed.order)
    case 'urgency': return session.setUrgency(report, deed.order)
    case 'triage': return session.triage(report, deed.change)
  }
}
