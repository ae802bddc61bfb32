import { PLAIN_TURNS, type Turn } from '#domain/conversation.ts'

/** What a turn of the conversation says in a plain line of the page's own, before any words of its author. */
export const NOTED = [...PLAIN_TURNS, 'identity-notice', 'identity'] as const

export function isNoted({ kind, identity }: Turn, noted: (typeof NOTED)[number]): boolean {
  return noted === 'identity' ? identity !== undefined : kind === noted
}
