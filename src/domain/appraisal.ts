import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { AppraisalItem, Attachment, Bodies, Finding, Verdict } from './bodies.ts'
import { isExpert } from './experts.ts'
import { isKeying, type AuthorRole, type EntryKind } from './kinds.ts'
import { mayHandle, type Office } from './office.ts'

/** An entry of an appraisal's log, as its clear header tells. */
export interface AppraisalStep {
  readonly kind: EntryKind
  readonly author: string
  readonly day: Day
}

export const APPRAISAL_STATES = ['asked', 'accepted', 'declined', 'given', 'reviewed', 'closed'] as const
export type AppraisalState = (typeof APPRAISAL_STATES)[number]

/** A question to an expert, folded from signed headers: how far it is and who did what. No key is needed. */
export interface Appraisal {
  readonly state: AppraisalState
  readonly asker: string
  readonly askedDay: Day
  /** Whoever took it on or declined; null until then. */
  readonly expert: string | null
}

const NEXT: Readonly<Record<AppraisalState, Partial<Record<EntryKind, AppraisalState>>>> = {
  asked: { 'appraisal-accepted': 'accepted', 'appraisal-declined': 'declined', 'appraisal-word': 'asked', 'appraisal-closed': 'closed' },
  accepted: { 'opinion': 'given', 'appraisal-word': 'accepted', 'appraisal-closed': 'closed' },
  given: { 'opinion': 'given', 'appraisal-review': 'reviewed', 'appraisal-word': 'given', 'appraisal-closed': 'closed' },
  reviewed: { 'opinion': 'given', 'appraisal-review': 'reviewed', 'appraisal-word': 'reviewed', 'appraisal-closed': 'closed' },
  declined: {},
  closed: {},
}

/** What only the expert writes, and so says who the expert is. */
const EXPERTS: ReadonlySet<EntryKind> = new Set(['appraisal-accepted', 'appraisal-declined', 'opinion'])

/**
 * Asked, taken on, answered, looked at, closed; nothing is said after a closing or a declining, and no new key begins: who comes to the report later
 * is given the one that there is. As what an author writes is checked against the office log, that one expert writes all of them here.
 *
 * @throws Refusal `transition-not-allowed`, `not-allowed` for another expert than the one before, `malformed` for a log that begins otherwise
 */
export function foldAppraisal(steps: readonly AppraisalStep[]): Appraisal {
  const [first, ...rest] = steps
  if (first?.kind !== 'appraisal') throw new Refusal('malformed', { member: 'kind' })
  return rest.reduce<Appraisal>(withStep, { state: 'asked', asker: first.author, askedDay: first.day, expert: null })
}

function withStep(before: Appraisal, { kind, author }: AppraisalStep): Appraisal {
  const state = isKeying(kind) && mayFollow(before, kind) ? before.state : NEXT[before.state][kind]
  if (state === undefined) throw new Refusal('transition-not-allowed', { from: before.state, to: kind })
  if (!EXPERTS.has(kind)) return { ...before, state }
  if (author === before.asker || (before.expert !== null && before.expert !== author)) throw new Refusal('not-allowed')
  return { ...before, state, expert: author }
}

/** Whether an entry of this kind may come next. */
export function mayFollow({ state }: Pick<Appraisal, 'state'>, kind: EntryKind): boolean {
  if (isKeying(kind)) return kind === 'grant' || !hasEnded(state)
  return NEXT[state][kind] !== undefined
}

/** [Note: Release] Whether the expert may open the files: from taking it on until it ends. What was opened by then is not taken back. */
export function isReleased({ state }: Pick<Appraisal, 'state'>): boolean {
  return state === 'accepted' || state === 'given' || state === 'reviewed'
}

/** Whether nobody says anything in it any more. */
export function hasEnded(state: AppraisalState): boolean {
  return state === 'declined' || state === 'closed'
}

/** As what somebody writes in an appraisal's log, at that point of the office log: a handler asks, an expert answers. Null for nobody. */
export function appraisalRole(office: Office, author: string): Extract<AuthorRole, 'handler' | 'expert'> | null {
  if (isExpert(office, author)) return 'expert'
  return mayHandle(office, author) ? 'handler' : null
}

interface Placed { readonly hash: string; readonly author: string; readonly day: Day }
type Opened<K extends 'appraisal' | 'appraisal-accepted' | 'appraisal-declined' | 'appraisal-word' | 'opinion' | 'appraisal-review' | 'appraisal-closed'> = Placed & { readonly kind: K; readonly body: Bodies[K] }

/** What is read of an appraisal's log. */
export type AppraisalEntry =
  | Opened<'appraisal'> | Opened<'appraisal-accepted'> | Opened<'appraisal-declined'> | Opened<'appraisal-word'> | Opened<'opinion'> | Opened<'appraisal-review'>
  | Opened<'appraisal-closed'> | Placed & { readonly kind: 'rekey' | 'grant' } | Placed & { readonly kind: 'unreadable'; readonly claimed: EntryKind }

/** Why an opinion counts for nothing: it is not of the items asked, its words do not open, or the expert asked did not write it. */
export type OpinionBreak = 'items-differ' | 'unreadable' | 'another-expert'

export interface Review extends Placed {
  readonly verdict: Verdict
  readonly reason: string
}

export interface Opinion extends Placed {
  readonly findings: readonly Finding[]
  /** False for the first that holds, which answers every item; true for what adds to it. */
  readonly supplements: boolean
  readonly breaks: readonly OpinionBreak[]
  /** What the office said of it, in order: a later word does not take back an earlier one. */
  readonly reviews: readonly Review[]
}

