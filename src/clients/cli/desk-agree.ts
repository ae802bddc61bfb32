import { answerSecond } from '#clients/member/second-referral.ts'
import { requiredText } from '#base/text.ts'
import { command } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { typed } from './text-input.ts'

/** postern desk agree: answers a colleague who wants to refer a report to a body that it names. Needs a member's passphrase. */
export const deskAgree = command({
  name: 'desk agree',
  summary: 'summary-desk-agree',
  words: REPORT_WORD,
  note: 'note-desk-agree',
  options: { ...MEMBER_OPTIONS, reason: { type: 'text', value: 'T', required: true, help: 'option-agree-reason' }, object: { type: 'flag', help: 'option-agree-object' } },
  async run(given, io, [report = '']) {
    const because = requiredText(typed(given.reason))
    return onReport({ ...given, report }, io, (session, id) => answerSecond(session, id, { agrees: !given.object, because }))
  },
})
