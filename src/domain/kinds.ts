/** Who may write an entry, as a role of the signing key in the office or in the log. */
export type AuthorRole = 'reporter' | 'handler' | 'administrator' | 'server'

export const LOG_KINDS = ['office', 'report', 'desk', 'case', 'audit'] as const
export type LogKind = (typeof LOG_KINDS)[number]

interface KindRule {
  /** The log it belongs to. */
  readonly log: LogKind
  readonly authors: readonly AuthorRole[]
  /** True where the body is readable by everyone, the server included. */
  readonly clear: boolean
  /** True for the only kind that may be entry 0 of its log. */
  readonly opens?: true
  /** True where the header may move the docket. */
  readonly docket?: true
}

/** Every kind of entry there is. The server accepts no other; a client shows no other. */
export const ENTRY_KINDS = {
  'genesis': { log: 'office', authors: ['administrator'], clear: true, opens: true },
  'member': { log: 'office', authors: ['administrator'], clear: true },
  'team': { log: 'office', authors: ['administrator'], clear: true },
  'settings': { log: 'office', authors: ['administrator'], clear: true },
  'directory': { log: 'office', authors: ['administrator'], clear: true },

  'report': { log: 'report', authors: ['reporter'], clear: false, opens: true, docket: true },
  'message': { log: 'report', authors: ['reporter', 'handler'], clear: false, docket: true },
  'state': { log: 'report', authors: ['handler'], clear: false, docket: true },

  'opened': { log: 'desk', authors: ['handler'], clear: false, opens: true },
  'note': { log: 'desk', authors: ['handler'], clear: false },
  'title': { log: 'desk', authors: ['handler'], clear: false },

  'case': { log: 'case', authors: ['handler'], clear: false, opens: true },
  'case-note': { log: 'case', authors: ['handler'], clear: false },

  'audit': { log: 'audit', authors: ['server'], clear: true, opens: true },
  'keys-given': { log: 'audit', authors: ['server'], clear: true },
  'session-started': { log: 'audit', authors: ['server'], clear: true },
  'clock': { log: 'audit', authors: ['server'], clear: true },
} as const satisfies Record<string, KindRule>

export type EntryKind = keyof typeof ENTRY_KINDS

export function isEntryKind(text: string): text is EntryKind {
  return Object.hasOwn(ENTRY_KINDS, text)
}

export function ruleOf(kind: EntryKind): KindRule {
  return ENTRY_KINDS[kind]
}
