import type { JournalView } from '#clients/member/journal.ts'
import type { ReportView } from '#clients/member/member.ts'

/** The office's journal, and proofs from it. */
export interface JournalDeeds {
  /** Held to what this device saw before. @throws Refusal `forged-history` if it went back or was changed */
  standing(): Promise<JournalView>
  /** For others: it says that such a report was there on its day, and not which. @throws Refusal `proof-not-yet` before that day is over */
  proof(view: ReportView): Promise<{ readonly name: string; readonly text: string }>
}
