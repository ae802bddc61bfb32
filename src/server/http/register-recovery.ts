import { recoveryRegistration, registrationAnswer } from '#wire/messages.ts'
import { registerRecovery as register, type RegisterRecoveryDeps } from '../actions/recover.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const registerRecovery: Route<'anyone', RegisterRecoveryDeps> = {
  takes: { json: recoveryRegistration },
  gives: { status: 200, json: registrationAnswer },
  refuses: ['not-authenticated'],
  handle: async (call, deps) => json(200, await register(deps, await call.json(recoveryRegistration))),
}
