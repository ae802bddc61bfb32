/**
 * Why Postern does not start, as far as whoever starts it can mend it. Anything else is a defect.
 * The command that starts it says it in words, and ends with 2 where it was asked for something impossible, with 3 where it is refused.
 */
export const TROUBLES = {
  'port-in-use': 'refused',
  'address-not-available': 'usage',
  'address-not-allowed': 'refused',
  'data-in-use': 'refused',
  'data-newer': 'refused',
  'erasure-keys-missing': 'refused',
  'data-foreign': 'refused',
  'data-not-writable': 'refused',
  'database-unreachable': 'refused',
  'database-unknown': 'usage',
  'blobs-unknown': 'usage',
  'mail-unreadable': 'usage',
  'mail-unfit': 'usage',
  'mail-in-clear': 'usage',
} as const satisfies Record<string, 'refused' | 'usage'>

export type TroubleReason = keyof typeof TROUBLES

export class Trouble extends Error {
  readonly reason: TroubleReason
  /** For the sentence: a port, a path. Never a password. */
  readonly facts: Readonly<Record<string, string>>

  constructor(reason: TroubleReason, facts: Readonly<Record<string, string>> = {}) {
    super(`${reason} ${Object.values(facts).join(' ')}`.trim())
    this.name = 'Trouble'
    this.reason = reason
    this.facts = facts
  }

  get exit(): 'refused' | 'usage' {
    return TROUBLES[this.reason]
  }
}
