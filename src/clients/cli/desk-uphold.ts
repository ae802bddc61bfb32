import { cleanText } from '#base/text.ts'
import { upholdReferral } from '#clients/member/objection-deeds.ts'
import { command } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { languageOfText, typed } from './text-input.ts'

/** postern desk uphold: answers an objection to a referral: it stands. The reporter reads the reason. Needs a member's passphrase. */
export const deskUphold = command({
  name: 'desk uphold',
  summary: 'summary-desk-uphold',
  words: REPORT_WORD,
  note: 'note-desk-uphold',
  options: { ...MEMBER_OPTIONS, reason: { type: 'text', value: 'T', required: true, help: 'option-reason' } },
  async run(given, io, [report = '']) {
    const reason = cleanText(typed(given.reason))
    return onReport({ ...given, report }, io, (session, id) => upholdReferral(session, id, { reason, language: languageOfText(io.asked, reason) }))
  },
})
