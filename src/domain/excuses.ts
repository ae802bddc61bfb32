import type { Day } from '#base/day.ts'

/** What may be missing when a report is concluded, if somebody writes why. The rest is put right, or the report is not concluded. @see conclusion.ts */
export const EXCUSABLE = ['unread', 'alert', 'minutes', 'transcript', 'clock', 'identity', 'appraisal', 'exhibit'] as const
export type ExcusableLack = (typeof EXCUSABLE)[number]

export function isExcusable(what: string): what is ExcusableLack {
  return EXCUSABLE.some((each) => each === what)
}

/** One thing that is excused: what it lacks, and which it is. @see Lack */
export interface ExcusedLack {
  readonly what: ExcusableLack
  readonly of: string
}

/** Why a report is concluded although something is missing, and what that is: things and not kinds of things, for it covers nothing that comes later. */
export interface Excuse {
  readonly lacks: readonly ExcusedLack[]
  readonly reason: string
  readonly author: string
  readonly day: Day
  /** Head of the report that its author knew. */
  readonly reportHead: string
}
