import { sessionChallenge, sessionStart } from '#wire/messages.ts'
import { startSession as start, type StartSessionDeps } from '../actions/start-session.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const startSession: Route<'anyone', StartSessionDeps> = {
  takes: { json: sessionStart },
  gives: { status: 200, json: sessionChallenge },
  refuses: ['slow-down'],
  handle: async (call, deps) => json(200, await start(deps, await call.json(sessionStart))),
}
