import { openReportAsHandler } from '#clients/member/report.ts'
import { wholeText } from '#clients/member/report-texts.ts'
import { SearchMemory } from '#clients/member/search-memory.ts'
import { command } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { fileLeaves } from './file-leaves.ts'
import { MEMBER_OPTIONS } from './member-login.ts'

/** postern desk open: verifies and opens one report. The first handler to do so begins its desk log. Needs a member's passphrase. */
export const deskOpen = command({
  name: 'desk open',
  summary: 'summary-desk-open',
  words: REPORT_WORD,
  options: MEMBER_OPTIONS,
  run: (given, io, [report = '']) => onReport({ ...given, report }, io, async (session, id) => {
    const view = await openReportAsHandler(session, id)
    // What cannot be kept for searching is opened all the same.
    await SearchMemory.keep(session, fileLeaves(io.env, SearchMemory.nameFor(session)), wholeText(view)).catch(() => undefined)
    return view
  }),
})
