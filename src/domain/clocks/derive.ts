import { daysBetween, type Day } from '#base/day.ts'
import { isSettled, type ClockEvent, type Docket, type State } from '../docket.ts'
import { alertsOf } from '../retaliation.ts'
import { count, rolled, type Counted, type Pause } from './count.ts'
import { objectionsInTime } from './objections.ts'
import { clockName, DECIDED, packRef, type Names, type Rule, type RulePack } from './rule.ts'

/**
 * [Note: Clocks are derived] A due day is computed from signed days and a pack, each time anew, and stands in no entry. What a signed deed may do
 * to it the rule says: a deed that the rule does not know, that comes too late or goes too far moves nothing, whoever kept it. So no due day is
 * later than the law's, and nobody sets one.
 */

/** `waiting`: not begun. `ended`: the reporter took the report back in time. `breached`: met late, or not met and late. */
export const CLOCK_STATUSES = ['waiting', 'running', 'extended', 'paused', 'met', 'waived', 'ended', 'breached'] as const
export type ClockStatus = (typeof CLOCK_STATUSES)[number]

export interface PendingExtension {
  readonly day: Day
  readonly amount: number
  readonly by: string
}

export interface Clock {
  readonly name: string
  readonly pack: string
  readonly source: Names
  readonly rule: Rule
  readonly status: ClockStatus
  /** The day that it is counted from; of a clock that waits, the latest that it can be, or null. */
  readonly start: Day | null
  /** The last day in time. Null before anything says when it begins, and while it stands still. */
  readonly due: Day | null
  readonly done: Day | null
  /** Of an open clock, and of one that is late less than nought. */
  readonly daysLeft: number | null
  readonly pauses: readonly Pause[]
  /** What extensions added, in the unit of the rule's extension. */
  readonly extendedBy: number
  readonly pending: PendingExtension | null
  readonly provisional: boolean
}

/** What clocks are derived from. A report's docket has it. */
export type ClockHistory = Pick<Docket, 'receivedDay' | 'acknowledgedDay' | 'state' | 'events'>

type Deed = Extract<ClockEvent, { readonly by: string }>

/**
 * Every clock of a report, in the order of its packs.
 *
 * @param today - the office-local day; null where nothing can be late, as for a due day that is stored.
 */
export function deriveClocks(packs: readonly RulePack[], history: ClockHistory, today: Day | null): readonly Clock[] {
  return packs.flatMap((pack) => {
    const lapses = new Map<string, Day | null>()
    return pack.rules.flatMap((rule) => {
      if (rule.starts === 'retaliation') return alertsOf(history.events).map((owed, nth) => eachClock({ pack, rule, owed, nth }, today))
      if (rule.starts === 'objection') return objectionsInTime(packs, history.events).map(({ raised, closed }, nth) => eachClock({ pack, rule, owed: { raised, answered: closed, closed }, nth }, today))
      const clock = clockOf({ pack, rule, history, lapse: rule.startsAtLatest === undefined ? undefined : lapses.get(rule.startsAtLatest) ?? null }, today)
      lapses.set(rule.id, clock.due)
      return [clock]
    })
  })
}

interface Given {
  readonly pack: RulePack
  readonly rule: Rule
  readonly history: ClockHistory
  /** Last day of the rule by which this one begins at the latest; undefined where there is none. */
  readonly lapse: Day | null | undefined
}

function clockOf(given: Given, today: Day | null): Clock {
  const { pack, rule, history } = given
  const name = clockName(pack, rule)
  const deeds = history.events.filter((event): event is Deed => 'deed' in event && event.rule === name)
  const base = { name, pack: packRef(pack), source: pack.source, rule }
  const { start, begun } = startOf(given, { deeds, today })
  if (start === null) return { ...base, status: released(history) === null ? 'waiting' : 'ended', start, due: null, done: null, daysLeft: null, pauses: [], extendedBy: 0, pending: null, provisional: false }
  const pauses = pausesOf(rule, deeds)
  const reached = reach({ rule, pack, start, pauses }, deeds)
  const { due, provisional } = reached
  const done = doneDay(rule, { history, deeds, start })
  const waiver = waiverOf(rule, deeds, due)
  const status = statusOf({ due, done, waiver, begun, paused: due === null, extended: reached.extendedBy > 0 }, { history, today })
  const open = status !== 'met' && status !== 'waived' && status !== 'ended' && done === null
  return {
    ...base, status, start, due, done, pauses, provisional, extendedBy: reached.extendedBy, pending: open ? reached.pending : null,
    daysLeft: open && due !== null && today !== null ? daysBetween(today, due) : null,
  }
}

