import type { AppraisalLine, AppraisalOrder, AppraisalView, FindingOrder, ReviewOrder } from '#clients/member/appraisals.ts'

/** What the desk can do about appraisals by outside experts, each by whom it is for. Every deed throws Refusal. */
export interface AppraisalDeeds {
  /** Every appraisal that the member reads, newest first. */
  list(): Promise<readonly AppraisalLine[]>
  read(id: string): Promise<AppraisalView>
  ask(report: string, order: AppraisalOrder): Promise<AppraisalView>
  /** @param independence - what is declared, word for word. */
  accept(id: string, independence: string): Promise<AppraisalView>
  decline(id: string, reason: string): Promise<AppraisalView>
  say(id: string, text: string): Promise<AppraisalView>
  give(id: string, findings: readonly FindingOrder[]): Promise<AppraisalView>
  review(id: string, order: ReviewOrder): Promise<AppraisalView>
  close(id: string, reason: string): Promise<AppraisalView>
}
