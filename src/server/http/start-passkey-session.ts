import { ceremony, ceremonyStart } from '#wire/messages.ts'
import { startPasskeySession as start, type Ceremonies } from '../actions/passkey-ceremony.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const startPasskeySession: Route<'anyone', { readonly ceremonies: Ceremonies }> = {
  takes: { json: ceremonyStart },
  gives: { status: 200, json: ceremony },
  refuses: [],
  async handle(call, deps) {
    await call.json(ceremonyStart)
    return json(200, start(deps))
  },
}
