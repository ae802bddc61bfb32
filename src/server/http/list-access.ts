import { accessList } from '#wire/messages.ts'
import { listAccess as list, type ListAccessDeps } from '../actions/access-list.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const listAccess: Route<'member', ListAccessDeps> = {
  takes: {},
  gives: { status: 200, json: accessList },
  refuses: [],
  handle: async (call, deps) => json(200, await list(deps, call.who)),
}
