/**
 * Everything that a careful caller can be told. The wording stands in `words/refusals`, the HTTP status in `wire/problem.ts`;
 * a new code fails to compile until it has both.
 *
 * [Note: One code for strangers] `no-such-report` stands for an unknown code, a wrong token and an erased report alike, and
 * `not-authenticated` for an unknown name and a wrong passphrase: which of them it was would tell a stranger something.
 */
export const REFUSAL_CODES = [
  'malformed', 'too-large', 'not-canonical', 'bad-signature', 'bad-chain', 'stale-head', 'wrong-day', 'unknown-kind',
  'not-allowed', 'bad-commitment', 'bad-text', 'empty-text', 'no-such-report', 'no-such-log', 'no-such-office', 'no-such-channel',
  'no-such-invitation', 'no-such-upload', 'no-such-file', 'upload-incomplete', 'segment-differs', 'uploads-full', 'nobody-left', 'no-checkpoint', 'proof-not-yet', 'bad-proof', 'no-such-team', 'last-administrator', 'last-channel', 'invitation-used', 'setup-used', 'not-authenticated', 'session-ended', 'slow-down', 'foreign-origin',
  'already-member', 'card-stale', 'transition-not-allowed', 'not-settled', 'unread-message', 'teams-overlap', 'no-identity', 'somebody-left-out', 'identity-not-offered',
  'disk-full', 'busy', 'not-found', 'method-not-allowed',
  'receipt-mistyped', 'page-expired', 'recovery-mistyped', 'no-such-share', 'share-mistyped', 'share-foreign', 'share-wrong', 'share-twice',
  'too-few-shares', 'recovery-differs', 'passphrase-weak', 'forged-history', 'rolled-back', 'foreign-key', 'wrong-server',
  'prove-again', 'passkey-copied', 'passkey-without-secret', 'passkey-stopped', 'passkey-elsewhere', 'already-passkey', 'too-many-passkeys',
  'no-such-passkey', 'no-such-session', 'no-such-page',
  'no-such-exhibit', 'custody-ended', 'custody-earlier', 'custody-later', 'custody-broken', 'custody-unconfirmed', 'no-such-handing',
  'expert-apart', 'not-a-reader', 'on-hold', 'recused', 'only-reader', 'opinion-incomplete', 'already-appraised-again', 'files-not-released',
  'no-such-clock', 'clock-stands-otherwise', 'extension-too-long', 'second-person', 'unfit-pack',
  'no-open-alert', 'alert-open',
  'cannot-object',
  'no-open-objection', 'objection-open', 'referral-unclear',
  'placeholder-open',
  'mail-off', 'mail-refused', 'no-notices', 'no-push',
  'in-open-case', 'case-incomplete', 'no-such-allegation', 'report-incomplete', 'conflict-found', 'names-body',
  'wrong-time',
  'unreachable', 'unsupported',
] as const

export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** An outcome that a careful caller can meet. Anything else that is thrown is a defect of ours. */
export class Refusal extends Error {
  readonly code: RefusalCode
  /** Machine-readable facts beside the code; never words that a person typed. */
  readonly details: Readonly<Record<string, string | number>>

  constructor(code: RefusalCode, details: Readonly<Record<string, string | number>> = {}) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }
}
