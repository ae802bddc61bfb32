import { cleanText } from '#base/text.ts'
import { changeState } from '#clients/member/report.ts'
import { command } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { asState } from './queue-filters.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { REFERRAL_OPTIONS, referralIn } from './referral-input.ts'
import { languageOfText, typed } from './text-input.ts'

/** postern desk state: moves a report to another state; the reporter reads the reason. Needs a member's passphrase. */
export const deskState = command({
  name: 'desk state',
  summary: 'summary-desk-state',
  words: REPORT_WORD,
  note: 'note-desk-state',
  options: {
    ...MEMBER_OPTIONS,
    state: { type: 'text', value: 'S', required: true, help: 'option-state' },
    reason: { type: 'text', value: 'T', help: 'option-reason' },
    ...REFERRAL_OPTIONS,
  },
  async run(given, io, [report = '']) {
    const state = asState(given.state)
    const reason = cleanText(typed(given.reason ?? ''))
    const change = { state, reason, language: languageOfText(reason === '' ? io.language : io.asked, reason), ...referralIn(given) }
    return onReport({ ...given, report }, io, (session, id) => changeState(session, id, change))
  },
})
