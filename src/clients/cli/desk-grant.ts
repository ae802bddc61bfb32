import { Refusal } from '#base/refusal.ts'
import { grantAccess } from '#clients/member/report.ts'
import { command, DONE } from './command.ts'
import { REPORT_WORD } from './desk-deed.ts'
import { reportJson, reportLines } from './desk-view.ts'
import { sameWords } from './fingerprint.ts'
import { answer } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { memberNamed } from './member-named.ts'
import { reportId } from './report-id.ts'
import { visibleLine } from './visible.ts'

/**
 * postern desk grant: gives one more member a report and its desk log. Without `--fingerprint` it only tells to whom; the six words come from
 * that member by another way, never from this screen. Needs a member's passphrase.
 */
export const deskGrant = command({
  name: 'desk grant',
  summary: 'summary-desk-grant',
  words: REPORT_WORD,
  note: 'note-desk-grant',
  options: {
    ...MEMBER_OPTIONS, who: { type: 'text', value: 'NAME', required: true, help: 'option-who' },
    fingerprint: { type: 'text', value: 'WORDS', help: 'option-grant-fingerprint' },
  },
  async run(given, io, [typed = '']) {
    const { session } = await logInAsMember(given, io)
    const id = await reportId(session, typed)
    const who = memberNamed(session, given.who)
    if (given.fingerprint === undefined) {
      const name = visibleLine(who.name)
      answer(io, { id, member: who.signKey, name: who.name, given: false }, () => [io.say['grant-would']({ name }), io.say['grant-how']])
      return DONE
    }
    if (!sameWords(given.fingerprint, who.fingerprint)) throw new Refusal('foreign-key')
    const view = await grantAccess(session, id, `member:${who.signKey}`)
    answer(io, { ...reportJson(session, view), given: true }, () => reportLines(session, view, io))
    return DONE
  },
})
