import { decodeAppend } from '#wire/append.ts'
import { acknowledgement } from '#wire/messages.ts'
import { appendToLog, type AppendToLogDeps } from '../actions/append-to-log.ts'
import { acknowledged } from './acknowledged.ts'
import { ENTRY_REFUSALS } from './refusals.ts'
import type { Route } from './route.ts'

export const appendEntry: Route<'member', AppendToLogDeps> = {
  takes: { frames: 'One entry: {wraps}, header, signature, body, wraps…' },
  gives: { status: 201, json: acknowledgement },
  refuses: [...ENTRY_REFUSALS, 'no-such-log', 'transition-not-allowed', 'not-settled', 'unread-message', 'foreign-key', 'invitation-used', 'already-member'],
  handle: async (call, deps) => acknowledged(await appendToLog(deps, call.who, { log: call.id('log'), append: decodeAppend(await call.frames()) })),
}
