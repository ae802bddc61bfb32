import { markSeen } from '#clients/member/report.ts'
import { command } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'

/** postern desk seen: says that what asks this member was seen. Needs a member's passphrase. */
export const deskSeen = command({
  name: 'desk seen',
  summary: 'summary-desk-seen',
  words: REPORT_WORD,
  options: { ...MEMBER_OPTIONS },
  run: (given, io, [report = '']) => onReport({ ...given, report }, io, markSeen),
})
