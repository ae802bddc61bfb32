import { removePasskey as remove } from '../actions/passkeys.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'

export const removePasskey: Route<'member', Parameters<typeof remove>[0]> = {
  takes: {},
  gives: { status: 204 },
  refuses: ['no-such-passkey'],
  async handle(call, deps) {
    await remove(deps, call.who, call.id('passkey'))
    return nothing()
  },
}