/** What a reporter said that the office owes an answer to: an alert of retaliation, or an objection to a referral. */
interface Owing {
  readonly raised: Day
  readonly answered: Day | null
  readonly closed: Day | null
}

/**
 * Each has a clock of its own, so that a new one never takes an earlier breach away. Nothing moves it: of an alert not even a withdrawal of the report, while
 * an objection ends with it. From the second on the name says which: no deed can name that one.
 */
function eachClock({ pack, rule, owed, nth }: { readonly pack: RulePack; readonly rule: Rule; readonly owed: Owing; readonly nth: number }, today: Day | null): Clock {
  const { due, provisional } = lastDay({ rule, pack, start: owed.raised, pauses: [] }, 0)
  const done = rule.done === 'settled' ? owed.closed : owed.answered ?? owed.closed
  const late = due !== null && (done ?? today ?? due) > due
  const isOpen = done === null
  return {
    name: nth === 0 ? clockName(pack, rule) : `${clockName(pack, rule)}#${nth + 1}`, pack: packRef(pack), source: pack.source, rule,
    status: late ? 'breached' : isOpen ? 'running' : 'met', start: owed.raised, due, done,
    daysLeft: isOpen && due !== null && today !== null ? daysBetween(today, due) : null,
    pauses: [], extendedBy: 0, pending: null, provisional,
  }
}

/** A clock that waits for another one's last day has a start before it has begun: the latest that it can be. */
function startOf({ rule, history, lapse = null }: Given, { deeds, today }: { readonly deeds: readonly Deed[]; readonly today: Day | null }): { readonly start: Day | null; readonly begun: boolean } {
  const event = eventDay(rule, history, deeds)
  const lapsed = lapse !== null && today !== null && today > lapse
  const start = lapse !== null && (event === null || lapse < event) ? lapse : event
  if (start === null || rule.yearEnds === undefined) return { start, begun: event !== null || lapsed }
  const end = yearEnd(start, rule.yearEnds)
  return { start: end, begun: today === null || end <= today }
}

function eventDay({ starts }: Rule, { receivedDay, acknowledgedDay, events }: ClockHistory, deeds: readonly Deed[]): Day | null {
  if (starts === 'received') return receivedDay
  if (starts === 'acknowledged') return acknowledgedDay
  if (starts === 'retaliation' || starts === 'objection') return null
  return starts === 'hand' ? firstDay(deeds.filter(({ deed }) => deed === 'start')) : firstDay(events.filter((event) => 'state' in event && event.state === starts))
}

function yearEnd(day: Day, monthDay: string): Day {
  const inYear = (year: number): Day => `${String(year).padStart(4, '0')}-${monthDay}` as Day
  const year = Number(day.slice(0, 4))
  return day <= inYear(year) ? inYear(year) : inYear(year + 1)
}

function firstDay(events: readonly { readonly day: Day }[]): Day | null {
  return events.reduce<Day | null>((first, { day }) => (first === null || day < first ? day : first), null)
}

/**
 * What of a day's deeds came first nobody needs to know: a day is one of standing still if, all deeds up to it taken together, more pauses
 * than restarts are signed.
 */
function pausesOf({ pausedFor }: Rule, deeds: readonly Deed[]): readonly Pause[] {
  const stops = deeds.filter(({ deed, cause }) => deed === 'pause' && (pausedFor as readonly (string | undefined)[]).includes(cause))
  const goes = deeds.filter(({ deed }) => deed === 'restart')
  const days = [...new Set([...stops, ...goes].map(({ day }) => day))].sort()
  const pauses: Pause[] = []
  let open: { from: Day; cause: string } | null = null
  for (const day of days) {
    const today = stops.filter((each) => each.day === day)
    const balance = (open === null ? 0 : 1) + today.length - goes.filter((each) => each.day === day).length
    if (balance > 0) open ??= { from: day, cause: today.map(({ cause = '' }) => cause).sort()[0] ?? '' }
    else if (open !== null) {
      pauses.push({ ...open, to: day })
      open = null
    }
  }
  return open === null ? pauses : [...pauses, { ...open, to: null }]
}

interface Running {
  readonly rule: Rule
  readonly pack: RulePack
  readonly start: Day
  readonly pauses: readonly Pause[]
}

interface Reached extends Counted {
  readonly extendedBy: number
  readonly pending: PendingExtension | null
}

