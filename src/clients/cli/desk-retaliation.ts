import { cleanText } from '#base/text.ts'
import { closeAlert } from '#clients/member/alert-deeds.ts'
import { RETALIATION_OUTCOMES } from '#domain/bodies.ts'
import { command, UsageError } from './command.ts'
import { onReport } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { languageOfText, typed } from './text-input.ts'

/** postern desk retaliation: closes a reporter's alert of retaliation; the reporter reads the reason. Needs a member's passphrase. */
export const deskRetaliation = command({
  name: 'desk retaliation',
  summary: 'summary-desk-retaliation',
  words: { shown: `${RETALIATION_OUTCOMES.join('|')} ID`, min: 2, max: 2 },
  note: 'note-desk-retaliation',
  options: { ...MEMBER_OPTIONS, reason: { type: 'text', value: 'T', required: true, help: 'option-reason' } },
  async run(given, io, [word = '', report = '']) {
    const outcome = RETALIATION_OUTCOMES.find((each) => each === word)
    if (outcome === undefined) throw new UsageError((say) => say['usage-deed']({ word, deeds: RETALIATION_OUTCOMES.join(' ') }))
    const reason = cleanText(typed(given.reason))
    return onReport({ ...given, report }, io, (session, id) => closeAlert(session, id, { outcome, reason, language: languageOfText(io.asked, reason) }))
  },
})
