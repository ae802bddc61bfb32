import type { Day } from '#base/day.ts'
import type { Bodies, Language } from './bodies.ts'

/**
 * [Note: A second handler] A report that names the body which it would be referred to goes there only if somebody else than whoever asks agrees, with a reason. Both
 * stand in the desk log; what the reporter is told stands in the asking, and is sealed to the reporter once it is agreed.
 */
export interface ReferralAsked {
  /** Of the entry that asks. */
  readonly hash: string
  readonly author: string
  readonly day: Day
  readonly to: string
  /** What the reporter would read. */
  readonly reason: string
  readonly language: Language
  /** Why it goes there although the report names it. */
  readonly because: string
}

export interface SecondApprovals {
  /** What waits for a second handler; null where nothing does. */
  readonly waiting: ReferralAsked | null
  readonly agreed: readonly ReferralAgreed[]
}

export interface ReferralAgreed extends ReferralAsked {
  /** Who agreed. */
  readonly second: string
  /** Head of the report that they knew: the agreement is about the report as it was then. @see stillCounts */
  readonly reportHead: string
}

interface TriageStep {
  readonly hash: string
  readonly author: string
  readonly day: Day
  readonly body: Bodies['triage']
}

/** A later asking takes the place of one that waits. Nobody agrees with themselves; whoever asked may take it back. */
export function secondApprovalsIn(entries: readonly TriageStep[]): SecondApprovals {
  let secondApprovals: SecondApprovals = { waiting: null, agreed: [] }
  for (const { hash, author, day, body: { asksReferral, answersReferral, reportHead, note = '' } } of entries) {
    if (asksReferral !== undefined) secondApprovals = { ...secondApprovals, waiting: { ...asksReferral, hash, author, day, because: note } }
    const { waiting } = secondApprovals
    if (answersReferral === undefined || waiting?.hash !== answersReferral.asked) continue
    if (!answersReferral.agrees) secondApprovals = { ...secondApprovals, waiting: null }
    else if (author !== waiting.author) secondApprovals = { waiting: null, agreed: [...secondApprovals.agreed, { ...waiting, second: author, reportHead }] }
  }
  return secondApprovals
}
