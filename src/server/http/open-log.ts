import { decodeAppend } from '#wire/append.ts'
import { acknowledgement } from '#wire/messages.ts'
import { openLog as open, type OpenLogDeps } from '../actions/open-log.ts'
import { acknowledged } from './acknowledged.ts'
import { ENTRY_REFUSALS } from './refusals.ts'
import type { Route } from './route.ts'

export const openLog: Route<'member', OpenLogDeps> = {
  takes: { frames: 'Entry 0 of a desk or case log: {wraps}, header, signature, body, wraps…' },
  gives: { status: 201, json: acknowledgement },
  refuses: [...ENTRY_REFUSALS, 'no-such-log'],
  handle: async (call, deps) => acknowledged(await open(deps, call.who, decodeAppend(await call.frames()))),
}
