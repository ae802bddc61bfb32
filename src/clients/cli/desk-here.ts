import { leavePresence, sayPresence } from '#clients/member/presence.ts'
import { command, DONE, UsageError } from './command.ts'
import { REPORT_WORD } from './desk-deed.ts'
import { namesOf } from './desk-view.ts'
import { answer } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { reportId } from './report-id.ts'
import { visibleLine } from './visible.ts'

/** postern desk here: says for some seconds that this member is at a report, and who else is. Needs a member's passphrase. */
export const deskHere = command({
  name: 'desk here',
  summary: 'summary-desk-here',
  words: REPORT_WORD,
  note: 'note-desk-here',
  options: { ...MEMBER_OPTIONS, answering: { type: 'flag', help: 'option-here-answering' }, leave: { type: 'flag', help: 'option-here-leave' } },
  async run(given, io, [report = '']) {
    if (given.answering && given.leave) throw new UsageError((say) => say['usage-here'])
    const { session } = await logInAsMember(given, io)
    const id = await reportId(session, report)
    const nameOf = namesOf(session)
    if (given.leave) await leavePresence(session, id)
    const here = given.leave ? [] : (await sayPresence(session, id, given.answering ? 'answering' : 'reading')).map((each) => ({ ...each, name: nameOf(each.signKey) }))
    answer(io, { report: id, here }, () => (given.leave ? [io.say['here-left']] : here.length === 0 ? [io.say['here-nobody']] : here.map(({ name, state }) => io.say[`here-${state}`]({ name: visibleLine(name) }))))
    return DONE
  },
})
