import { cleanText, requiredText } from '#base/text.ts'
import { changeState, type Despite } from '#clients/member/change-state.ts'
import { EXCUSABLE, isExcusable, type ExcusedLack } from '#domain/excuses.ts'
import { askSecond } from '#clients/member/second-referral.ts'
import { command, UsageError } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { asState } from './queue-filters.ts'
import { memberNamed } from './member-named.ts'
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
    ask: { type: 'text', value: 'NAME', help: 'option-ask-second' },
    'ask-reason': { type: 'text', value: 'T', help: 'option-ask-reason' },
    despite: { type: 'text', value: 'WHAT', many: true, help: 'option-despite' },
    'despite-reason': { type: 'text', value: 'T', help: 'option-despite-reason' },
  },
  async run(given, io, [report = '']) {
    const state = asState(given.state)
    const reason = cleanText(typed(given.reason ?? ''))
    const change = { state, reason, language: languageOfText(reason === '' ? io.language : io.asked, reason), ...referralIn(given), ...despiteIn(given) }
    const { ask, 'ask-reason': because } = given
    if ((ask === undefined) !== (because === undefined) || (ask !== undefined && change.referral === undefined)) throw new UsageError((say) => say['usage-ask-second'])
    return onReport({ ...given, report }, io, async (session, id) => {
      if (ask === undefined || change.referral === undefined) return changeState(session, id, change)
      return askSecond(session, id, { referral: change.referral, reason, language: change.language, because: typed(because ?? ''), ask: memberNamed(session, typed(ask)).signKey })
    })
  },
})

/** What is excused, and why: one without the other says nothing. */
function despiteIn({ despite, 'despite-reason': reason }: { readonly despite: readonly string[]; readonly 'despite-reason': string | undefined }): { readonly despite?: Despite } {
  const lacks = despite.flatMap(lackIn)
  if (lacks.length < despite.length || (lacks.length > 0) !== (reason !== undefined)) throw new UsageError((say) => say['usage-despite']({ names: EXCUSABLE.join(', ') }))
  return reason === undefined ? {} : { despite: { lacks, reason: requiredText(typed(reason)) } }
}

/** As `details.missing` of the refusal tells it: `unread:2`, `alert`. */
function lackIn(said: string): readonly ExcusedLack[] {
  const [what = '', ...of] = said.split(':')
  return isExcusable(what) ? [{ what, of: of.join(':') }] : []
}
