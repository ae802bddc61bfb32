import { logList } from '#wire/messages.ts'
import { casesQuery } from '#wire/queries.ts'
import { listCases as list, type ListCasesDeps } from '../actions/list-cases.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const listCases: Route<'member', ListCasesDeps> = {
  takes: { query: casesQuery },
  gives: { status: 200, json: logList },
  refuses: [],
  handle: async (call, deps) => json(200, await list(deps, call.who, call.query(casesQuery))),
}
