import { daysBetween, type Day } from '#base/day.ts'
import type { QueueLine } from '#clients/member/member.ts'

/** The groups of the queue, in the order of what must move first. */
export const GROUPS = ['danger', 'late', 'today', 'week', 'later', 'settled'] as const
export type GroupName = (typeof GROUPS)[number]

export interface Group {
  readonly name: GroupName
  readonly lines: readonly QueueLine[]
}

const WEEK_DAYS = 7

/** A settled report owes nobody anything, so that it is no longer urgent either. */
export function groupOf(line: QueueLine, today: Day): GroupName {
  if (line.next === null) return 'settled'
  if (line.docket.urgent) return 'danger'
  const left = daysBetween(today, line.next.day)
  if (left < 0) return 'late'
  if (left === 0) return 'today'
  return left <= WEEK_DAYS ? 'week' : 'later'
}

/** Lines in their groups; inside a group they keep the order of the queue, newest first. Empty groups are left out. */
export function groupsOf(lines: readonly QueueLine[], today: Day): readonly Group[] {
  const groups = new Map<GroupName, QueueLine[]>(GROUPS.map((name) => [name, []]))
  for (const line of lines) groups.get(groupOf(line, today))?.push(line)
  return [...groups].filter(([, members]) => members.length > 0).map(([name, members]) => ({ name, lines: members }))
}
