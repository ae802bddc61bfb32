import type { OfficeView } from '#clients/member/member.ts'
import { teamInWords } from '#clients/desk/members/in-words.ts'
import type { Words } from '#words/desk/generated/words.ts'

export interface ReaderInWords {
  readonly kind: string
  readonly name: string
}

/**
 * Who can open a report, as people: teams with their size, members by name, and always the reporter, whose key row a member is
 * not shown.
 */
export function readersInWords(readers: readonly string[], office: OfficeView, words: Words): readonly ReaderInWords[] {
  const members = readers.flatMap((reader): ReaderInWords[] => {
    const [kind, name = '', epoch = ''] = reader.split(':')
    if (kind === 'team') {
      const team = office.teams.find((each) => each.team === name && String(each.epoch) === epoch)
      return [{ kind: words['reader-team'], name: words['reader-team-size']({ team: teamInWords(name, words), count: team?.members.length ?? 0 }) }]
    }
    if (kind === 'member') return [{ kind: words['reader-member'], name: office.members.find((each) => each.signKey === name)?.name ?? name.slice(0, 8) }]
    return kind === 'recovery' ? [{ kind: words['reader-recovery'], name: words['reader-recovery-about'] }] : []
  })
  return [...members, { kind: words['reporter'], name: words['reader-reporter'] }]
}
