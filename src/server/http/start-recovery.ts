import { recoveryOpened, recoveryStart } from '#wire/messages.ts'
import { startRecovery as start, type StartRecoveryDeps } from '../actions/recover.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const startRecovery: Route<'anyone', StartRecoveryDeps> = {
  takes: { json: recoveryStart },
  gives: { status: 200, json: recoveryOpened },
  refuses: ['not-authenticated', 'slow-down'],
  handle: async (call, deps) => json(200, await start(deps, await call.json(recoveryStart))),
}
