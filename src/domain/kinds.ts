/** Who may write an entry, as a role of the signing key in the office or in the log. */
export type AuthorRole = 'reporter' | 'handler' | 'member' | 'administrator' | 'recovery' | 'approver' | 'custodian' | 'expert' | 'server'

export const LOG_KINDS = ['office', 'report', 'desk', 'case', 'disclosure', 'appraisal', 'audit'] as const
export type LogKind = (typeof LOG_KINDS)[number]

interface KindRule {
  /** The logs it belongs to. One that begins a log has one. */
  readonly logs: readonly LogKind[]
  readonly authors: readonly AuthorRole[]
  /** True where the body is readable by everyone, the server included; also in a log that is sealed otherwise. */
  readonly clear: boolean
  /** True for the only kind that may be entry 0 of its log. */
  readonly opens?: true
  /** True where the body may cite files, which the header then names. */
  readonly files?: true
  /** True where the header says what it is about: entry 0 of a log its report, a finding a member. */
  readonly about?: true
  /** True where the header may move the docket. */
  readonly docket?: true
  /** True where the header says on which day its log ends. */
  readonly expires?: true
}

/** Every kind of entry there is. The server accepts no other; a client shows no other. */
export const ENTRY_KINDS = {
  'genesis': { logs: ['office'], authors: ['administrator'], clear: true, opens: true },
  'member': { logs: ['office'], authors: ['administrator'], clear: true },
  'admission': { logs: ['office'], authors: ['administrator'], clear: true },
  // Who of the members may write it, the fold of the office says: administrators admit, readers give keys.
  'team': { logs: ['office'], authors: ['member', 'administrator', 'recovery'], clear: true },
  'handover': { logs: ['office'], authors: ['administrator'], clear: true },
  'recovery': { logs: ['office'], authors: ['administrator'], clear: true },
  'drill': { logs: ['office'], authors: ['recovery'], clear: true },
  'readers': { logs: ['office'], authors: ['administrator'], clear: true },
  'settings': { logs: ['office'], authors: ['administrator'], clear: true },
  'retention': { logs: ['office'], authors: ['administrator'], clear: true },
  'template': { logs: ['office'], authors: ['administrator'], clear: true },
  // Of which member, and for which days, stands sealed: the server learns who wrote one.
  'absence': { logs: ['office'], authors: ['member', 'administrator'], clear: true },
  'directory': { logs: ['office'], authors: ['administrator'], clear: true },

  'report': { logs: ['report'], authors: ['reporter'], clear: false, opens: true, docket: true, files: true },
  'message': { logs: ['report'], authors: ['reporter', 'handler'], clear: false, docket: true, files: true },
  'state': { logs: ['report'], authors: ['handler'], clear: false, docket: true },
  'clock': { logs: ['report'], authors: ['handler'], clear: false, docket: true },
  // Clear in what it is, so that the server pages whoever chose to be, and stops.
  'urgency': { logs: ['report'], authors: ['handler'], clear: false, docket: true },
  'withdrawal': { logs: ['report'], authors: ['reporter'], clear: false, docket: true },
  // Clear in what it is, so that the office owes an answer by a day and nobody erases the report before.
  'retaliation': { logs: ['report'], authors: ['reporter'], clear: false, docket: true },
  'retaliation-closed': { logs: ['report'], authors: ['handler'], clear: false, docket: true },
  // So is an objection: by when one may be raised, and by when it is answered, hangs on their days.
  'objection': { logs: ['report'], authors: ['reporter'], clear: false, docket: true },
  'objection-answered': { logs: ['report'], authors: ['handler'], clear: false, docket: true },
  'identity-notice': { logs: ['report'], authors: ['handler'], clear: false },
  'erased': { logs: ['report'], authors: ['handler'], clear: true },

  'opened': { logs: ['desk'], authors: ['handler'], clear: false, opens: true, about: true },
  'note': { logs: ['desk'], authors: ['handler'], clear: false, files: true },
  'title': { logs: ['desk'], authors: ['handler'], clear: false },
  'triage': { logs: ['desk'], authors: ['handler'], clear: false },
  // Clear in its kind and author, so that the server keeps the report from whoever wrote it at once.
  'recusal': { logs: ['desk'], authors: ['handler'], clear: false },
  // Clear besides in whom it is about: so is what a colleague finds, and whoever takes that back.
  'conflict': { logs: ['desk'], authors: ['handler'], clear: false, about: true },
  'conflict-ended': { logs: ['desk'], authors: ['handler'], clear: false, about: true },
  'exhibit': { logs: ['desk'], authors: ['handler'], clear: false, files: true },
  'custody': { logs: ['desk'], authors: ['handler'], clear: false },

  'case': { logs: ['case'], authors: ['handler'], clear: false, opens: true },
  // What is done in a case its body says: the server tells a finding from a note no more than it can read either.
  'case-deed': { logs: ['case'], authors: ['handler'], clear: false },

  'disclosure': { logs: ['disclosure'], authors: ['handler'], clear: false, opens: true, expires: true },
  'disclosure-approved': { logs: ['disclosure'], authors: ['approver'], clear: false },
  'disclosure-refused': { logs: ['disclosure'], authors: ['approver', 'custodian'], clear: false },
  'disclosure-opened': { logs: ['disclosure'], authors: ['custodian'], clear: false, expires: true },

  // Of an appraisal the kinds say what the order needs: whether it was taken on, answered, looked at and closed. What anybody thinks of it, the bodies say.
  'appraisal': { logs: ['appraisal'], authors: ['handler'], clear: false, opens: true, about: true, files: true },
  'appraisal-accepted': { logs: ['appraisal'], authors: ['expert'], clear: false },
  'appraisal-declined': { logs: ['appraisal'], authors: ['expert'], clear: false },
  'appraisal-word': { logs: ['appraisal'], authors: ['handler', 'expert'], clear: false },
  'opinion': { logs: ['appraisal'], authors: ['expert'], clear: false },
  'appraisal-review': { logs: ['appraisal'], authors: ['handler'], clear: false },
  'appraisal-closed': { logs: ['appraisal'], authors: ['handler'], clear: false },

  // A log of a disclosure keeps its key and its readers: it ends soon, by the day in its header.
  'rekey': { logs: ['report', 'desk', 'case', 'appraisal'], authors: ['reporter', 'handler'], clear: false },
  'grant': { logs: ['report', 'desk', 'case', 'appraisal'], authors: ['handler'], clear: false },

  'audit': { logs: ['audit'], authors: ['server'], clear: true, opens: true },
  'keys-given': { logs: ['audit'], authors: ['server'], clear: true },
  'session-started': { logs: ['audit'], authors: ['server'], clear: true },
  'erased-log': { logs: ['audit'], authors: ['server'], clear: true },
  'access-changed': { logs: ['audit'], authors: ['server'], clear: true },
} as const satisfies Record<string, KindRule>

export type EntryKind = keyof typeof ENTRY_KINDS

export function isEntryKind(text: string): text is EntryKind {
  return Object.hasOwn(ENTRY_KINDS, text)
}

export function ruleOf(kind: EntryKind): KindRule {
  return ENTRY_KINDS[kind]
}

/** Whether an entry of this kind may stand in a log of that kind. */
export function belongsTo(kind: EntryKind, log: LogKind): boolean {
  return ruleOf(kind).logs.includes(log)
}

/** The kind of log that an entry of this kind begins, or, behind entry 0, the first of those that it may stand in. */
export function logKindOf(kind: EntryKind): LogKind {
  const [first] = ruleOf(kind).logs
  if (first === undefined) throw new Error(`a ${kind} belongs to no log`)
  return first
}

/** Whether a kind only changes who reads a log, and says nothing to anybody in it. */
export function isKeying(kind: string): boolean {
  return kind === 'rekey' || kind === 'grant'
}
