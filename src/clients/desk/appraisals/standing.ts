import { daysBetween, type Day } from '#base/day.ts'
import type { AppraisalLine, AppraisalView } from '#clients/member/appraisals.ts'
import { hasEnded, type Opinion } from '#domain/appraisal.ts'
import { isKeying } from '#domain/kinds.ts'

/** Where an appraisal stands, and whom it waits for, out of what its chain says. Nothing of it is kept anywhere. */

export type StepName = 'asked' | 'taken-on' | 'declined' | 'work' | 'opinion' | 'reviewed' | 'closed'

export interface StepView {
  readonly name: StepName
  /** When it was first reached; null for work, which has no entry of its own, and for what is still to come. */
  readonly day: Day | null
  readonly at: 'done' | 'now' | 'ahead'
}

const STEP_KINDS = { 'asked': 'appraisal', 'taken-on': 'appraisal-accepted', 'declined': 'appraisal-declined', 'work': null, 'opinion': 'opinion', 'reviewed': 'appraisal-review', 'closed': 'appraisal-closed' } as const

const NOW = { asked: 'asked', accepted: 'work', declined: 'declined', given: 'opinion', reviewed: 'reviewed', closed: 'closed' } as const

/** The steps in their order; of one that ended early, those that it took. */
export function stepsOf({ state, steps }: Pick<AppraisalView, 'state' | 'steps'>): readonly StepView[] {
  const now = NOW[state]
  const isOver = hasEnded(state)
  const dayOf = (name: StepName): Day | null => steps.find(({ kind }) => kind === STEP_KINDS[name])?.day ?? null
  const reached = (name: StepName): boolean => dayOf(name) !== null || (name === 'work' && dayOf('opinion') !== null)
  const path: readonly StepName[] = state === 'declined' ? ['asked', 'declined'] : ['asked', 'taken-on', 'work', 'opinion', 'reviewed', 'closed']
  const taken = isOver ? path.filter(reached) : path
  const place = taken.indexOf(now)
  return taken.map((name, index) => ({ name, day: index <= place ? dayOf(name) : null, at: index === place && !isOver ? 'now' : index <= place ? 'done' : 'ahead' }))
}

/** Whether an opinion is wanted and not there: until then its day counts. */
export function isAwaited({ state }: Pick<AppraisalView, 'state'>): boolean {
  return state === 'asked' || state === 'accepted'
}

/** What waits for whoever looks: for the office a word, an opinion that nobody looked at, a refusal; for the expert all that is not done. */
export type Waiting = 'take-on' | 'opinion' | 'word' | 'objection' | 'review' | 'declined'

/**
 * What of an appraisal waits for the side that looks at it.
 * @param all - what else the office asked: one that was declined waits until somebody else is asked, or its day is over.
 */
export function waitingOf(view: AppraisalView, all: readonly AppraisalView[], today: Day): readonly Waiting[] {
  if (view.asked === null) return []
  return view.part === 'expert' ? waitingForExpert(view) : waitingForOffice(view, all, today)
}

function waitingForExpert(view: AppraisalView): readonly Waiting[] {
  if (hasEnded(view.state)) return []
  const mine = lastBy(view, (author) => author === view.asked?.expert)
  const objected = new Set(view.asked?.opinions.flatMap(({ reviews }) => reviews.filter(({ verdict }) => verdict === 'objected').map(({ hash }) => hash)))
  const later = view.steps.slice(mine + 1)
  return [
    ...(view.state === 'asked' ? ['take-on' as const] : view.state === 'accepted' ? ['opinion' as const] : []),
    ...(later.some(({ hash }) => objected.has(hash)) ? ['objection' as const] : []),
    ...(later.some(({ kind }) => kind === 'appraisal-word') ? ['word' as const] : []),
  ]
}

function waitingForOffice(view: AppraisalView, all: readonly AppraisalView[], today: Day): readonly Waiting[] {
  if (view.state === 'declined') return isOpenRefusal(view, all, today) ? ['declined'] : []
  if (hasEnded(view.state)) return []
  const ours = lastBy(view, (author) => author !== view.asked?.expert)
  return [
    ...(view.asked?.opinions.some(isUnreviewed) === true ? ['review' as const] : []),
    ...(view.steps.slice(ours + 1).some(({ kind }) => kind === 'appraisal-word') ? ['word' as const] : []),
  ]
}

/** An opinion that holds, and of which nobody in the office said anything. */
export function isUnreviewed({ breaks, reviews }: Opinion): boolean {
  return breaks.length === 0 && reviews.length === 0
}

/** The last time that one of a side said anything: who gives a key answers nobody. */
function lastBy({ steps }: AppraisalView, isMeant: (author: string) => boolean): number {
  return steps.findLastIndex(({ kind, author }) => !isKeying(kind) && isMeant(author))
}

function isOpenRefusal({ id, report, asked }: AppraisalView, all: readonly AppraisalView[], today: Day): boolean {
  if (asked === null || asked.due < today) return false
  const wanted = new Set(asked.items.map(({ exhibit }) => exhibit))
  // They come newest first: what stands before was asked later.
  const later = all.slice(0, Math.max(0, all.findIndex((each) => each.id === id)))
  return !later.some((each) => each.report === report && each.asked?.items.some(({ exhibit }) => wanted.has(exhibit)) === true)
}

export function viewsIn(lines: readonly AppraisalLine[]): readonly AppraisalView[] {
  return lines.flatMap(({ view }) => (view === null ? [] : [view]))
}

/** How many appraisals wait for whoever looks. */
export function waitingCount(lines: readonly AppraisalLine[], today: Day): number {
  const views = viewsIn(lines)
  return views.filter((view) => waitingOf(view, views, today).length > 0).length
}

/** The groups of a list, in the order of what must be looked at first. */
export const APPRAISAL_GROUPS = ['broken', 'late', 'week', 'later', 'answered', 'ended'] as const
export type AppraisalGroup = (typeof APPRAISAL_GROUPS)[number]

const WEEK_DAYS = 7

export function appraisalGroupOf({ view }: AppraisalLine, today: Day): AppraisalGroup {
  if (view === null || view.asked === null) return 'broken'
  if (hasEnded(view.state)) return 'ended'
  if (!isAwaited(view)) return 'answered'
  const left = daysBetween(today, view.asked.due)
  return left < 0 ? 'late' : left <= WEEK_DAYS ? 'week' : 'later'
}

/** Lines in their groups, those that are wanted first on top; empty groups are left out. */
export function appraisalGroups(lines: readonly AppraisalLine[], today: Day): readonly { readonly name: AppraisalGroup; readonly lines: readonly AppraisalLine[] }[] {
  const dueOf = ({ view }: AppraisalLine): string => (view !== null && isAwaited(view) ? view.asked?.due ?? '' : '')
  return APPRAISAL_GROUPS.map((name) => ({ name, lines: lines.filter((line) => appraisalGroupOf(line, today) === name).toSorted((a, b) => (dueOf(a) < dueOf(b) ? -1 : dueOf(a) > dueOf(b) ? 1 : 0)) }))
    .filter((group) => group.lines.length > 0)
}
