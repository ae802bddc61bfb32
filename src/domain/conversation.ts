import type { Day } from '#base/day.ts'
import { fileName } from '#base/file-name.ts'
import type { Attachment, Bodies, Entered, Language, MinutesAnswer, Provenance, RetaliationOutcome, SealedIdentity } from './bodies.ts'
import type { Excuse, ExcusableLack } from './excuses.ts'
import { isKeying, type EntryKind } from './kinds.ts'
import { moveDocket, openDocket, type ClockChange, type Docket, type DocketChange, type State } from './docket.ts'
import { minutesOf, type Minutes } from './minutes.ts'
import type { Answers } from './questionnaire.ts'
import { secondApprovalsIn, type SecondApprovals } from './second.ts'
import { transcriptsOf, type Transcript, type TranscriptWord } from './transcripts.ts'
import { UNTRIAGED, withCases, withTriage, type Triage } from './triage.ts'

interface Opened<K extends keyof Bodies> {
  readonly kind: K
  readonly seq: number
  readonly hash: string
  readonly author: string
  readonly day: Day
  readonly docket: DocketChange | null
  /** The clear header: of a finding it says whom it is about. */
  readonly header?: { readonly about?: string }
  readonly body: Bodies[K]
}

/** An entry whose author and place are proved, and whose words do not open. */
interface Unreadable extends Omit<Opened<never>, 'kind' | 'body'> {
  readonly kind: 'unreadable'
  readonly claimed: EntryKind
}

/** What changes who can open a log, in any log. */
type Keying = Opened<'rekey'> | Opened<'grant'>

export type ReportEntry = Opened<'report'> | Opened<'message'> | Opened<'state'> | Opened<'clock'> | Opened<'urgency'> | Opened<'withdrawal'> | Opened<'retaliation'> | Opened<'retaliation-closed'> | Opened<'objection'> | Opened<'objection-answered'> | Opened<'identity-notice'> | Opened<'erased'> | Keying | Unreadable
export type DeskEntry = Opened<'opened'> | Opened<'note'> | Opened<'title'> | Opened<'triage'> | Opened<'recusal'> | Opened<'conflict'> | Opened<'conflict-ended'> | Opened<'exhibit'> | Opened<'custody'> | Keying | Unreadable

/** One turn of the conversation, as both sides read it. */
export interface Turn {
  readonly seq: number
  readonly kind: ReportEntry['kind']
  readonly from: 'reporter' | 'office'
  readonly author: string
  readonly day: Day
  /** The message, the reason of a state, or for entry 0 the answer to "what happened". Empty where the kind says it all. */
  readonly text: string
  readonly language: Language
  readonly provenance: Provenance | null
  readonly answers?: Answers
  readonly files?: readonly Attachment[]
  readonly state?: State
  /** Where the report was referred. */
  readonly referredTo?: string
  /** What was done to a clock, as it was signed. */
  readonly clock?: ClockChange
  /** Whether the office called the report urgent here, or ended that. */
  readonly urgent?: boolean
  /** Who the reporter is, under two locks, where this turn brought it. */
  readonly identity?: SealedIdentity
  /** What the reporter says of the minutes, where this turn answers them; the text is then their rectified words. */
  readonly minutes?: MinutesAnswer
  /** Of which version of a transcript, by the number of the turn that brought it. */
  readonly of?: number
  /** Which recording the office wrote down here, or will not have checked; the text is then its words, or why. */
  readonly transcript?: TranscriptWord
  /** What the reporter says of retaliation besides the text. */
  readonly retaliation?: { readonly since: Day | null; readonly mayAct: boolean }
  /** The reporter, who takes the report back, asks for its erasure besides. */
  readonly wantsErasure?: true
  /** How the office closed an alert of retaliation. */
  readonly outcome?: RetaliationOutcome
}

/** Turns that say one plain thing, in whose words their kind is enough. */
export const PLAIN_TURNS = ['rekey', 'grant', 'unreadable', 'erased'] as const
export type PlainTurn = (typeof PLAIN_TURNS)[number]

export function isPlain(kind: Turn['kind']): kind is PlainTurn {
  return (PLAIN_TURNS as readonly string[]).includes(kind)
}

