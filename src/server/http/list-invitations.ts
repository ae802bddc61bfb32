import { invitationList } from '#wire/messages.ts'
import { listInvitations as list, type ListInvitationsDeps } from '../actions/invitation.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const listInvitations: Route<'administrator', ListInvitationsDeps> = {
  takes: {},
  gives: { status: 200, json: invitationList },
  refuses: [],
  handle: async (call, deps) => json(200, await list(deps, call.who.office)),
}
