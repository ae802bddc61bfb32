import { endSession as end, type EndSessionDeps } from '../actions/end-session.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'
import { endedCookie } from './session-token.ts'

export const endSession: Route<'member', EndSessionDeps> = {
  takes: {},
  gives: { status: 204, cookie: true },
  refuses: [],
  async handle(call, deps) {
    await end(deps, call.who)
    return nothing(endedCookie())
  },
}
