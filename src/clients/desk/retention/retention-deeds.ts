import type { ErasureProgress, RetainedLine } from '#clients/member/retention.ts'
import type { RetentionRules } from '#domain/retention.ts'

/** What the desk can do about the end of reports that the office is done with. Every deed throws Refusal. */
export interface RetentionDeeds {
  /** @throws Refusal `not-allowed` unless the caller administers */
  set(rules: RetentionRules): Promise<void>
  /** Tells page by page of everything that is settled, until `signal`. */
  list(onsome: (lines: readonly RetainedLine[]) => void, signal: AbortSignal): Promise<void>
  /** One after the other; pauses on `signal`. */
  erase(due: readonly RetainedLine[], watched: { readonly onprogress: (progress: ErasureProgress) => void; readonly signal: AbortSignal }): Promise<ErasureProgress>
}
