import { addDays, type Day } from '#base/day.ts'
import { ARRIVALS, type Language } from '#domain/bodies.ts'
import { type Severity } from '#domain/triage-body.ts'
import { isSettled, type State } from '#domain/docket.ts'
import type { BriefDocket } from './dockets.ts'
import type { QueueLine } from './member.ts'

/** The ways of looking at the queue that every office needs, in the order in which they are offered. */
export const VIEWS = ['unread', 'mine', 'due', 'late', 'urgent', 'unassigned', 'hold', 'asks-me', 'handed', 'covering'] as const
export type ViewName = (typeof VIEWS)[number]

/** What stands for “nothing was said of it” where a value is chosen. No signing key is so short. */
export const NONE = 'none'

/** Of a date that is owed: gone by, today, in the next seven days, or none. */
export const DUES = ['late', 'today', 'week', NONE] as const
export const YES_NO = ['yes', 'no'] as const
/** How a report came: a member took it down, by one of these ways; or its reporter wrote it, or rang the line. */
export const COMINGS = ['itself', ...ARRIVALS] as const

/** Which lines of the queue are wanted: everything that is named must be so. */
export interface QueueFilter {
  readonly view?: ViewName
  readonly state?: State
  readonly label?: string
  readonly severity?: Severity | typeof NONE
  /** Signing key of a member. */
  readonly assigned?: string
  readonly channel?: string
  readonly team?: string
  readonly came?: (typeof COMINGS)[number]
  readonly due?: (typeof DUES)[number]
  readonly urgent?: (typeof YES_NO)[number]
  readonly unread?: (typeof YES_NO)[number]
  /** Received on this day or later, and on this day or earlier. */
  readonly from?: Day
  readonly until?: Day
  readonly language?: Language
  /** Whether it belongs to a series. */
  readonly series?: (typeof YES_NO)[number]
  /** Whether it is in an open case that this member reads. */
  readonly case?: (typeof YES_NO)[number]
}

/** In the order in which they are shown. */
export const FILTER_NAMES = ['view', 'state', 'label', 'severity', 'assigned', 'due', 'urgent', 'unread', 'from', 'until', 'channel', 'team', 'came', 'language', 'series', 'case'] as const satisfies readonly (keyof QueueFilter)[]

export interface Looking {
  /** Signing key of whoever looks. */
  readonly me: string
  readonly today: Day
  /** Signing keys of those whom this member covers today. */
  readonly covered?: ReadonlySet<string>
  /** Whether a report belongs to a series, and whether it is in an open case; none does where nobody looked. */
  readonly isInSeries?: (id: string) => boolean
  readonly isInCase?: (id: string) => boolean
}

/** Due soon: today or in the next seven days, as the queue's groups have it. */
const SOON_DAYS = 7

/** What a filter asks that stands sealed on a report: for the rest nothing need be opened. */
const SEALED_NAMES = ['label', 'severity', 'assigned', 'came', 'language'] as const satisfies readonly (keyof QueueFilter)[]
const SEALED_VIEWS: ReadonlySet<ViewName> = new Set(['mine', 'unassigned', 'hold', 'asks-me', 'handed', 'covering'])

/** Whether clear columns tell all that a filter asks. */
export function isTold(filter: QueueFilter): boolean {
  return SEALED_NAMES.every((name) => filter[name] === undefined) && (filter.view === undefined || !SEALED_VIEWS.has(filter.view))
}

type Clear = Pick<BriefDocket, 'log' | 'state' | 'channel' | 'team' | 'urgent' | 'isOpened' | 'receivedDay' | 'dueDay'>

/** @returns whether a line is wanted. What must be worked out, as the last soon day, is worked out once and not for each line. */
export function wantedBy(filter: QueueFilter, looking: Looking): (line: QueueLine) => boolean {
  const { label, severity, assigned, came, language, view } = filter
  const isClearlyWanted = clearlyWanted(filter, looking)
  const isInView = view === undefined || !SEALED_VIEWS.has(view) ? null : sealedView(view, looking)
  return (line) => {
    const { triage } = line
    return (label === undefined || triage.labels.includes(label))
      && (severity === undefined || (triage.severity ?? NONE) === severity)
      && (assigned === undefined || (triage.assigned ?? NONE) === assigned)
      && (came === undefined || (line.entered?.arrival ?? 'itself') === came)
      && (language === undefined || line.language === language)
      && (isInView === null || isInView(line))
      && isClearlyWanted(clearOf(line))
  }
}

/** Whether a report can be wanted, as far as clear columns tell; whether it is, where `isTold`. */
export function clearlyWanted(filter: QueueFilter, { me: _, today, isInSeries = () => false, isInCase = () => false }: Looking): (docket: Clear) => boolean {
  const { view, state, channel, team, due, urgent, unread, from, until, series, case: inCase } = filter
  const soon = addDays(today, SOON_DAYS)
  const isDue = (wanted: QueueFilter['due'], day: Day | null): boolean => (wanted === NONE ? day === null : day !== null && (wanted === 'late' ? day < today : wanted === 'today' ? day === today : day >= today && day <= soon))
  const isSo = (wanted: 'yes' | 'no' | undefined, is: boolean): boolean => wanted === undefined || (wanted === 'yes') === is
  const isInView = (docket: Clear): boolean => {
    switch (view ?? null) {
      case 'unread': return !docket.isOpened
      case 'due': return isDue('week', docket.dueDay)
      case 'late': return isDue('late', docket.dueDay)
      case 'urgent': return docket.urgent && !isSettled(docket.state)
      // A settled report is nobody's work: of those only what was never opened, what is on hold, and what asks somebody is looked for.
      case 'mine': case 'unassigned': case 'covering': return !isSettled(docket.state)
      case 'hold': case 'asks-me': case 'handed': case null: return true
    }
  }
  return (docket) => (state === undefined || docket.state === state)
    && (channel === undefined || docket.channel === channel)
    && (team === undefined || docket.team === team)
    && (from === undefined || docket.receivedDay >= from) && (until === undefined || docket.receivedDay <= until)
    && (due === undefined || isDue(due, docket.dueDay))
    && isSo(urgent, docket.urgent && !isSettled(docket.state)) && isSo(unread, !docket.isOpened)
    && (series === undefined || isSo(series, isInSeries(docket.log))) && (inCase === undefined || isSo(inCase, isInCase(docket.log)))
    && isInView(docket)
}

const NOBODY: ReadonlySet<string> = new Set()

/** Lines never change: each is looked at by a dozen views at once. */
const clear = new WeakMap<QueueLine, Clear>()

function clearOf(line: QueueLine): Clear {
  const before = clear.get(line)
  if (before !== undefined) return before
  const { id, docket: { state, channel, team, urgent, receivedDay }, unopened, next } = line
  const made = { log: id, state, channel, team, urgent, receivedDay, isOpened: !unopened, dueDay: next?.day ?? null }
  clear.set(line, made)
  return made
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

function sealedView(view: ViewName, { me, covered = NOBODY }: Looking): (line: QueueLine) => boolean {
  switch (view) {
    // Whoever covers somebody does their work as well.
    case 'mine': return ({ triage: { assigned } }) => assigned !== null && (assigned === me || covered.has(assigned))
    case 'covering': return ({ triage: { assigned } }) => assigned !== null && covered.has(assigned)
    case 'unassigned': return (line) => line.triage.assigned === null
    case 'hold': return (line) => line.triage.hold
    case 'asks-me': return (line) => line.asksMe
    case 'handed': return ({ triage }) => triage.handed && triage.assigned === me
    case 'unread': case 'due': case 'late': case 'urgent': return () => true
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
