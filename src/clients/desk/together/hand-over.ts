import { isHandler } from '#domain/roles.ts'
import { isSettled } from '#domain/docket.ts'
import { givenTo } from '#domain/triage.ts'
import type { MemberView, OfficeView, QueueLine } from '#clients/member/member.ts'
import type { Deed } from '#clients/desk/outbox/deed.ts'

/** Whose reports somebody may hand over besides their own, and why: a member who left can do it no more. */
export interface Holder {
  readonly signKey: string
  readonly name: string
  readonly why: 'me' | 'left'
  /** Open reports that are theirs. */
  readonly lines: readonly QueueLine[]
}

/** Holders of open reports of this list, oneself first. A settled report is nobody's work. */
export function holdersOf(lines: readonly QueueLine[], { members }: Pick<OfficeView, 'members'>, me: string): readonly Holder[] {
  const heldBy = (signKey: string): readonly QueueLine[] => lines.filter(({ docket, triage }) => triage.assigned === signKey && !isSettled(docket.state))
  const left = members.filter(({ signKey, active, roles }) => signKey !== me && !(active && isHandler(roles)))
  const own = members.filter(({ signKey }) => signKey === me)
  const holder = (why: Holder['why']) => ({ signKey, name }: MemberView): Holder => ({ signKey, name, why, lines: heldBy(signKey) })
  return [...own.map(holder('me')), ...left.map(holder('left')).filter((each) => each.lines.length > 0)]
}

/** Somebody who could take reports over. */
export interface Receiver {
  readonly signKey: string
  readonly name: string
  /** How many of the reports came to a team that they are of. The others they may read by name, or not: the log says so when it is asked. */
  readonly fits: number
}

/** Handlers by how many of the reports they read through a team, and then by name. @param besides - who has them already */
export function receiversOf(lines: readonly QueueLine[], { members }: Pick<OfficeView, 'members'>, besides: string | null): readonly Receiver[] {
  return members.filter(({ signKey, active, roles }) => active && isHandler(roles) && signKey !== besides)
    .map(({ signKey, name, teams }) => ({ signKey, name, fits: lines.filter(({ docket }) => teams.includes(docket.team)).length }))
    .toSorted((a, b) => b.fits - a.fits || a.name.localeCompare(b.name))
}

export interface HandingOver {
  readonly to: string
  readonly me: string
  readonly note: string
}

/** One deed for each report that is not theirs already. The words go with each, for each is read alone. */
export function handOverDeeds(lines: readonly QueueLine[], { to, me, note }: HandingOver): readonly { readonly line: QueueLine; readonly deed: Deed }[] {
  const words = note.trim() === '' ? {} : { note: note.trim() }
  return lines.filter(({ triage }) => triage.assigned !== to).map((line) => ({ line, deed: { kind: 'triage', change: { ...givenTo(to, me), ...words } } }))
}
