import type { MemberView } from '#clients/member/member.ts'
import type { Session } from '#clients/member/session.ts'
import { UsageError } from './command.ts'
import { typed } from './text-input.ts'
import { visibleLine } from './visible.ts'

/** Colleagues whom a note asks. */
export const MENTION_OPTION = { mention: { type: 'text', value: 'NAME', many: true, help: 'option-mention' } } as const

const KEY_CHARACTERS_MIN = 6

/** The one active member of this name, or whose signing key begins so. @throws UsageError if there is none, or more than one */
export function memberNamed(session: Session, who: string): MemberView {
  return onlyNamed(session.office().members.filter(({ active }) => active), who)
}

/** As `memberNamed`, also of those who left: what was theirs is handed over by others. @throws UsageError as it does */
export function holderNamed(session: Session, who: string): MemberView {
  return onlyNamed(session.office().members, typed(who))
}

function onlyNamed(members: readonly MemberView[], who: string): MemberView {
  const found = members.filter(({ name, signKey }) => name === who || (who.length >= KEY_CHARACTERS_MIN && signKey.startsWith(who)))
  const [member] = found
  if (member === undefined || found.length > 1) throw new UsageError((say) => say['usage-who']({ who: visibleLine(who) }))
  return member
}

/** Their signing keys, each once. @throws UsageError as `memberNamed` does */
export function keysNamed(session: Session, names: readonly string[]): readonly string[] {
  return [...new Set(names.map((who) => memberNamed(session, who).signKey))]
}

/** As `memberNamed`, or the caller by `me`. @throws UsageError as it does */
export function assigneeOf(session: Session, who: string): string {
  return who === 'me' ? session.me.signKey : memberNamed(session, typed(who)).signKey
}