export interface Conversation {
  readonly docket: Docket
  readonly turns: readonly Turn[]
  readonly reporter: string
  readonly language: Language
  readonly answers: Answers
  /** Null where the report does not open. */
  readonly provenance: Provenance | null
  /** Where a new key is sealed to for the reporter; null where the report does not open. */
  readonly recipient: string | null
  /** Whether the reporter said that the office may write here, and can read it. */
  readonly contactWelcome: boolean
  /** What the report says of who took it down. Whether that is so a member's device checks: see `ReportView`. */
  readonly entered: Entered | null
  readonly minutes: Minutes | null
  readonly transcripts: readonly Transcript[]
}

/** Folds the opened entries of one report log, in order. @throws Refusal as `openDocket` and `moveDocket` do. */
export function foldConversation(entries: readonly ReportEntry[]): Conversation {
  const [first, ...rest] = entries
  if (first === undefined || (first.kind === 'unreadable' ? first.claimed : first.kind) !== 'report') throw new RangeError('a conversation begins with a report')
  const report = first.kind === 'report' ? first.body : null
  const reporter = first.author
  let docket = openDocket({ day: first.day, from: 'reporter', change: first.docket })
  for (const entry of rest) {
    const silent = isKeying(entry.kind === 'unreadable' ? entry.claimed : entry.kind)
    docket = moveDocket(docket, { day: entry.day, author: entry.author, from: fromOf(entry, reporter), change: entry.docket, silent })
  }
  const turns = entries.map((entry) => turnOf(entry, { reporter, language: report?.language ?? 'en' }))
  const entered = report?.entered ?? null
  return {
    docket, reporter, turns, entered, minutes: minutesOf(entered, turns), transcripts: transcriptsOf(entered, turns),
    language: report?.language ?? 'en', answers: report?.answers ?? {}, provenance: report?.provenance ?? null, recipient: report?.recipient ?? null,
    contactWelcome: report?.answers['contact'] !== 'no' && entered?.answerable !== false,
  }
}

function fromOf(entry: ReportEntry, reporter: string): 'reporter' | 'office' {
  return entry.author === reporter ? 'reporter' : 'office'
}

function turnOf(entry: ReportEntry, { reporter, language }: { readonly reporter: string; readonly language: Language }): Turn {
  const { seq, kind, author, day, docket } = entry
  const base = { seq, kind, author, day, from: fromOf(entry, reporter), language, text: '', provenance: null, ...stateOf(kind === 'report' || kind === 'message' ? null : docket), ...(docket?.clock === undefined ? {} : { clock: docket.clock }) }
  switch (entry.kind) {
    case 'report': return { ...base, text: entry.body.answers['what'] ?? '', provenance: entry.body.provenance, answers: entry.body.answers, ...identityIn(entry.body), ...filesIn(entry.body) }
    case 'message': return { ...base, text: entry.body.text, language: entry.body.language, provenance: entry.body.provenance ?? null, ...identityIn(entry.body), ...filesIn(entry.body), ...writtenDown(entry.body) }
    case 'state': return { ...base, text: entry.body.reason, language: entry.body.language, ...(docket?.state === 'referred' && entry.body.referral !== undefined ? { referredTo: entry.body.referral.to } : {}) }
    case 'clock': return { ...base, text: entry.body.reason, language: entry.body.language }
    case 'urgency': return { ...base, text: entry.body.reason, language: entry.body.language, ...(docket?.urgent === undefined ? {} : { urgent: docket.urgent }) }
    case 'retaliation': return { ...base, text: entry.body.text, language: entry.body.language, provenance: entry.body.provenance ?? null, retaliation: { since: entry.body.since, mayAct: entry.body.mayAct } }
    case 'retaliation-closed': return { ...base, text: entry.body.reason, language: entry.body.language, outcome: entry.body.outcome }
    case 'objection': return { ...base, text: entry.body.text, language: entry.body.language, provenance: entry.body.provenance ?? null }
    case 'objection-answered': return { ...base, text: entry.body.reason, language: entry.body.language }
    case 'identity-notice': return { ...base, text: entry.body.text, language: entry.body.language }
    case 'withdrawal': return { ...base, text: entry.body.text, language: entry.body.language, ...(entry.body.erase ? { wantsErasure: true as const } : {}) }
    case 'rekey': case 'grant': case 'erased': case 'unreadable': return base
  }
}

