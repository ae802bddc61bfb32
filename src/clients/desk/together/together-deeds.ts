import type { PlannedAbsence } from '#clients/member/absences.ts'
import type { Here } from '#clients/member/presence.ts'
import type { Absence } from '#domain/absences.ts'
import type { PresenceState } from '#domain/presence.ts'

/** What colleagues are told of each other at work. */
export interface TogetherDeeds {
  /** Says to the other readers of a report that this member is at it, for some seconds, and learns who of them is. */
  sayPresence(report: string, state: PresenceState): Promise<readonly Here[]>
  leavePresence(report: string): Promise<void>
  /** Who is away, was lately or will be, as the office log says that was read last. */
  absences(): Promise<readonly Absence[]>
  /** @throws Refusal `not-allowed`, `malformed` */
  planAbsence(planned: PlannedAbsence): Promise<readonly Absence[]>
  /** @param of - signing key of who is back */
  endAbsence(of: string): Promise<readonly Absence[]>
}
