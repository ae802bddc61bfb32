import { reportHashes } from '#clients/member/report-hashes.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { answerSecond } from '#clients/member/second-referral.ts'
import { requiredText } from '#base/text.ts'
import { command, UsageError } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { typed } from './text-input.ts'

/** postern desk agree: answers a colleague who wants to refer a report to a body that it names. Needs a member's passphrase. */
export const deskAgree = command({
  name: 'desk agree',
  summary: 'summary-desk-agree',
  words: REPORT_WORD,
  note: 'note-desk-agree',
  options: {
    ...MEMBER_OPTIONS,
    reason: { type: 'text', value: 'T', required: true, help: 'option-agree-reason' }, object: { type: 'flag', help: 'option-agree-object' },
    asked: { type: 'text', value: 'HASH', help: 'option-agree-asked' }, read: { type: 'text', value: 'N', help: 'option-agree-read' },
  },
  async run(given, io, [report = '']) {
    const because = requiredText(typed(given.reason))
    const { object, asked, read } = given
    const fits = (asked === undefined || HASH.test(asked)) && (read === undefined || NUMBER.test(read))
    if (!fits || (!object && (asked === undefined || read === undefined))) throw new UsageError((say) => say['usage-agree'])
    return onReport({ ...given, report }, io, async (session, id) => {
      const view = await openReportAsHandler(session, id)
      const { waiting, agreed } = view.desk.secondApprovals
      // Without a hash whatever waits is left here: nobody is sent anywhere by that.
      const found = [...(waiting === null ? [] : [waiting]), ...agreed].find(({ hash }) => hash.startsWith(asked ?? ''))
      return answerSecond(session, id, { asked: found?.hash ?? asked ?? '', expectedLength: Number(read ?? reportHashes(view).length), agrees: !object, because })
    })
  },
})

/** A hash, or its beginning. */
const HASH = /^[\w-]{6,43}$/u
const NUMBER = /^\d{1,6}$/u
