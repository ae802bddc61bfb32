import type { ConflictOrder } from '#clients/member/conflicts.ts'
import type { ReportView } from '#clients/member/member.ts'
import type { SecondAnswer, SecondOrder } from '#clients/member/second-referral.ts'

/** What handlers do about a report that concerns one of them, or the body that it would go to. Every deed throws Refusal. */
export interface SecondDeeds {
  findConflict(report: string, order: ConflictOrder): Promise<ReportView>
  endConflict(report: string, order: ConflictOrder): Promise<ReportView>
  askReferral(report: string, order: SecondOrder): Promise<ReportView>
  answerReferral(report: string, answer: SecondAnswer): Promise<ReportView>
}
