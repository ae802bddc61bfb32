import { recoveryChange } from '#wire/messages.ts'
import { changeRecovery as change, type ChangeAccessDeps } from '../actions/change-access.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'

export const changeRecovery: Route<'member', ChangeAccessDeps> = {
  takes: { json: recoveryChange },
  gives: { status: 204 },
  refuses: ['prove-again'],
  async handle(call, deps) {
    await change(deps, call.who, await call.json(recoveryChange))
    return nothing()
  },
}
