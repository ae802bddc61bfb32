import { registrationAnswer, registrationStart } from '#wire/messages.ts'
import { startEnrolment as start, type StartEnrolmentDeps } from '../actions/enrol.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const startEnrolment: Route<'invitee', StartEnrolmentDeps> = {
  takes: { json: registrationStart },
  gives: { status: 200, json: registrationAnswer },
  refuses: ['no-such-invitation', 'invitation-used', 'already-member'],
  handle: async (call, deps) => json(200, await start(deps, call.id('invitation'), await call.json(registrationStart))),
}
