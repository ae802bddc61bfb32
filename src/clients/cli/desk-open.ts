import { openReportAsHandler } from '#clients/member/report.ts'
import { command } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'

/** postern desk open: verifies and opens one report. The first handler to do so begins its desk log. Needs a member's passphrase. */
export const deskOpen = command({
  name: 'desk open',
  summary: 'summary-desk-open',
  words: REPORT_WORD,
  options: MEMBER_OPTIONS,
  run: (given, io, [report = '']) => onReport({ ...given, report }, io, openReportAsHandler),
})
