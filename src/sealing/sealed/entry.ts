import { concat, utf8, type Bytes } from '#base/bytes.ts'

/** An entry as it is stored and sent. The header stays the exact bytes that were signed. */
export interface SignedEntry {
  readonly header: Bytes
  readonly signature: Bytes
  /** An age file, or clear JSON for the kinds that everyone reads. */
  readonly body: Bytes
}

/** What one reader of a log needs to get its key: a single-recipient age file in a row of its own. */
export interface WrapRow {
  /** `log:<generation>`; in the office log also `team:<team>:<epoch>` for a team's secret and `recovery:<generation>` for a share. */
  readonly subject: string
  /** `team:<team>:<epoch>`, `member:<signing key>`, `reporter` or `recovery`. */
  readonly reader: string
  readonly bytes: Bytes
}

const SIGNATURE_LABEL = utf8('postern/entry/v1\n')

/** What an author's Ed25519 signature covers. */
export function signedBytes(header: Uint8Array): Bytes {
  return concat(SIGNATURE_LABEL, header)
}

export function logSubject(generation: number): string {
  return `log:${generation}`
}

export function teamReader(team: string, epoch: number): string {
  return `team:${team}:${epoch}`
}

export function memberReader(signKey: string): string {
  return `member:${signKey}`
}

/** A holder's share of the organisation's recovery, in the office log. */
export function recoverySubject(generation: number): string {
  return `recovery:${generation}`
}

export const REPORTER_READER = 'reporter'
export const RECOVERY_READER = 'recovery'

const READER = /^(?:team:[a-z0-9][a-z0-9-]{0,63}:\d{1,9}|member:[A-Za-z0-9_-]{43}|reporter|recovery)$/
const SUBJECT = /^(?:log:\d{1,9}|recovery:\d{1,9}|team:[a-z0-9][a-z0-9-]{0,63}:\d{1,9})$/

export function isReader(text: string): boolean {
  return READER.test(text)
}

export function isSubject(text: string): boolean {
  return SUBJECT.test(text)
}
