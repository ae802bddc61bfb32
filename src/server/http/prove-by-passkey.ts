import { passkeyShown } from '#wire/messages.ts'
import { proveByPasskey as prove, type ProveByPasskeyDeps } from '../actions/prove-again.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'

export const proveByPasskey: Route<'member', ProveByPasskeyDeps> = {
  takes: { json: passkeyShown },
  gives: { status: 204 },
  refuses: ['passkey-copied'],
  async handle(call, deps) {
    await prove(deps, { who: call.who, place: call.origin() }, await call.json(passkeyShown))
    return nothing()
  },
}
