import type { RefusalCode } from '#base/refusal.ts'
import type { Access } from '#wire/routes.ts'

/** What any entry may be refused with, by its form and its place. */
export const ENTRY_REFUSALS = [
  'not-canonical', 'unknown-kind', 'bad-commitment', 'bad-signature', 'bad-chain', 'wrong-day', 'not-allowed', 'stale-head', 'disk-full', 'busy',
] as const satisfies readonly RefusalCode[]

/** What any request may be refused with. */
export const FORM_REFUSALS = ['malformed', 'too-large', 'busy', 'foreign-origin'] as const satisfies readonly RefusalCode[]

const MEMBER_REFUSALS = ['not-authenticated', 'session-ended'] as const satisfies readonly RefusalCode[]

export const ACCESS_REFUSALS: Readonly<Record<Access, readonly RefusalCode[]>> = {
  anyone: [], setup: [], reporter: [], uploader: ['no-such-upload'], invitee: [],
  member: MEMBER_REFUSALS, administrator: [...MEMBER_REFUSALS, 'not-allowed'], auditor: [...MEMBER_REFUSALS, 'not-allowed'],
}
