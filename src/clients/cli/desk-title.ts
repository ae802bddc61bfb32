import { LIMITS } from '#base/limits.ts'
import { requiredText } from '#base/text.ts'
import { setTitle } from '#clients/member/report.ts'
import { command } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { typed } from './text-input.ts'

/** postern desk title: names a report for the list; only handlers read it. Needs a member's passphrase. */
export const deskTitle = command({
  name: 'desk title',
  summary: 'summary-desk-title',
  words: REPORT_WORD,
  options: { ...MEMBER_OPTIONS, title: { type: 'text', value: 'T', required: true, help: 'option-title' } },
  async run(given, io, [report = '']) {
    const title = requiredText(typed(given.title), LIMITS.titleCharactersMax)
    return onReport({ ...given, report }, io, (session, id) => setTitle(session, id, title))
  },
})
