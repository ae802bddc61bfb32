import { recoveryFinish, session } from '#wire/messages.ts'
import { finishRecovery as finish, type FinishRecoveryDeps } from '../actions/recover.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'
import { sessionCookie } from './session-token.ts'

export const finishRecovery: Route<'anyone', FinishRecoveryDeps> = {
  takes: { json: recoveryFinish },
  gives: { status: 201, json: session, cookie: true },
  refuses: ['not-authenticated'],
  async handle(call, deps) {
    const started = await finish(deps, await call.json(recoveryFinish))
    return json(201, started, sessionCookie(started.token))
  },
}
