import { enrolment, invitationState } from '#wire/messages.ts'
import { finishEnrolment as finish, type FinishEnrolmentDeps } from '../actions/enrol.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

/** The same enrolment sent again is answered as the first time. */
export const finishEnrolment: Route<'invitee', FinishEnrolmentDeps> = {
  takes: { json: enrolment },
  gives: { status: 201, json: invitationState },
  refuses: ['no-such-invitation', 'invitation-used', 'already-member', 'not-authenticated'],
  handle: async (call, deps) => json(201, await finish(deps, call.id('invitation'), await call.json(enrolment))),
}
