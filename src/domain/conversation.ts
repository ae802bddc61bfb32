import type { Day } from '#base/day.ts'
import type { Bodies, Language, Provenance } from './bodies.ts'
import { moveDocket, openDocket, type Docket, type DocketChange, type State } from './docket.ts'
import type { Answers } from './questionnaire.ts'

interface Opened<K extends keyof Bodies> {
  readonly kind: K
  readonly seq: number
  readonly hash: string
  readonly author: string
  readonly day: Day
  readonly docket: DocketChange | null
  readonly body: Bodies[K]
}

export type ReportEntry = Opened<'report'> | Opened<'message'> | Opened<'state'>
export type DeskEntry = Opened<'opened'> | Opened<'note'> | Opened<'title'>

/** One turn of the conversation, as both sides read it. */
export interface Turn {
  readonly seq: number
  readonly kind: 'report' | 'message' | 'state'
  readonly from: 'reporter' | 'office'
  readonly author: string
  readonly day: Day
  /** The message, the reason of a state, or for entry 0 the answer to "what happened". */
  readonly text: string
  readonly language: Language
  readonly provenance: Provenance | null
  readonly answers?: Answers
  readonly state?: State
}

export interface Conversation {
  readonly docket: Docket
  readonly turns: readonly Turn[]
  readonly reporter: string
  readonly language: Language
  readonly answers: Answers
  readonly provenance: Provenance
  /** Whether the reporter said that the office may write here. */
  readonly contactWelcome: boolean
}

/** Folds the opened entries of one report log, in order. @throws Refusal as `openDocket` and `moveDocket` do. */
export function foldConversation(entries: readonly ReportEntry[]): Conversation {
  const [first, ...rest] = entries
  if (first?.kind !== 'report') throw new RangeError('a conversation begins with a report')
  const reporter = first.author
  let docket = openDocket({ day: first.day, from: 'reporter', change: first.docket })
  for (const entry of rest) {
    docket = moveDocket(docket, { day: entry.day, from: fromOf(entry, reporter), change: entry.docket })
  }
  return {
    docket, reporter, turns: entries.map((entry) => turnOf(entry, reporter)),
    language: first.body.language, answers: first.body.answers, provenance: first.body.provenance,
    contactWelcome: first.body.answers['contact'] !== 'no',
  }
}

function fromOf(entry: ReportEntry, reporter: string): 'reporter' | 'office' {
  return entry.author === reporter ? 'reporter' : 'office'
}

function turnOf(entry: ReportEntry, reporter: string): Turn {
  const { seq, kind, author, day, body } = entry
  const base = { seq, kind, author, day, from: fromOf(entry, reporter), language: body.language }
  switch (entry.kind) {
    case 'report': return { ...base, text: entry.body.answers['what'] ?? '', provenance: entry.body.provenance, answers: entry.body.answers }
    case 'message': return { ...base, text: entry.body.text, provenance: entry.body.provenance ?? null }
    case 'state': return { ...base, text: entry.body.reason, provenance: null, ...stateOf(entry.docket) }
  }
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
  /** Head of the report that the author knew: the note belongs behind the turn with this hash. */
  readonly reportHead: string
}

export interface Desk {
  readonly notes: readonly Note[]
  readonly title: string | null
  /** The report's head that the desk last saw; older than the report's own means something new came. */
  readonly reportHeadSeen: string | null
}

export function foldDesk(entries: readonly DeskEntry[]): Desk {
  let desk: Desk = { notes: [], title: null, reportHeadSeen: null }
  for (const entry of entries) {
    desk = { ...desk, reportHeadSeen: entry.body.reportHead }
    if (entry.kind === 'note') {
      const { seq, author, day } = entry
      desk = { ...desk, notes: [...desk.notes, { seq, author, day, text: entry.body.text, reportHead: entry.body.reportHead }] }
    }
    if (entry.kind === 'title') desk = { ...desk, title: entry.body.title }
  }
  return desk
}

/** What a list shows until a handler gives a title: the first line of what happened. */
export function firstLine(text: string, charactersMax = 80): string {
  const line = text.trim().split('\n', 1)[0] ?? ''
  const characters = [...line]
  return characters.length <= charactersMax ? line : `${characters.slice(0, charactersMax - 1).join('')}…`
}
