import type { Day } from '#base/day.ts'

/**
 * [Note: Objection] What a header says in clear of an objection to a referral: that the reporter raised it, that the office upholds the referral. The office
 * withdraws a referral by any other state. Until when a reporter may object, and by when the office answers, is derived from these days and a pack; the
 * reasons of both are sealed.
 */
export const OBJECTION_STEPS = ['raised', 'upheld'] as const
export type ObjectionStep = (typeof OBJECTION_STEPS)[number]

/** How an objection ended: the office stands by the referral or takes it back, or the reporter took the report back. */
export const OBJECTION_ENDS = ['upheld', 'withdrawn', 'ended'] as const
export type ObjectionEnd = (typeof OBJECTION_ENDS)[number]

export interface Objection {
  readonly raised: Day
  readonly closed: Day | null
  readonly end: ObjectionEnd | null
}

/** One referral of a report, and the objection to it. */
export interface Referral {
  readonly day: Day
  readonly objection: Objection | null
  /** Whether the report still stands as referred so. */
  readonly stands: boolean
}

/** Why a reporter cannot object. */
export const OBJECTION_BARS = ['not-referred', 'no-period', 'objected', 'too-late'] as const
export type ObjectionBar = (typeof OBJECTION_BARS)[number]

/** A signed day of a report, as far as referrals hang on it. */
type Signed = { readonly day: Day; readonly state: string } | { readonly day: Day; readonly objection: ObjectionStep } | { readonly day: Day; readonly retaliation: string } | { readonly day: Day; readonly by: string }

/** Every referral of a report, the oldest first. To each one objection is possible; what is raised besides says nothing. */
export function referralsOf(events: readonly Signed[]): readonly Referral[] {
  const referrals: Referral[] = []
  for (const event of events) {
    const last = referrals.at(-1)
    const standing = last?.stands === true ? last : null
    const change = (to: Referral): void => { referrals[referrals.length - 1] = to }
    if ('state' in event) {
      if (standing !== null) change({ ...standing, stands: false, objection: closed(standing.objection, event.day, event.state === 'withdrawn' ? 'ended' : 'withdrawn') })
      if (event.state === 'referred') referrals.push({ day: event.day, objection: null, stands: true })
    } else if ('objection' in event && standing !== null) {
      if (event.objection === 'upheld') change({ ...standing, objection: closed(standing.objection, event.day, 'upheld') })
      // A reporter's device may be a day behind: nobody objects before there is a referral.
      else if (standing.objection === null) change({ ...standing, objection: { raised: later(event.day, standing.day), closed: null, end: null } })
    }
  }
  return referrals
}

function closed(objection: Objection | null, day: Day, end: ObjectionEnd): Objection | null {
  return objection === null || objection.closed !== null ? objection : { ...objection, closed: later(day, objection.raised), end }
}

function later(one: Day, other: Day): Day {
  return one < other ? other : one
}

/** The objection that the office has not answered; null where there is none. */
export function openObjection(events: readonly Signed[]): Objection | null {
  const objection = referralsOf(events).at(-1)?.objection ?? null
  return objection?.closed === null ? objection : null
}