function identityIn({ identity }: { readonly identity?: SealedIdentity | undefined }): Pick<Turn, 'identity'> {
  return identity === undefined ? {} : { identity }
}

/** What a message says of minutes and transcripts. */
function writtenDown({ minutes, of: answered, transcript }: Bodies['message']): Pick<Turn, 'minutes' | 'of' | 'transcript'> {
  return { ...(minutes === undefined ? {} : { minutes }), ...(answered === undefined ? {} : { of: answered }), ...(transcript === undefined ? {} : { transcript }) }
}

/** Whoever wrote the entry chose the name: it is made safe here, for every reader. */
function filesIn({ files }: { readonly files?: readonly Attachment[] | undefined }): Pick<Turn, 'files'> {
  return files === undefined ? {} : { files: files.map((file) => ({ ...file, name: fileName(file.name) })) }
}

/** The state that counts is the signed, clear one: a body that said another would tell the reporter what is not so. */
function stateOf(change: DocketChange | null): { readonly state?: State } {
  return change?.state === undefined ? {} : { state: change.state }
}

export interface Note {
  readonly seq: number
  readonly author: string
  readonly day: Day
  readonly text: string
  /** Head of the report that the author knew: the note belongs behind the turn with this hash. Where that is not known, the one that the desk had seen before. */
  readonly reportHead: string
  readonly files?: readonly Attachment[]
  /** Whom the report was given to with these words: a member's signing key. */
  readonly handedTo?: string
  /** Whom it asks: members' signing keys. */
  readonly mentions?: readonly string[]
  /** Its author declared a conflict of interest, for this reason. */
  readonly recusal?: true
  /** Its author found a conflict of interest of this member's, or takes that back. */
  readonly conflict?: { readonly member: string; readonly stands: boolean }
  /** It says why the report may be concluded although this is missing. */
  readonly excuses?: readonly ExcusableLack[]
  /** Its author and place are proved, and its words do not open. */
  readonly unreadable?: true
  /** It cites a head that the report lacks. @see [Note: Cited heads] */
  readonly suspect?: true
}

/** Who gave a report to whoever has it, and with which words; of words the notes have more. */
export interface HandOver {
  readonly by: string
  readonly day: Day
  readonly text: string
}

export interface Desk {
  readonly notes: readonly Note[]
  readonly title: string | null
  readonly triage: Triage
  /** Null once it is taken, or where whoever has it took it themselves. */
  readonly handOver: HandOver | null
  /** Open cases that it is in, by id. Whoever reads the report need not read them. */
  readonly cases: readonly string[]
  /** Whom notes ask and who has not answered yet: signing keys, oldest first. */
  readonly asked: readonly string[]
  /** Why it may be concluded although something is missing. Which of them still count: conclusion.ts. */
  readonly excuses: readonly Excuse[]
  /** What needs a second handler, and what has one. */
  readonly secondApprovals: SecondApprovals
  /** The report's head that the desk last saw; older than the report's own means something new came. */
  readonly reportHeadSeen: string | null
}

