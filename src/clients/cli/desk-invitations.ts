import { listInvitations } from '#clients/member/invite.ts'
import type { InvitationView } from '#clients/member/member.ts'
import { command, DONE } from './command.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { visibleLine } from './visible.ts'

/** postern desk invitations: the office's invitations, and who answered them. Needs an administrator's passphrase. */
export const deskInvitations = command({
  name: 'desk invitations',
  summary: 'summary-desk-invitations',
  options: MEMBER_OPTIONS,
  async run(given, io) {
    const { session } = await logInAsMember(given, io)
    const invitations = await listInvitations(session)
    answer(io, { invitations: invitations.map(invitationJson) }, () => (
      invitations.length === 0 ? [io.say['invitations-none']] : invitations.map((each) => invitationLine(each, io))
    ))
    return DONE
  },
})

export function invitationJson({ invitation, roles, teams, expires, state, enrolled, forged }: InvitationView) {
  return { invitation, state, roles, teams, expires, name: enrolled?.name ?? null, fingerprint: enrolled?.fingerprint ?? null, forged }
}

function invitationLine({ invitation, roles, expires, state, enrolled, forged }: InvitationView, { say }: Io): string {
  const who = forged ? say['invitation-forged'] : `${visibleLine(enrolled?.name ?? '')}  ${enrolled?.fingerprint.join(' ') ?? ''}`
  return `${invitation}  ${say[`invitation-${state}`]}  ${expires}  ${roles.join(', ')}  ${who}`.trimEnd()
}
