import type { Day } from '#base/day.ts'

/**
 * [Note: Retaliation] What a header says in clear of somebody being punished for a report: that the reporter says so, that the office answered, that it
 * closed the matter. The days of these run a clock and keep the report from being erased; what happened, since when, and what became of it are sealed.
 */
export const RETALIATION_STEPS = ['alleged', 'answered', 'closed'] as const
export type RetaliationStep = (typeof RETALIATION_STEPS)[number]

/** One alert of a reporter's. A report can have several, one after the other. */
export interface Alert {
  /** The day on which the reporter said so. */
  readonly raised: Day
  readonly answered: Day | null
  readonly closed: Day | null
}

interface Signed {
  readonly day: Day
  readonly retaliation?: RetaliationStep
}

/** Every alert of a report, the oldest first. What is alleged while one is open belongs to that one. */
export function alertsOf(events: readonly (Signed | { readonly day: Day })[]): readonly Alert[] {
  const alerts: Alert[] = []
  for (const event of events) {
    const { day, retaliation }: Signed = event
    if (retaliation === undefined) continue
    const open = openOf(alerts)
    if (open === null) {
      if (retaliation === 'alleged') alerts.push({ raised: day, answered: null, closed: null })
    } else if (retaliation !== 'alleged') {
      // A handler's device may be a day behind: nothing is answered before it was said.
      const on = day < open.raised ? open.raised : day
      alerts[alerts.length - 1] = retaliation === 'answered' ? { ...open, answered: open.answered ?? on } : { ...open, closed: on }
    }
  }
  return alerts
}

/** The alert that the office has not closed yet; null where there is none. */
export function openAlert(events: readonly (Signed | { readonly day: Day })[]): Alert | null {
  return openOf(alertsOf(events))
}

function openOf(alerts: readonly Alert[]): Alert | null {
  const last = alerts.at(-1)
  return last === undefined || last.closed !== null ? null : last
}

/** What a header of the office's says besides where its words are the first answer to an alert. */
export function answerTo(events: readonly (Signed | { readonly day: Day })[]): { readonly retaliation?: 'answered' } {
  return openAlert(events)?.answered === null ? { retaliation: 'answered' } : {}
}
