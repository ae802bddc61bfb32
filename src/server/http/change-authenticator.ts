import { authenticatorChange } from '#wire/messages.ts'
import { changeAuthenticator as change } from '../actions/change-access.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'

export const changeAuthenticator: Route<'member', Parameters<typeof change>[0]> = {
  takes: { json: authenticatorChange },
  gives: { status: 204 },
  refuses: ['prove-again'],
  async handle(call, deps) {
    await change(deps, call.who, await call.json(authenticatorChange))
    return nothing()
  },
}
