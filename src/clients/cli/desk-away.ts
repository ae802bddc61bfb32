import { isDay, type Day } from '#base/day.ts'
import { endAbsence, listAbsences, planAbsence } from '#clients/member/absences.ts'
import type { Session } from '#clients/member/session.ts'
import { isAwayOn, isOpenAbsence, type Absence } from '#domain/absences.ts'
import { command, DONE, UsageError, type Given } from './command.ts'
import { namesOf } from './desk-view.ts'
import { answer, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { assigneeOf, keysNamed } from './member-named.ts'
import { visibleLine } from './visible.ts'

const OPTIONS = {
  ...MEMBER_OPTIONS,
  from: { type: 'text', value: 'DAY', help: 'option-away-from' },
  until: { type: 'text', value: 'DAY', help: 'option-away-until' },
  cover: { type: 'text', value: 'NAME', many: true, help: 'option-away-cover' },
  of: { type: 'text', value: 'NAME', help: 'option-away-of' },
  end: { type: 'flag', help: 'option-away-end' },
} as const

type AwayGiven = Given<typeof OPTIONS>

/** postern desk away: who is away and who covers; says so, or that somebody is back. Needs a member's passphrase. */
export const deskAway = command({
  name: 'desk away',
  summary: 'summary-desk-away',
  note: 'note-desk-away',
  options: OPTIONS,
  async run(given, io) {
    const [from, until] = [dayGiven(given.from), dayGiven(given.until)]
    const isPlan = until !== null || from !== null || given.cover.length > 0
    if (given.end && isPlan) throw new UsageError((say) => say['usage-away'])
    if (isPlan && (until === null || given.cover.length === 0)) throw new UsageError((say) => say['usage-missing']({ option: until === null ? '--until' : '--cover' }))
    const { session } = await logInAsMember(given, io)
    return told(session, io, await deed(session, given, { from, until }))
  },
})

function deed(session: Session, given: AwayGiven, { from, until }: { readonly from: Day | null; readonly until: Day | null }): Promise<readonly Absence[]> {
  const of = given.of === undefined ? session.me.signKey : assigneeOf(session, given.of)
  if (given.end) return endAbsence(session, of)
  return until === null ? listAbsences(session) : planAbsence(session, { of, from: from ?? session.today(), until, covers: keysNamed(session, given.cover) })
}

function dayGiven(text: string | undefined): Day | null {
  if (text === undefined) return null
  if (!isDay(text)) throw new UsageError((say) => say['usage-day']({ day: visibleLine(text) }))
  return text
}

/** Those that are now or to come. */
function told(session: Session, io: Io, absences: readonly Absence[]): number {
  const today = session.today()
  const nameOf = namesOf(session)
  const named = (signKey: string): { readonly signKey: string; readonly name: string } => ({ signKey, name: nameOf(signKey) })
  const shown = absences.filter((each) => isOpenAbsence(each, today)).map((each) => ({ ...named(each.of), from: each.from, until: each.until, now: isAwayOn(each, today), covers: each.covers.map(named), by: named(each.author).name }))
  answer(io, { absences: shown }, () => (shown.length === 0 ? [io.say['away-nobody']] : shown.map(({ name, from, until, covers }) => (
    io.say['away-told']({ name: visibleLine(name), from, until, covers: new Intl.ListFormat(io.language).format(covers.map((each) => visibleLine(each.name))) })))))
  return DONE
}
