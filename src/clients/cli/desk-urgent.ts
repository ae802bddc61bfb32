import { cleanText } from '#base/text.ts'
import { setUrgency } from '#clients/member/urgency.ts'
import { command, UsageError } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { languageOfText, typed } from './text-input.ts'

/** postern desk urgent: calls a report urgent, which pages whoever chose so, or ends that; the reporter reads the reason. Needs a member's passphrase. */
export const deskUrgent = command({
  name: 'desk urgent',
  summary: 'summary-desk-urgent',
  words: REPORT_WORD,
  note: 'note-desk-urgent',
  options: {
    ...MEMBER_OPTIONS,
    set: { type: 'flag', help: 'option-urgent-set' },
    end: { type: 'flag', help: 'option-urgent-end' },
    reason: { type: 'text', value: 'T', required: true, help: 'option-reason' },
  },
  async run(given, io, [report = '']) {
    if (given.set === given.end) throw new UsageError((say) => say['usage-urgent'])
    const reason = cleanText(typed(given.reason))
    return onReport({ ...given, report }, io, (session, id) => setUrgency(session, id, { urgent: given.set, reason, language: languageOfText(io.asked, reason) }))
  },
})
