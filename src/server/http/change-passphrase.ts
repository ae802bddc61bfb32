import { passphraseChange } from '#wire/messages.ts'
import { changePassphrase as change, type ChangeAccessDeps } from '../actions/change-access.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'

export const changePassphrase: Route<'member', ChangeAccessDeps> = {
  takes: { json: passphraseChange },
  gives: { status: 204 },
  refuses: ['prove-again'],
  async handle(call, deps) {
    await change(deps, call.who, await call.json(passphraseChange))
    return nothing()
  },
}
