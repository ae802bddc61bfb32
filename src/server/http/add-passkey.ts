import { newPasskey } from '#wire/messages.ts'
import { addPasskey as add, type AddPasskeyDeps } from '../actions/passkeys.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'

export const addPasskey: Route<'member', AddPasskeyDeps> = {
  takes: { json: newPasskey },
  gives: { status: 204 },
  refuses: ['prove-again', 'passkey-stopped', 'already-passkey'],
  async handle(call, deps) {
    await add(deps, { who: call.who, place: call.origin() }, await call.json(newPasskey))
    return nothing()
  },
}
