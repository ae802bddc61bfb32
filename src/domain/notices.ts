import type { Language } from './bodies.ts'

/** What a member may be told of outside the desk. A notice says that something waits, and nothing of what. */
export const NOTICE_REASONS = ['digest', 'soon', 'overdue', 'urgent'] as const
export type NoticeReason = (typeof NOTICE_REASONS)[number]

/** Hours of the office's day in which nothing but `urgent` is sent: from the first up to the second, over midnight where that is the earlier. */
export interface QuietHours {
  readonly from: number
  readonly to: number
}

/** What a member chose for themself. Nobody has any until they choose. */
export interface NoticeChoice {
  readonly address: string
  readonly language: Language
  readonly reasons: readonly NoticeReason[]
  readonly quiet: QuietHours | null
}

/** Of the reports that a member reads: how many have passed their day, how many have theirs today or tomorrow, and in the six days behind that. */
export interface DueCounts {
  readonly overdue: number
  readonly soon: number
  readonly later: number
}

/** What a member is told on a day, if anything. Whoever has the digest has the rest in it. */
export function reasonsFor(chosen: readonly NoticeReason[], { overdue, soon, later }: DueCounts): readonly NoticeReason[] {
  if (chosen.includes('digest')) return overdue + soon + later > 0 ? ['digest'] : []
  return [...(chosen.includes('soon') && soon > 0 ? ['soon' as const] : []), ...(chosen.includes('overdue') && overdue > 0 ? ['overdue' as const] : [])]
}

export function isQuiet(hour: number, quiet: QuietHours | null): boolean {
  if (quiet === null) return false
  const { from, to } = quiet
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to
}
