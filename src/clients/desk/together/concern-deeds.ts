import type { ConflictOrder } from '#clients/member/conflicts.ts'
import type { ReportView } from '#clients/member/member.ts'
import type { ReferralAsked } from '#domain/second.ts'
import type { SecondAnswer, SecondOrder } from '#clients/member/second-referral.ts'

/** What was on the screen when an answer was begun: it is that which is answered, whatever comes meanwhile. */
export interface Answering {
  readonly agrees: boolean
  readonly shown: ReferralAsked
  /** How many entries of the report were shown. */
  readonly length: number
}

/** What handlers do about a report that concerns one of them, or the body that it would go to. Every deed throws Refusal. */
export interface ConcernDeeds {
  findConflict(report: string, order: ConflictOrder): Promise<ReportView>
  endConflict(report: string, order: ConflictOrder): Promise<ReportView>
  askReferral(report: string, order: SecondOrder): Promise<ReportView>
  answerReferral(report: string, answer: SecondAnswer): Promise<ReportView>
}
