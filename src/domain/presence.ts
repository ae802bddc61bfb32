import * as v from 'valibot'

/** What somebody does who has a report open. */
export const PRESENCE_STATES = ['reading', 'answering'] as const
export type PresenceState = (typeof PRESENCE_STATES)[number]

/** What is sealed of it. @see spec/presence.md */
export const presenceBody = v.strictObject({ state: v.picklist(PRESENCE_STATES) })
