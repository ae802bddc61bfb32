import { encodeLogPage } from '#wire/log.ts'
import { logQuery } from '#wire/queries.ts'
import { readAudit as read, type ReadAuditDeps } from '../actions/read-audit.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

export const readAudit: Route<'auditor', ReadAuditDeps> = {
  takes: { query: logQuery },
  gives: { status: 200, frames: 'A log page whose bodies are clear' },
  refuses: ['no-such-log'],
  async handle(call, deps) {
    const { from } = call.query(logQuery)
    return frames(encodeLogPage(await read(deps, call.who, from)))
  },
}
