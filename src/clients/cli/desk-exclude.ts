import { leaveOut } from '#clients/member/report.ts'
import { command } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { memberNamed } from './member-named.ts'

/** postern desk exclude: gives a report and its desk log new keys, without one member. Needs a member's passphrase. */
export const deskExclude = command({
  name: 'desk exclude',
  summary: 'summary-desk-exclude',
  words: REPORT_WORD,
  note: 'note-desk-exclude',
  options: { ...MEMBER_OPTIONS, who: { type: 'text', value: 'NAME', required: true, help: 'option-who' } },
  run(given, io, [report = '']) {
    return onReport({ ...given, report }, io, (session, id) => leaveOut(session, id, `member:${memberNamed(session, given.who).signKey}`))
  },
})