/** @param suspects - hashes of entries that cite what the report lacks: their notes are marked, and their titles name nothing. */
export function foldDesk(entries: readonly DeskEntry[], suspects: ReadonlySet<string> = new Set()): Desk {
  let desk: Desk = { notes: [], title: null, triage: UNTRIAGED, handOver: null, cases: [], asked: askedIn(entries, suspects), excuses: excusesIn(entries, suspects), secondApprovals: secondApprovalsIn(entries.filter((entry) => entry.kind === 'triage').filter(({ hash }) => !suspects.has(hash))), reportHeadSeen: null }
  let given: HandOver | null = null
  for (const entry of entries) {
    const { seq, author, day } = entry
    if (entry.kind === 'rekey' || entry.kind === 'grant') continue
    if (entry.kind === 'unreadable') {
      const hidden = { seq, author, day, text: '', reportHead: desk.reportHeadSeen ?? '', unreadable: true } as const
      desk = { ...desk, notes: [...desk.notes, hidden] }
      continue
    }
    const { reportHead } = entry.body
    const isSuspect = suspects.has(entry.hash)
    if (!isSuspect) desk = { ...desk, reportHeadSeen: reportHead }
    const text = noteIn(entry)
    if (text !== null) {
      const marked = isSuspect ? { suspect: true as const } : {}
      // It stands where it was written, as far as that is known: behind what the desk had seen before.
      desk = { ...desk, notes: [...desk.notes, { seq, author, day, reportHead: isSuspect ? desk.reportHeadSeen ?? '' : reportHead, ...text, ...marked }] }
    }
    if (entry.kind === 'title' && !isSuspect) desk = { ...desk, title: entry.body.title }
    if (entry.kind === 'triage' && !isSuspect) desk = { ...desk, triage: withTriage(desk.triage, entry.body), cases: withCases(desk.cases, entry.body) }
    if (entry.kind === 'triage' && !isSuspect && typeof entry.body.assigned === 'string') given = { by: author, day, text: entry.body.note ?? '' }
    // It is nobody's then.
    const out = entry.kind === 'recusal' ? author : entry.kind === 'conflict' ? entry.header?.about : undefined
    if (out !== undefined && desk.triage.assigned === out) desk = { ...desk, triage: withTriage(desk.triage, { assigned: null }) }
  }
  return { ...desk, handOver: desk.triage.handed ? given : null }
}

/**
 * Whom words of the desk ask and who has written nothing at the desk since: oldest first. Whoever answers the reporter says so here as well, for two logs
 * have no common order. What cites what the report lacks asks nobody.
 */
function askedIn(entries: readonly DeskEntry[], suspects: ReadonlySet<string>): readonly string[] {
  const asked = new Set<string>()
  for (const entry of entries) {
    if (entry.kind !== 'opened' && !isKeying(entry.kind === 'unreadable' ? entry.claimed : entry.kind)) asked.delete(entry.author)
    if ((entry.kind !== 'note' && entry.kind !== 'triage') || suspects.has(entry.hash)) continue
    for (const signKey of entry.body.mentions ?? []) {
      // Asked anew stands last.
      asked.delete(signKey)
      if (signKey !== entry.author) asked.add(signKey)
    }
  }
  return [...asked]
}

function excusesIn(entries: readonly DeskEntry[], suspects: ReadonlySet<string>): readonly Excuse[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'triage' || entry.body.excuse === undefined || suspects.has(entry.hash)) return []
    return [{ ...entry.body.excuse, author: entry.author, day: entry.day, reportHead: entry.body.reportHead }]
  })
}

/** The words in an entry that handlers read as a note. */
function noteIn(entry: DeskEntry): Pick<Note, 'text' | 'files' | 'handedTo' | 'mentions' | 'recusal' | 'excuses' | 'conflict'> | null {
  if (entry.kind === 'triage' && entry.body.excuse !== undefined) return { text: entry.body.excuse.reason, excuses: [...new Set(entry.body.excuse.lacks.map(({ what }) => what))] }
  if (entry.kind === 'conflict' || entry.kind === 'conflict-ended') return { text: entry.body.reason, conflict: { member: entry.header?.about ?? '', stands: entry.kind === 'conflict' } }
  if (entry.kind === 'recusal') return { text: entry.body.reason, recusal: true }
  if (entry.kind === 'note') return { text: entry.body.text, ...filesIn(entry.body), ...mentionsIn(entry.body) }
  if (entry.kind !== 'triage' || entry.body.note === undefined) return null
  const { note: text, assigned } = entry.body
  return { text, ...(typeof assigned === 'string' ? { handedTo: assigned } : {}), ...mentionsIn(entry.body) }
}

function mentionsIn({ mentions }: { readonly mentions?: readonly string[] | undefined }): Pick<Note, 'mentions'> {
  return mentions === undefined ? {} : { mentions }
}

/** What a list shows until a handler gives a title: the first line of what happened. */
export function firstLine(text: string, charactersMax = 80): string {
  const line = text.trim().split('\n', 1)[0] ?? ''
  const characters = [...line]
  return characters.length <= charactersMax ? line : `${characters.slice(0, charactersMax - 1).join('')}…`
}
