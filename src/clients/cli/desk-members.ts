import type { MemberView } from '#clients/member/member.ts'
import { command, DONE } from './command.ts'
import { answer } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { visibleLine } from './visible.ts'

/** postern desk members: who belongs to the office, by the office log. Needs a member's passphrase. */
export const deskMembers = command({
  name: 'desk members',
  summary: 'summary-desk-members',
  options: MEMBER_OPTIONS,
  async run(given, io) {
    const { session } = await logInAsMember(given, io)
    const { office, officeWords, names, timeZone, members } = session.office()
    answer(io, { office, officeWords, names, timeZone, members: members.map(memberJson) }, () => [
      visibleLine(names[io.language]), `${office}  ${officeWords.join(' ')}`, '',
      ...members.map((member) => `${visibleLine(member.name)}  ${member.roles.join(', ')}  [${member.teams.join(', ')}]  ${member.fingerprint.join(' ')}`),
    ])
    return DONE
  },
})

function memberJson({ signKey, name, roles, active, teams, fingerprint }: MemberView) {
  return { signKey, name, roles, active, teams, fingerprint }
}
