import { readSession as message } from '#wire/messages.ts'
import { readSession as read, type ReadSessionDeps } from '../actions/read-session.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const readSession: Route<'member', ReadSessionDeps> = {
  takes: {},
  gives: { status: 200, json: message },
  refuses: [],
  handle: async (call, deps) => json(200, await read(deps, call.who)),
}
