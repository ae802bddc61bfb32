import type { Clock } from './clocks/derive.ts'
import { foldConversation, type Conversation, type Desk, type ReportEntry, type Turn } from './conversation.ts'
import { isSettled, type Docket, type State } from './docket.ts'
import { EXCUSABLE, type Excuse } from './excuses.ts'
import type { Exhibit } from './exhibits.ts'
import { isKeying } from './kinds.ts'
import { openObjection } from './objection.ts'
import { isReopening } from './reopening.ts'
import { openAlert } from './retaliation.ts'
import { newestOf } from './transcripts.ts'

/**
 * [Note: What is missing] Before a report is concluded nothing may wait that the office owes to its reporter, or to those it asked: each lack has a name and
 * the thing that lacks it. A decision that is an answer in itself (not accepted, outside the remit, referred) needs its reason and no more, for most
 * reports end so. What is told here is told from opened entries; a lack that law lets stand may be excused in writing, in the desk log.
 */
const LACKS = [...EXCUSABLE, 'reason', 'objection', 'case'] as const
export type LackName = (typeof LACKS)[number]

export function isLack(what: string): what is LackName {
  return LACKS.some((each) => each === what)
}

export interface Lack {
  readonly what: LackName
  /** What lacks it: the number of an entry, the name of a clock, the hash of an exhibit, the id of a log. Empty where there is one such thing alone. */
  readonly of: string
}

export function isSameLack(one: Lack, other: Lack): boolean {
  return one.what === other.what && one.of === other.of
}

/** What a device knows of a report outside its two logs: ids of requests and questions that nobody has ended. */
export interface Running {
  readonly identities: readonly string[]
  readonly appraisals: readonly string[]
}

export const NOTHING_RUNS: Running = { identities: [], appraisals: [] }

export interface Concluding {
  readonly conversation: Pick<Conversation, 'docket' | 'turns' | 'minutes' | 'transcripts'>
  readonly desk: Pick<Desk, 'cases' | 'excuses'>
  readonly clocks: readonly Clock[]
  readonly exhibits: readonly Exhibit[]
  readonly running: Running
  /** Hashes of the report's entries, in order. */
  readonly hashes: readonly string[]
}

/** Whether a reporter must be told why: of each end, and of each beginning anew. */
export function needsReason(from: State, to: State): boolean {
  return (isSettled(to) && to !== 'withdrawn') || isReopening(from, to)
}

/** Everything that is missing before a report may go to a state, and is not excused. @param reason - what the reporter would be told */
export function missingBefore(to: State, reason: string, now: Concluding): readonly Lack[] {
  const { docket } = now.conversation
  const unsaid: readonly Lack[] = needsReason(docket.state, to) && reason.trim() === '' ? [{ what: 'reason', of: '' }] : []
  return to === 'concluded' ? [...unsaid, ...unexcused(lacksOf(now), now)] : unsaid
}

function unexcused(lacks: readonly Lack[], { desk: { excuses }, conversation: { turns }, hashes }: Concluding): readonly Lack[] {
  const excused = excuses.filter((excuse) => stillCounts(excuse, turns, hashes)).flatMap((excuse) => excuse.lacks)
  return lacks.filter((each) => !excused.some((one) => isSameLack(one, each)))
}

/** What handlers say of a report is about it as its author knew it: a word of the reporter's since, or a decision, asks anew. */
export function stillCounts({ reportHead }: Pick<Excuse, 'reportHead'>, turns: readonly Turn[], hashes: readonly string[]): boolean {
  const known = hashes.indexOf(reportHead)
  return known >= 0 && turns.every(({ seq, from, kind, state }) => seq <= known || isKeying(kind) || (from === 'office' && state === undefined))
}

/** What a report lacks before it is concluded, whatever was said for it. */
function lacksOf({ conversation, desk, clocks, exhibits, running }: Concluding): readonly Lack[] {
  const { docket: { events }, turns, minutes, transcripts } = conversation
  const unread = firstUnread(turns)
  return [
    ...(unread === null ? [] : [lack('unread', String(unread))]),
    ...(openAlert(events) === null ? [] : [lack('alert')]), ...(openObjection(events) === null ? [] : [lack('objection')]),
    ...(minutes?.standing === 'offered' ? [lack('minutes', String(minutes.versions.at(-1)?.seq ?? 0))] : []),
    ...transcripts.filter(({ standing, spoken }) => standing === 'offered' || spoken !== null).map((each) => lack('transcript', String(each.spoken ?? newestOf(each)?.seq ?? 0))),
    ...clocks.filter(isOwed).map(({ name }) => lack('clock', name)),
    ...running.identities.map((id) => lack('identity', id)), ...running.appraisals.map((id) => lack('appraisal', id)),
    ...desk.cases.map((id) => lack('case', id)),
    ...exhibits.filter(isLeftOver).map(({ hash }) => lack('exhibit', hash)),
  ]
}

/** What a report lacks as far as its line in a list tells: many are concluded at once only where nobody waits. */
export function lacksOnLine({ state, lastFrom, events }: Pick<Docket, 'state' | 'lastFrom' | 'events'>): readonly LackName[] {
  return [...(lastFrom === 'reporter' && state !== 'withdrawn' ? ['unread' as const] : []), ...(openAlert(events) === null ? [] : ['alert' as const])]
}

function lack(what: LackName, of = ''): Lack {
  return { what, of }
}

/** Kinds with which the office says something to its reporter; what moves a date, or asks who somebody is, answers nothing. */
const ANSWERS: ReadonlySet<Turn['kind']> = new Set(['message', 'state', 'retaliation-closed', 'objection-answered'])

/** The first word of the reporter's that nobody answered; taking the report back wants no answer. */
function firstUnread(turns: readonly Turn[]): number | null {
  const answered = turns.findLastIndex(({ from, kind }) => from === 'office' && ANSWERS.has(kind))
  return turns.slice(answered + 1).find(({ from, kind }) => from === 'reporter' && !isKeying(kind) && kind !== 'withdrawal')?.seq ?? null
}

/** Owed to the reporter, begun, and not met by the conclusion itself: only a handler's word that it was done meets it. An alert and an objection have names of their own. */
function isOwed({ rule, status, done }: Clock): boolean {
  return rule.owed !== 'step' && rule.done === 'hand' && done === null && status !== 'waiting' && status !== 'waived' && status !== 'ended'
}

/** A thing that the office took and has not given back or destroyed. What is kept as a file is erased with its report. */
function isLeftOver({ kind, ended }: Exhibit): boolean {
  return kind === 'physical' && ended === null
}

/**
 * What a report lacked when it was concluded as it stands now, by its own log and the excuses that were written before: whoever concluded it did not
 * look, or signed with a program that does not. It stands as concluded all the same, and says so.
 */
export function overlookedIn(entries: readonly ReportEntry[], excuses: readonly Excuse[]): readonly LackName[] {
  const at = entries.findLastIndex(({ kind, docket }) => kind === 'state' && docket?.state !== undefined)
  if (at < 1 || entries[at]?.docket?.state !== 'concluded') return []
  const hashes = entries.slice(0, at).map(({ hash }) => hash)
  const conversation = foldConversation(entries.slice(0, at))
  const now = { conversation, desk: { cases: [], excuses: excuses.filter(({ reportHead }) => hashes.includes(reportHead)) }, clocks: [], exhibits: [], running: NOTHING_RUNS, hashes }
  return [...new Set(unexcused(lacksOf(now), now).map(({ what }) => what))]
}
