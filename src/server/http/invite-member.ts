import { invitationState, newInvitation } from '#wire/messages.ts'
import { inviteMember as invite, type InviteMemberDeps } from '../actions/invite-member.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const inviteMember: Route<'administrator', InviteMemberDeps> = {
  takes: { json: newInvitation },
  gives: { status: 201, json: invitationState },
  refuses: ['invitation-used'],
  handle: async (call, deps) => json(201, await invite(deps, call.who, await call.json(newInvitation))),
}
