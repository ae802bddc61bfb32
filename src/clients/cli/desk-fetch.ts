import { openLogFile } from '#clients/member/log-file.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { command } from './command.ts'
import { FETCH_OPTIONS, fileNamed, writeOut } from './fetch-file.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { reportId } from './report-id.ts'

/** postern desk fetch: a file of a report, as it was sent. Needs a member's passphrase. */
export const deskFetch = command({
  name: 'desk fetch',
  summary: 'summary-desk-fetch',
  note: 'note-desk-fetch',
  words: { shown: 'ID FILE', min: 2, max: 2 },
  options: { ...MEMBER_OPTIONS, ...FETCH_OPTIONS },
  async run(given, io, [report = '', typed = '']) {
    const { session } = await logInAsMember(given, io)
    const id = await reportId(session, report)
    const attachment = fileNamed((await openReportAsHandler(session, id)).conversation.turns, typed)
    return writeOut(await openLogFile(session, id, attachment), given.out, io)
  },
})
