import { ceremonyStart, passkeyStart } from '#wire/messages.ts'
import { startPasskey as start, type StartPasskeyDeps } from '../actions/passkeys.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const startPasskey: Route<'member', StartPasskeyDeps> = {
  takes: { json: ceremonyStart },
  gives: { status: 200, json: passkeyStart },
  refuses: ['prove-again', 'too-many-passkeys'],
  async handle(call, deps) {
    await call.json(ceremonyStart)
    return json(200, await start(deps, call.who, call.origin()))
  },
}
