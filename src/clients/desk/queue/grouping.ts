import { addDays, type Day } from '#base/day.ts'
import { isSettled } from '#domain/docket.ts'
import { openObjection } from '#domain/objection.ts'
import { openAlert } from '#domain/retaliation.ts'
import type { BriefDocket } from '#clients/member/dockets.ts'
import type { QueueLine } from '#clients/member/member.ts'

/** The groups of the queue, in the order of what must move first. */
export const GROUPS = ['urgent', 'retaliation', 'objection', 'late', 'today', 'week', 'later', 'settled'] as const
export type GroupName = (typeof GROUPS)[number]

export interface Group {
  readonly name: GroupName
  readonly lines: readonly QueueLine[]
}

const WEEK_DAYS = 7

/** The group of a line. */
export function groupOf({ docket: { state, urgent, events }, next }: QueueLine, today: Day): GroupName {
  return groupOfDocket({ state, urgent, hasAlert: openAlert(events) !== null, hasObjection: openObjection(events) !== null, dueDay: next?.day ?? null }, today)
}

/** A settled report is no longer urgent. One whose reporter says that they are being punished for it stands before other late ones, settled or not, until that is closed; behind them stand those whose reporter objects to a referral. One whose clocks all stand still is not settled: it has no day, and waits behind those that have one. */
export function groupOfDocket({ state, urgent, hasAlert, hasObjection, dueDay }: Pick<BriefDocket, 'state' | 'urgent' | 'hasAlert' | 'hasObjection' | 'dueDay'>, today: Day): GroupName {
  const settled = isSettled(state)
  if (urgent && !settled) return 'urgent'
  if (hasAlert) return 'retaliation'
  if (hasObjection) return 'objection'
  if (dueDay === null) return settled ? 'settled' : 'later'
  if (dueDay < today) return 'late'
  if (dueDay === today) return 'today'
  return dueDay <= weekFrom(today) ? 'week' : 'later'
}

let week: { readonly today: Day; readonly last: Day } | null = null

/** Asked a hundred thousand times in a row of one day: a calendar is asked once. */
function weekFrom(today: Day): Day {
  if (week?.today !== today) week = { today, last: addDays(today, WEEK_DAYS) }
  return week.last
}

/** Lines in their groups; inside a group they keep the order of the queue, newest first. Empty groups are left out. */
export function groupsOf(lines: readonly QueueLine[], today: Day): readonly Group[] {
  const groups = new Map<GroupName, QueueLine[]>(GROUPS.map((name) => [name, []]))
  for (const line of lines) groups.get(groupOf(line, today))?.push(line)
  return [...groups].filter(([, members]) => members.length > 0).map(([name, members]) => ({ name, lines: members }))
}
