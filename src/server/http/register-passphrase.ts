import { passphraseStart, registrationAnswer } from '#wire/messages.ts'
import { startPassphrase as start, type StartPassphraseDeps } from '../actions/change-access.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const registerPassphrase: Route<'member', StartPassphraseDeps> = {
  takes: { json: passphraseStart },
  gives: { status: 200, json: registrationAnswer },
  refuses: [],
  handle: async (call, deps) => json(200, await start(deps, call.who, await call.json(passphraseStart))),
}
