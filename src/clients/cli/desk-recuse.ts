import { recuse } from '#clients/member/report.ts'
import { SearchMemory } from '#clients/member/search-memory.ts'
import { requiredText } from '#base/text.ts'
import { endConflict, findConflict } from '#clients/member/conflicts.ts'
import { command, DONE, UsageError } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { fileLeaves } from './file-leaves.ts'
import { answer } from './io.ts'
import { memberNamed } from './member-named.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { reportId } from './report-id.ts'
import { typed } from './text-input.ts'

/** postern desk recuse: declares a conflict of interest, after which the report is closed to this member; or says that one is a colleague's, or that it is none. Needs a member's passphrase. */
export const deskRecuse = command({
  name: 'desk recuse',
  summary: 'summary-desk-recuse',
  words: REPORT_WORD,
  note: 'note-desk-recuse',
  options: { ...MEMBER_OPTIONS, reason: { type: 'text', value: 'T', required: true, help: 'option-recuse-reason' }, colleague: { type: 'text', value: 'NAME', help: 'option-recuse-member' }, 'take-back': { type: 'flag', help: 'option-recuse-take-back' } },
  async run(given, io, [report = '']) {
    const reason = requiredText(typed(given.reason))
    const { colleague: who, 'take-back': ends } = given
    if (ends && who === undefined) throw new UsageError((say) => say['usage-take-back'])
    if (who !== undefined) return onReport({ ...given, report }, io, (session, id) => (ends ? endConflict : findConflict)(session, id, { member: memberNamed(session, typed(who)).signKey, reason }))
    const { session } = await logInAsMember(given, io)
    const id = await reportId(session, report)
    await recuse(session, id, reason)
    const memory = await SearchMemory.open(session, fileLeaves(io.env, SearchMemory.nameFor(session)))
    memory.remove(id)
    await memory.flush()
    answer(io, { report: id, recused: true }, () => [io.say['recuse-told']])
    return DONE
  },
})
