/** Why a log got another key: a reader is no longer of the office or of the team, or somebody was left out on purpose. */
export const REKEY_REASONS = ['readers-changed', 'left-out'] as const
export type RekeyReason = (typeof REKEY_REASONS)[number]

/** What of a member's ways in became another. */
export const ACCESS_CHANGES = ['passphrase', 'authenticator', 'recovery-code', 'passkey-added', 'passkey-removed', 'recovered'] as const
export type AccessChange = (typeof ACCESS_CHANGES)[number]