/** The last day with what was granted in time. An extension that comes after the last day, or goes further than the rule lets it, adds nothing. */
function reach(running: Running, deeds: readonly Deed[]): Reached {
  const { extension } = running.rule
  let counted = lastDay(running, 0)
  if (extension === undefined) return { ...counted, extendedBy: 0, pending: null }
  const { granted, pending } = grantedOf(deeds, extension.second)
  let extendedBy = 0
  for (const [index, { day, amount = 0 }] of granted.entries()) {
    const late = counted.due !== null && day > counted.due
    if (late || index >= extension.times || amount < 1 || extendedBy + amount > extension.amount) break
    extendedBy += amount
    counted = lastDay(running, extendedBy)
  }
  return { ...counted, extendedBy, pending }
}

function lastDay({ rule, pack: { calendar }, start, pauses }: Running, extendedBy: number): Counted {
  const { amount, unit, extension, rollsOver } = rule
  const under = { calendar, pauses }
  // Six months are six months, and not three after the last day of three: the two differ by days at the ends of months.
  const isSame = extension?.unit === unit
  const first = count(start, { amount: isSame ? amount + extendedBy : amount, unit }, under)
  const counted = isSame || extension === undefined || extendedBy === 0 || first.due === null ? first
    : count(first.due, { amount: extendedBy, unit: extension.unit }, under)
  return rollsOver ? rolled({ ...counted, provisional: first.provisional || counted.provisional }, calendar) : { ...counted, provisional: first.provisional || counted.provisional }
}

/** Extensions that were signed by whom the rule wants: with a second person, an asking by somebody else stands before each. */
function grantedOf(deeds: readonly Deed[], second: boolean): { readonly granted: readonly Deed[]; readonly pending: PendingExtension | null } {
  const signed = deeds.filter(({ deed }) => deed === 'extend').sort(byDay)
  if (!second) return { granted: signed, pending: null }
  const asked = deeds.filter(({ deed }) => deed === 'ask').sort(byDay)
  const granted = signed.filter(({ day, amount, by }) => {
    const at = asked.findIndex((ask) => ask.day <= day && ask.amount === amount && ask.by !== by)
    if (at >= 0) asked.splice(at, 1)
    return at >= 0
  })
  const last = asked.at(-1)
  return { granted, pending: last === undefined ? null : { day: last.day, amount: last.amount ?? 0, by: last.by } }
}

function byDay(a: Deed, b: Deed): number {
  if (a.day !== b.day) return a.day < b.day ? -1 : 1
  if (a.amount !== b.amount) return (a.amount ?? 0) - (b.amount ?? 0)
  return a.by < b.by ? -1 : a.by > b.by ? 1 : 0
}

/** Contact may be waived until the last day, not behind it: what is late stays so. */
function waiverOf({ waivable }: Rule, deeds: readonly Deed[], due: Day | null): Deed | null {
  if (!waivable) return null
  return deeds.filter(({ deed, day }) => deed === 'waive' && (due === null || day <= due)).sort(byDay)[0] ?? null
}

function doneDay({ done }: Rule, { history, deeds, start }: { readonly history: ClockHistory; readonly deeds: readonly Deed[]; readonly start: Day }): Day | null {
  const { acknowledgedDay, events, state } = history
  if (done === 'answered') return acknowledgedDay
  if (done === 'settled') {
    const since = state === 'withdrawn' ? null : settledSince(history)
    return since !== null && since >= start ? since : null
  }
  if (done === 'hand') return firstDay(deeds.filter(({ deed, day }) => deed === 'done' && day >= start))
  const wanted: ReadonlySet<State> = done === 'decided' ? DECIDED : new Set<State>(['referred'])
  return firstDay(events.filter((event) => 'state' in event && wanted.has(event.state) && event.day >= start))
}

/** Since when nothing is owed any more; null while something is. */
function settledSince({ events }: ClockHistory): Day | null {
  let since: Day | null = null
  for (const event of events) if ('state' in event) since = isSettled(event.state) ? since ?? event.day : null
  return since
}

/** Since when the office owes nothing more because the reporter took the report back; null where they did not. */
function released(history: ClockHistory): Day | null {
  return history.state === 'withdrawn' ? settledSince(history) : null
}

interface Standing {
  readonly due: Day | null
  readonly done: Day | null
  readonly waiver: Deed | null
  readonly begun: boolean
  readonly paused: boolean
  readonly extended: boolean
}

function statusOf({ due, done, waiver, begun, paused, extended }: Standing, { history, today }: { readonly history: ClockHistory; readonly today: Day | null }): ClockStatus {
  if (waiver !== null && (done === null || done > waiver.day)) return 'waived'
  if (done !== null) return due === null || done <= due ? 'met' : 'breached'
  const free = released(history)
  const until = free ?? today
  if (due !== null && until !== null && until > due) return 'breached'
  if (free !== null) return 'ended'
  if (paused) return 'paused'
  if (!begun) return 'waiting'
  return extended ? 'extended' : 'running'
}
