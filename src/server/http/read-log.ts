import { encodeLogPage } from '#wire/log.ts'
import { logQuery } from '#wire/queries.ts'
import { readLog as read, type ReadLogDeps } from '../actions/read-log.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

export const readLog: Route<'member', ReadLogDeps> = {
  takes: { query: logQuery },
  gives: { status: 200, frames: 'A log page' },
  refuses: ['no-such-log'],
  async handle(call, deps) {
    const { from } = call.query(logQuery)
    return frames(encodeLogPage(await read(deps, call.who, { log: call.id('log'), from })))
  },
}
