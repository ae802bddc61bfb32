import { addDays, type Day } from '#base/day.ts'
import type { Bodies } from './bodies.ts'
import { isSettled, type Docket } from './docket.ts'
import { openObjection } from './objection.ts'
import { openAlert } from './retaliation.ts'
import type { Triage } from './triage.ts'

/** For how many days a report is kept after the last word on it; null where the office has set no end. */
export type RetentionRules = Bodies['retention']

export const NO_RETENTION: RetentionRules = { outsideRemitDays: null, settledDays: null }

/** A report that the office is done with, and when it is to be erased. */
export interface Retained {
  readonly day: Day
  /** Why it stays although its day may have come; null where nothing keeps it. */
  readonly kept: 'hold' | 'alert' | 'objection' | 'unread' | null
}

/**
 * When a report is to be erased: so many days after the last entry by which somebody said something, so a reporter who writes on the last day is
 * answered first. A hold beats every day, and so does an alert of retaliation that is not closed, an objection that is not answered, and a word of the reporter's that nobody answered; a withdrawal needs no answer.
 * @returns null for a report that is not settled, and where no day was set
 */
export function retainedUntil({ state, lastDay, lastFrom, events }: Pick<Docket, 'state' | 'lastDay' | 'lastFrom' | 'events'>, { hold }: Pick<Triage, 'hold'>, rules: RetentionRules): Retained | null {
  if (!isSettled(state)) return null
  const days = state === 'outside-remit' ? rules.outsideRemitDays ?? rules.settledDays : rules.settledDays
  if (days === null) return null
  const unread = lastFrom === 'reporter' && state !== 'withdrawn'
  return { day: addDays(lastDay, days), kept: hold ? 'hold' : openAlert(events) !== null ? 'alert' : openObjection(events) !== null ? 'objection' : unread ? 'unread' : null }
}

/** Whether it may be erased today. */
export function isDue(retained: Retained | null, today: Day): boolean {
  return retained !== null && retained.kept === null && retained.day <= today
}

/** Those of these whose day has come, the longest overdue first. */
export function dueOf<T extends { readonly retained: Retained }>(lines: readonly T[], today: Day): readonly T[] {
  return lines.filter(({ retained }) => isDue(retained, today)).toSorted((a, b) => a.retained.day.localeCompare(b.retained.day))
}
