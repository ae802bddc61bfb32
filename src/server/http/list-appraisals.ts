import { logList } from '#wire/messages.ts'
import { appraisalsQuery } from '#wire/queries.ts'
import { listAppraisals as list, type ListAppraisalsDeps } from '../actions/appraisals.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const listAppraisals: Route<'member', ListAppraisalsDeps> = {
  takes: { query: appraisalsQuery },
  gives: { status: 200, json: logList },
  refuses: [],
  handle: async (call, deps) => json(200, await list(deps, call.who, call.query(appraisalsQuery))),
}
