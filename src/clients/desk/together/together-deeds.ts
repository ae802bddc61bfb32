import type { Here } from '#clients/member/presence.ts'
import type { PresenceState } from '#domain/presence.ts'

/** What colleagues are told of each other at work. */
export interface TogetherDeeds {
  /** Says to the other readers of a report that this member is at it, for some seconds, and learns who of them is. */
  sayPresence(report: string, state: PresenceState): Promise<readonly Here[]>
  leavePresence(report: string): Promise<void>
}
