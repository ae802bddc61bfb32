import { addDays, type Day } from '#base/day.ts'
import type { Severity } from '#domain/bodies.ts'
import { isSettled, type State } from '#domain/docket.ts'
import type { QueueLine } from './member.ts'

/** The ways of looking at the queue that every office needs, in the order in which they are offered. */
export const VIEWS = ['unread', 'mine', 'due', 'late', 'urgent', 'unassigned', 'hold', 'asks-me', 'handed'] as const
export type ViewName = (typeof VIEWS)[number]

/** What stands for “nothing was said of it” where a value is chosen. No signing key is so short. */
export const NONE = 'none'

/** Which lines of the queue are wanted: everything that is named must be so. */
export interface QueueFilter {
  readonly view?: ViewName
  readonly state?: State
  readonly label?: string
  readonly severity?: Severity | typeof NONE
  /** Signing key of a member. */
  readonly assigned?: string
  readonly channel?: string
}

export interface Looking {
  /** Signing key of whoever looks. */
  readonly me: string
  readonly today: Day
}

/** Due soon: today or in the next seven days, as the queue's groups have it. */
const SOON_DAYS = 7

/** @returns whether a line is wanted. What must be worked out, as the last soon day, is worked out once and not for each line. */
export function wantedBy(filter: QueueFilter, { me, today }: Looking): (line: QueueLine) => boolean {
  const { state, label, severity, assigned, channel } = filter
  const isInView = filter.view === undefined ? null : viewOf(filter.view, { me, today })
  return (line) => {
    const { docket, triage } = line
    return (state === undefined || docket.state === state)
      && (channel === undefined || docket.channel === channel)
      && (label === undefined || triage.labels.includes(label))
      && (severity === undefined || (triage.severity ?? NONE) === severity)
      && (assigned === undefined || (triage.assigned ?? NONE) === assigned)
      && (isInView === null || isInView(line))
  }
}

/** How many of the lines each filter wants, in one pass over the lines. */
export function countEach(lines: readonly QueueLine[], filters: readonly QueueFilter[], looking: Looking): readonly number[] {
  const wanted = filters.map((filter) => wantedBy(filter, looking))
  const counts = filters.map(() => 0)
  for (const line of lines) {
    wanted.forEach((isWanted, at) => { if (isWanted(line)) counts[at] = (counts[at] ?? 0) + 1 })
  }
  return counts
}

/** Labels of these reports, each once, the most used first and then by their characters. */
export function labelsInUse(lines: readonly QueueLine[]): readonly string[] {
  const uses = new Map<string, number>()
  for (const { triage } of lines) for (const label of triage.labels) uses.set(label, (uses.get(label) ?? 0) + 1)
  return [...uses].toSorted(([a, of], [b, others]) => others - of || (a < b ? -1 : 1)).map(([label]) => label)
}

/** A settled report is nobody's work: of those only what was never opened, what is on hold, and what asks somebody is looked for. */
function viewOf(view: ViewName, { me, today }: Looking): (line: QueueLine) => boolean {
  const soon = addDays(today, SOON_DAYS)
  const isOpen = ({ docket }: QueueLine): boolean => !isSettled(docket.state)
  switch (view) {
    case 'unread': return (line) => line.unopened
    case 'mine': return (line) => isOpen(line) && line.triage.assigned === me
    case 'due': return ({ next }) => next !== null && next.day >= today && next.day <= soon
    case 'late': return ({ next }) => next !== null && next.day < today
    case 'urgent': return (line) => isOpen(line) && line.docket.urgent
    case 'unassigned': return (line) => isOpen(line) && line.triage.assigned === null
    case 'hold': return (line) => line.triage.hold
    case 'asks-me': return (line) => line.asksMe
    case 'handed': return ({ triage }) => triage.handed && triage.assigned === me
  }
}

/**
 * Whether the reporter wrote again, so far as a line tells. That keys were changed counts as an entry and says nothing: it is told by the office's first
 * answer, or by a later day of the last word. A second word on the day of the report, before any answer, cannot be told from new keys.
 */
export function wroteAgain({ docket, entered }: Pick<QueueLine, 'docket' | 'entered'>): boolean {
  const { entries, lastFrom, lastDay, receivedDay, acknowledgedDay } = docket
  // The day on which the office had a letter is earlier than that of its entry.
  return entries > 1 && lastFrom === 'reporter' && (acknowledgedDay !== null || (entered === null && lastDay > receivedDay))
}
