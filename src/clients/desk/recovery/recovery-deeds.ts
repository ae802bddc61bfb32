import type { OpenRecovery } from '#clients/member/recover.ts'
import type { RecoveryPlan, RecoveryView, ShareHolder, ShareView } from '#clients/member/recovery.ts'

/** What the desk can do about the organisation's recovery. Shares are given as people typed them. Every deed throws Refusal. */
export interface RecoveryDeeds {
  /** As the office log said when it was last read. */
  view(): RecoveryView | null
  arrange(plan: RecoveryPlan): Promise<void>
  /** `compared`: the words that the person saw. */
  give(compared: readonly string[]): Promise<void>
  myShare(): Promise<ShareView>
  holdersOf(typed: readonly string[]): readonly ShareHolder[]
  drill(typed: readonly string[]): Promise<void>
  open(typed: readonly string[]): Promise<OpenRecovery>
}
