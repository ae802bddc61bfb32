import { session, sessionFinish } from '#wire/messages.ts'
import { finishSession as finish, type FinishSessionDeps } from '../actions/finish-session.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'
import { sessionCookie } from './session-token.ts'

export const finishSession: Route<'anyone', FinishSessionDeps> = {
  takes: { json: sessionFinish },
  gives: { status: 201, json: session, cookie: true },
  refuses: ['not-authenticated', 'slow-down'],
  async handle(call, deps) {
    const started = await finish(deps, await call.json(sessionFinish))
    return json(201, started, sessionCookie(started.token))
  },
}
