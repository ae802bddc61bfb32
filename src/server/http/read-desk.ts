import { encodeLogPage } from '#wire/log.ts'
import { logQuery } from '#wire/queries.ts'
import { readDesk as read, type ReadLogDeps } from '../actions/read-log.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

export const readDesk: Route<'member', ReadLogDeps> = {
  takes: { query: logQuery },
  gives: { status: 200, frames: 'A log page of the desk log' },
  refuses: ['no-such-log'],
  async handle(call, deps) {
    const { from } = call.query(logQuery)
    return frames(encodeLogPage(await read(deps, call.who, { report: call.id('log'), from })))
  },
}
