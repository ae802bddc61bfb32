import { Refusal } from '#base/refusal.ts'
import { grantAccess } from '#clients/member/report.ts'
import type { Session } from '#clients/member/session.ts'
import { command, DONE, UsageError } from './command.ts'
import { REPORT_WORD } from './desk-deed.ts'
import { APPLY, teamNamed } from './desk-office-deed.ts'
import { namesOf, reportJson, reportLines } from './desk-view.ts'
import { sameWords } from './fingerprint.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { memberNamed } from './member-named.ts'
import { reportId } from './report-id.ts'
import { visibleLine } from './visible.ts'

/**
 * postern desk grant: gives one more member a report and its desk log. Without `--fingerprint` it only tells to whom; the six words come from
 * that member by another way, never from this screen. Needs a member's passphrase.
 */
export const deskGrant = command({
  name: 'desk grant',
  summary: 'summary-desk-grant',
  words: REPORT_WORD,
  note: 'note-desk-grant',
  options: {
    ...MEMBER_OPTIONS, who: { type: 'text', value: 'NAME', help: 'option-who' },
    team: { type: 'text', value: 'TEAM', help: 'option-grant-team' }, ...APPLY,
    fingerprint: { type: 'text', value: 'WORDS', help: 'option-grant-fingerprint' },
  },
  async run(given, io, [typed = '']) {
    if ((given.who === undefined) === (given.team === undefined)) throw new UsageError((say) => say['usage-missing']({ option: '--who NAME | --team TEAM' }))
    const { session } = await logInAsMember(given, io)
    const id = await reportId(session, typed)
    if (given.team !== undefined) return toTeam(session, { id, team: teamNamed(session, given.team) }, { io, apply: given.apply })
    const who = memberNamed(session, given.who ?? '')
    if (given.fingerprint === undefined) {
      const name = visibleLine(who.name)
      answer(io, { id, member: who.signKey, name: who.name, given: false }, () => [io.say['grant-would']({ name }), io.say['grant-how']])
      return DONE
    }
    if (!sameWords(given.fingerprint, who.fingerprint)) throw new Refusal('foreign-key')
    const view = await grantAccess(session, id, `member:${who.signKey}`)
    answer(io, { ...reportJson(session, view), given: true }, () => reportLines(session, view, io))
    return DONE
  },
})

/** To everybody in a team, and whoever joins it: who that is now is told first. */
async function toTeam(session: Session, { id, team }: { readonly id: string; readonly team: string }, { io, apply }: { readonly io: Io; readonly apply: boolean }): Promise<number> {
  const { epoch = 0, members = [] } = session.office().teams.find((each) => each.team === team) ?? {}
  if (!apply) {
    const names = members.map((key) => visibleLine(namesOf(session)(key))).join(', ')
    answer(io, { id, team, members, given: false }, () => [io.say['grant-team-would']({ team, names }), io.say['recovery-apply']])
    return DONE
  }
  const view = await grantAccess(session, id, `team:${team}:${epoch}`)
  answer(io, { ...reportJson(session, view), given: true }, () => reportLines(session, view, io))
  return DONE
}
