import { openReportAsHandler } from '#clients/member/report.ts'
import { command, DONE } from './command.ts'
import { REPORT_WORD } from './desk-deed.ts'
import { tellExhibits } from './exhibit-view.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { reportId } from './report-id.ts'

/** postern desk exhibits: the exhibits of a report and who had each when. Needs a member's passphrase. */
export const deskExhibits = command({
  name: 'desk exhibits',
  summary: 'summary-desk-exhibits',
  words: REPORT_WORD,
  options: MEMBER_OPTIONS,
  async run(given, io, [typed = '']) {
    const { session } = await logInAsMember(given, io)
    tellExhibits(session, await openReportAsHandler(session, await reportId(session, typed)), io)
    return DONE
  },
})
