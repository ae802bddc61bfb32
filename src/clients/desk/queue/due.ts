import { daysBetween, type Day } from '#base/day.ts'
import type { QueueLine } from '#clients/member/member.ts'
import { groupOf } from './grouping.ts'
import { shortDay } from '#clients/desk/days.ts'
import type { Tongue } from '#clients/desk/tongue.svelte.ts'

export type DueTone = 'late' | 'soon' | 'plain'

export interface Due {
  readonly tone: DueTone
  readonly text: string
}

const COUNTED_DAYS_MAX = 31

/** What a row says at its end: now, 3 d late, today, 5 d left, 28 Feb. Null once nothing is owed. */
export function dueOf(line: QueueLine, today: Day, tongue: Tongue): Due | null {
  const { words, language } = tongue
  if (line.next === null) return null
  if (groupOf(line, today) === 'urgent') return { tone: 'late', text: words['due-now'] }
  return dueBy(line.next.day, today, { words, language })
}

export function dueBy(day: Day, today: Day, { words, language }: Pick<Tongue, 'words' | 'language'>): Due {
  const left = daysBetween(today, day)
  if (left < 0) return { tone: 'late', text: words['due-late']({ days: -left }) }
  if (left === 0) return { tone: 'soon', text: words['due-today'] }
  return { tone: 'plain', text: left <= COUNTED_DAYS_MAX ? words['due-left']({ days: left }) : shortDay(day, today, language) }
}
