import { inviteMember } from '#clients/member/invite.ts'
import { FIRST_TEAM } from '#clients/member/set-up.ts'
import { ROLES, type Role } from '#domain/roles.ts'
import { command, DONE, UsageError } from './command.ts'
import { answer } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'

/** postern desk invite: makes an invitation link. Needs an administrator's passphrase. */
export const deskInvite = command({
  name: 'desk invite',
  summary: 'summary-desk-invite',
  options: {
    ...MEMBER_OPTIONS,
    role: { type: 'text', value: 'ROLE', many: true, help: 'option-role' },
    team: { type: 'text', value: 'TEAM', many: true, help: 'option-team' },
  },
  async run(given, io) {
    const roles = rolesOf(given.role)
    const teams = given.team.length === 0 ? [FIRST_TEAM] : given.team
    const { session } = await logInAsMember(given, io)
    const unknown = teams.find((team) => !session.office().teams.some((known) => known.team === team))
    if (unknown !== undefined) throw new UsageError((say) => say['usage-team']({ teams: teamsShown(session.office().teams) }))
    const { link, view: { invitation, expires } } = await inviteMember(session, { roles, teams })
    answer(io, { link, invitation, roles, teams, expires }, () => [io.say['invite-done']({ day: expires }), '', link, '', io.say['invite-how']])
    return DONE
  },
})

/** @throws UsageError for none, or one that is none */
export function rolesOf(given: readonly string[]): readonly Role[] {
  const roles = given.map((text) => ROLES.find((role) => role === text))
  if (roles.length === 0 || roles.includes(undefined)) throw new UsageError((say) => say['usage-role']({ roles: ROLES.join(' ') }))
  return roles.filter((role) => role !== undefined)
}

export function teamsShown(teams: readonly { readonly team: string }[]): string {
  return [...new Set(teams.map(({ team }) => team))].join(' ')
}