export interface AppraisalWords {
  readonly expert: string
  readonly items: readonly AppraisalItem[]
  readonly files: readonly Attachment[]
  readonly questions: string
  readonly due: Day
  readonly again: string | null
  /** The expert's declaration of independence; null where it was not accepted, or does not open. */
  readonly independence: string | null
  /** Why the expert declined, or the office closed it. */
  readonly ending: string | null
  readonly words: readonly (Placed & { readonly text: string | null })[]
  readonly opinions: readonly Opinion[]
}

/**
 * What an appraisal says. Nothing is thrown for what does not fit, and nothing left out: an opinion that is not of the items asked is shown with what
 * is wrong, and stays.
 *
 * @throws Refusal `malformed` if entry 0 does not open: then nobody knows what was asked
 */
export function readAppraisal(entries: readonly AppraisalEntry[]): AppraisalWords {
  const [first, ...rest] = entries
  if (first?.kind !== 'appraisal') throw new Refusal('malformed', { member: 'appraisal' })
  const { expert, items, files = [], questions, due, again = null } = first.body
  return rest.reduce<AppraisalWords>(withEntry, { expert, items, files, questions, due, again, independence: null, ending: null, words: [], opinions: [] })
}

function withEntry(before: AppraisalWords, entry: AppraisalEntry): AppraisalWords {
  const { hash, author, day } = entry
  const placed = { hash, author, day }
  switch (entry.kind) {
    case 'appraisal-accepted': return author === before.expert ? { ...before, independence: entry.body.independence } : before
    case 'appraisal-declined': case 'appraisal-closed': return { ...before, ending: entry.body.reason }
    case 'appraisal-word': return { ...before, words: [...before.words, { ...placed, text: entry.body.text }] }
    case 'opinion': return { ...before, opinions: [...before.opinions, opinionOf(before, placed, entry.body.findings)] }
    case 'appraisal-review': return { ...before, opinions: before.opinions.map((each) => (each.hash === entry.body.opinion ? { ...each, reviews: [...each.reviews, { ...placed, verdict: entry.body.verdict, reason: entry.body.reason }] } : each)) }
    case 'unreadable': return withUnreadable(before, placed, entry.claimed)
    case 'appraisal': case 'rekey': case 'grant': return before
  }
}

function withUnreadable(before: AppraisalWords, placed: Placed, claimed: EntryKind): AppraisalWords {
  if (claimed === 'appraisal-word') return { ...before, words: [...before.words, { ...placed, text: null }] }
  return claimed === 'opinion' ? { ...before, opinions: [...before.opinions, opinionOf(before, placed, null)] } : before
}

/** The first that holds answers every item asked and nothing else; what comes later adds to single ones of them. */
function opinionOf(before: AppraisalWords, placed: Placed, findings: readonly Finding[] | null): Opinion {
  const supplements = isAnswered(before)
  const breaks: OpinionBreak[] = [
    ...(findings === null ? ['unreadable' as const] : []),
    ...(placed.author === before.expert ? [] : ['another-expert' as const]),
    ...(findings === null || answers(before, findings, supplements) ? [] : ['items-differ' as const]),
  ]
  return { ...placed, findings: findings ?? [], supplements, breaks, reviews: [] }
}

/** An appraisal of a report, as far as asking once again needs it. */
export interface Before {
  readonly id: string
  readonly state: AppraisalState
  /** Null where what was asked does not open. */
  readonly asked: Pick<AppraisalWords, 'expert' | 'again' | 'opinions'> | null
}

/**
 * Whether an appraisal may be looked at again, by another expert: once, after it was answered, and not where it is a second look itself. One that was
 * declined, or closed without an opinion, was none.
 *
 * @param all - the appraisals of the report.
 * @throws Refusal `no-such-log`, `transition-not-allowed` without an opinion, `not-allowed` for the same expert, `already-appraised-again`
 */
export function checkAgain(all: readonly Before[], again: string, expert: string): void {
  const first = all.find(({ id }) => id === again)?.asked ?? null
  if (first === null) throw new Refusal('no-such-log')
  if (first.again !== null || all.some((each) => each.asked?.again === again && !cameToNothing(each))) throw new Refusal('already-appraised-again')
  if (!isAnswered(first)) throw new Refusal('transition-not-allowed')
  if (first.expert === expert) throw new Refusal('not-allowed')
}

function cameToNothing({ state, asked }: Before): boolean {
  return state === 'declined' || (state === 'closed' && asked !== null && !isAnswered(asked))
}

function isAnswered({ opinions }: Pick<AppraisalWords, 'opinions'>): boolean {
  return opinions.some(({ breaks }) => breaks.length === 0)
}

/** Whether an item is the exhibit that it names: its number, and each of its files by id and by what was found in it. */
export function isExhibit({ files }: Pick<AppraisalWords, 'files'>, item: AppraisalItem, { hash, number, files: own }: Registered): boolean {
  const sums = new Map(files.map(({ file, sha256 }) => [file, sha256]))
  return item.exhibit === hash && item.number === number && item.files.length === own.length
    && own.every(({ file, sha256 }, at) => item.files[at] === file && sums.get(file) === sha256)
}

interface Registered {
  readonly hash: string
  readonly number: number
  readonly files: readonly Pick<Attachment, 'file' | 'sha256'>[]
}

/** Whether these findings are of the items asked: of each exactly once, or of some where there is an opinion to add to. */
export function answers({ items }: Pick<AppraisalWords, 'items'>, findings: readonly Pick<Finding, 'exhibit'>[], supplements: boolean): boolean {
  const asked = new Set(items.map(({ exhibit }) => exhibit))
  const answered = new Set(findings.map(({ exhibit }) => exhibit))
  return answered.size === findings.length && findings.length > 0 && findings.every(({ exhibit }) => asked.has(exhibit)) && (supplements || answered.size === asked.size)
}
