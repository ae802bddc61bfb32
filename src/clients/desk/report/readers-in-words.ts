import type { OfficeView, ReaderView } from '#clients/member/member.ts'
import { isHandler } from '#domain/roles.ts'
import { teamInWords, teamNameIn } from '#clients/desk/members/in-words.ts'
import type { Words } from '#words/desk/generated/words.ts'

export interface ReaderInWords {
  readonly kind: string
  /** The team; null for somebody who is named alone. */
  readonly name: string | null
  readonly people: readonly string[]
}

/** Somebody who could be given access, or be left out. */
export interface Somebody {
  readonly reader: string
  readonly name: string
  readonly fingerprint: readonly string[]
  /** Of a team: who has its key now. */
  readonly members?: readonly string[]
}

/** A member who could be asked, named, left out or given access. */
export interface Colleague extends Somebody {
  readonly signKey: string
}

/** Who can open a report, by name; the reporter always, who has the code. */
export function readersInWords(readers: readonly ReaderView[], office: OfficeView, words: Words): readonly ReaderInWords[] {
  const nameOf = (signKey: string): string => office.members.find((each) => each.signKey === signKey)?.name ?? signKey.slice(0, 8)
  const offices = readers.flatMap(({ reader, members }): ReaderInWords[] => {
    const [kind, name = ''] = reader.split(':')
    if (kind === 'team') return [{ kind: words['reader-team'], name: teamInWords(name, words), people: members.map(nameOf) }]
    return kind === 'member' ? [{ kind: words['reader-member'], name: null, people: [nameOf(name)] }] : []
  })
  return [...offices, { kind: words['reporter'], name: words['reader-reporter'], people: [] }]
}

/** Members who handle reports and cannot open this one. */
export function outsiders(readers: readonly ReaderView[], office: OfficeView): readonly Somebody[] {
  const inside = new Set(readers.flatMap(({ members }) => members))
  return office.members.filter(({ signKey, roles, active }) => active && isHandler(roles) && !inside.has(signKey)).map(asColleague)
}

/** Teams that handle reports and do not read this one. Identity teams never do. */
export function teamsOutside(readers: readonly ReaderView[], office: OfficeView, words: Words): readonly Somebody[] {
  const inside = new Set(readers.map(({ reader }) => reader))
  const handlers = new Set(office.members.filter(({ active, roles }) => active && isHandler(roles)).map(({ signKey }) => signKey))
  const apart = new Set(Object.values(office.identity ?? {}))
  return office.teams.filter(({ team, epoch, members }) => epoch >= 0 && !apart.has(team) && !inside.has(`team:${team}:${epoch}`) && members.some((each) => handlers.has(each)))
    .map(({ team, epoch, members }) => ({
      reader: `team:${team}:${epoch}`, name: teamNameIn(team, office, words), fingerprint: [],
      members: members.map((signKey) => office.members.find((each) => each.signKey === signKey)?.name ?? signKey.slice(0, 8)),
    }))
}

/** Everybody who can open it but the one who asks. */
export function insiders(readers: readonly ReaderView[], office: OfficeView, me: string): readonly Colleague[] {
  const inside = new Set(readers.flatMap(({ members }) => members))
  return office.members.filter(({ signKey, active }) => active && inside.has(signKey) && signKey !== me).map(asColleague)
}

function asColleague({ signKey, name, fingerprint }: OfficeView['members'][number]): Colleague {
  return { signKey, reader: `member:${signKey}`, name, fingerprint }
}
