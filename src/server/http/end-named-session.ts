import { endNamedSession as end, type EndSessionsDeps } from '../actions/access-list.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'

export const endNamedSession: Route<'member', EndSessionsDeps> = {
  takes: {},
  gives: { status: 204 },
  refuses: ['no-such-session'],
  async handle(call, deps) {
    await end(deps, call.who, call.id('session'))
    return nothing()
  },
}
