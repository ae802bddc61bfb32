import { changeRoles, handOver, removeMember } from '#clients/member/people.ts'
import type { MemberView } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { command, type Given } from './command.ts'
import { rolesOf } from './desk-invite.ts'
import { APPLY, deedNamed, doOrTell, wanted, type OfficeDeed } from './desk-office-deed.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { memberNamed } from './member-named.ts'
import { visibleLine } from './visible.ts'
import type { Io } from './io.ts'

const OPTIONS = {
  ...MEMBER_OPTIONS, ...APPLY,
  role: { type: 'text', value: 'ROLE', many: true, help: 'option-member-role' },
  successor: { type: 'text', value: 'NAME', help: 'option-successor' },
} as const

interface Asked {
  readonly session: Session
  readonly given: Given<typeof OPTIONS>
  readonly io: Io
  readonly who: MemberView
}

const DEEDS: Readonly<Record<string, (asked: Asked) => OfficeDeed>> = {
  roles({ session, given, io, who }) {
    const roles = rolesOf(given.role)
    return { told: io.say['member-roles']({ name: visibleLine(who.name), roles: roles.join(', ') }), json: { signKey: who.signKey, roles }, act: () => changeRoles(session, who.signKey, roles) }
  },
  successor({ session, given, io, who }) {
    const next = memberNamed(session, wanted(given.successor, '--successor NAME'))
    const told = io.say['member-successor']({ name: visibleLine(who.name), successor: visibleLine(next.name) })
    return { told, json: { from: who.signKey, to: next.signKey }, act: () => handOver(session, { from: who.signKey, to: next.signKey }) }
  },
  remove({ session, io, who }) {
    return { told: io.say['member-remove']({ name: visibleLine(who.name) }), json: { signKey: who.signKey, removed: true }, act: () => removeMember(session, who.signKey) }
  },
}

/** postern desk member: changes what a member may do, approves a successor, removes a member. Needs an administrator's passphrase. */
export const deskMember = command({
  name: 'desk member',
  summary: 'summary-desk-member',
  words: { shown: `${Object.keys(DEEDS).join('|')} NAME`, min: 2, max: 2 },
  note: 'note-desk-member',
  options: OPTIONS,
  async run(given, io, [word = '', name = '']) {
    const deed = deedNamed(DEEDS, word)
    const { session } = await logInAsMember(given, io)
    return doOrTell(session, deed({ session, given, io, who: memberNamed(session, name) }), { io, apply: given.apply })
  },
})
