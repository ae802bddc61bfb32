import { passphraseShown } from '#wire/messages.ts'
import { proveByPassphrase as prove, type ProveByPassphraseDeps } from '../actions/prove-again.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'

export const proveByPassphrase: Route<'member', ProveByPassphraseDeps> = {
  takes: { json: passphraseShown },
  gives: { status: 204 },
  refuses: ['slow-down'],
  async handle(call, deps) {
    await prove(deps, call.who, await call.json(passphraseShown))
    return nothing()
  },
}
