import { changeState } from '#clients/member/change-state.ts'
import { openReportAsHandler, reply } from '#clients/member/report.ts'
import { preparedFor } from '#clients/member/template-values.ts'
import { ATTACH_OPTIONS, sendAttachments } from './attach.ts'
import { command, UsageError } from './command.ts'
import { onReport } from './desk-deed.ts'
import { templateNamed } from './desk-template.ts'
import { MEMBER_OPTIONS, type MemberGiven } from './member-login.ts'
import type { Io } from './io.ts'
import { REFERRAL_OPTIONS, referralIn, type ReferralGiven } from './referral-input.ts'
import { languageOfText, readText, TEXT_OPTIONS, TEXT_WORDS, textBeside, typed } from './text-input.ts'

/** postern desk reply: answers the reporter. Needs a member's passphrase. */
export const deskReply = command({
  name: 'desk reply',
  summary: 'summary-desk-reply',
  words: { shown: `ID (${TEXT_WORDS.shown.slice(1, -1)} | --template NAME)`, min: 1, max: 2 },
  options: { ...MEMBER_OPTIONS, ...TEXT_OPTIONS, ...ATTACH_OPTIONS, template: { type: 'text', value: 'NAME', help: 'option-template' }, ...REFERRAL_OPTIONS },
  async run(given, io, [report = '', ...words]) {
    if (given.template !== undefined) {
      if (await readText(given, io, words) !== null || given.attach.length > 0) throw new UsageError((say) => say['usage-template-alone'])
      return replyFrom(typed(given.template), { ...given, report }, io)
    }
    const text = await textBeside(given.attach, given, { io, words })
    return onReport({ ...given, report }, io, async (session, id) => (
      reply(session, id, { text, language: languageOfText(io.asked, text), files: await sendAttachments(session.api, io, given) })))
  },
})

/** A template's words in the reporter's language, with the decision that goes with it. */
async function replyFrom(name: string, given: MemberGiven & ReferralGiven & { readonly report: string }, io: Io): Promise<number> {
  return onReport(given, io, async (session, id) => {
    const template = await templateNamed(session, name)
    const { conversation, chain } = await openReportAsHandler(session, id)
    const { text, language } = preparedFor(template, io.asked ?? conversation.language, { office: session.office(), docket: conversation.docket, today: session.today() })
    if (template.deed === 'none') return reply(session, id, { text, language })
    return changeState(session, id, { state: template.deed, reason: text, language, expectedLength: chain.filter(({ log }) => log === 'report').length, ...referralIn(given) })
  })
}
