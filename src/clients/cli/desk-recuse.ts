import { recuse } from '#clients/member/report.ts'
import { SearchMemory } from '#clients/member/search-memory.ts'
import { requiredText } from '#base/text.ts'
import { command, DONE } from './command.ts'
import { REPORT_WORD } from './desk-deed.ts'
import { fileLeaves } from './file-leaves.ts'
import { answer } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { reportId } from './report-id.ts'
import { typed } from './text-input.ts'

/** postern desk recuse: declares a conflict of interest; the report is closed to this member from then on. Needs a member's passphrase. */
export const deskRecuse = command({
  name: 'desk recuse',
  summary: 'summary-desk-recuse',
  words: REPORT_WORD,
  note: 'note-desk-recuse',
  options: { ...MEMBER_OPTIONS, reason: { type: 'text', value: 'T', required: true, help: 'option-recuse-reason' } },
  async run(given, io, [report = '']) {
    const reason = requiredText(typed(given.reason))
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
