import { ended } from '#wire/messages.ts'
import { endOtherSessions as end, type EndSessionsDeps } from '../actions/access-list.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const endOtherSessions: Route<'member', EndSessionsDeps> = {
  takes: {},
  gives: { status: 200, json: ended },
  refuses: [],
  handle: async (call, deps) => json(200, await end(deps, call.who)),
}
