import { LIMITS } from '#base/limits.ts'
import { encodeReporterAnswer } from '#wire/log.ts'
import { logQuery } from '#wire/queries.ts'
import { readReport as read, type ReadReportDeps } from '../actions/read-report.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

/** A miss weighs as much as a short conversation, and says the same for an unknown code, a wrong token and an erased report. */
export const readReport: Route<'reporter', ReadReportDeps> = {
  takes: { query: logQuery },
  gives: { status: 200, frames: 'A log page, padded' },
  refuses: ['no-such-report'],
  refusalBytesMin: LIMITS.reporterAnswerBytesMin,
  async handle(call, deps) {
    const { from } = call.query(logQuery)
    return frames(encodeReporterAnswer(await read(deps, call.who, from)))
  },
}
