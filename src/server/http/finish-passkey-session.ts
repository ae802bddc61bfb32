import { passkeySession, passkeyShown } from '#wire/messages.ts'
import { finishPasskeySession as finish, type PasskeySessionDeps } from '../actions/passkey-session.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'
import { sessionCookie } from './session-token.ts'

export const finishPasskeySession: Route<'anyone', PasskeySessionDeps> = {
  takes: { json: passkeyShown },
  gives: { status: 201, json: passkeySession, cookie: true },
  refuses: ['not-authenticated', 'passkey-copied'],
  async handle(call, deps) {
    const started = await finish(deps, call.origin(), await call.json(passkeyShown))
    return json(201, started, sessionCookie(started.token))
  },
}
