import { encodeLogPage } from '#wire/log.ts'
import { readRecovery as read, type ReadRecoveryDeps } from '../actions/read-recovery.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

export const readRecovery: Route<'administrator', ReadRecoveryDeps> = {
  takes: {},
  gives: { status: 200, frames: 'A log page of the office log without entries: the key rows of the organisation’s recovery' },
  refuses: ['no-such-share'],
  handle: async (call, deps) => frames(encodeLogPage(await read(deps, call.who))),
}
