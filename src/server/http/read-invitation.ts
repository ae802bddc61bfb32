import { invitationState } from '#wire/messages.ts'
import { readInvitation as read, type InvitationDeps } from '../actions/invitation.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const readInvitation: Route<'invitee', InvitationDeps> = {
  takes: {},
  gives: { status: 200, json: invitationState },
  refuses: ['no-such-invitation'],
  handle: async (call, deps) => json(200, await read(deps, call.id('invitation'))),
}
