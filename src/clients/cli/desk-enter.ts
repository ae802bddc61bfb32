import { isDay, type Day } from '#base/day.ts'
import { enteredSlipOf } from './slip-lines.ts'
import { Refusal } from '#base/refusal.ts'
import { prepareEntry } from '#clients/reporter/enter-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { entryOf, type Arrived } from '#clients/member/enter.ts'
import type { Session } from '#clients/member/session.ts'
import { triageReport } from '#clients/member/triage.ts'
import { ARRIVALS, type Arrival } from '#domain/bodies.ts'
import { isOral } from '#domain/minutes.ts'
import { checkAnswers, STANDARD_QUESTIONNAIRE } from '#domain/questionnaire.ts'
import { cleanText } from '#base/text.ts'
import { groupsOf } from '#sealing/plain/receipt.ts'
import { ATTACH_OPTIONS, sendAttachments } from './attach.ts'
import { command, DONE, UsageError } from './command.ts'
import { connect } from './connect.ts'
import { answer } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { assigneeOf } from './member-named.ts'
import { isLost, persist } from './persist.ts'
import { answersOf, channelOf, withText } from './report-file.ts'
import { visibleLine } from './visible.ts'
import { IDENTITY_OPTIONS, languageOfText, readIdentity, readText, TEXT_OPTIONS, TEXT_WORDS, typed } from './text-input.ts'

/** postern desk enter: takes down a report that came from outside the web. Needs a member's passphrase; makes the reporter's keys, and keeps none. */
export const deskEnter = command({
  name: 'desk enter',
  summary: 'summary-desk-enter',
  words: TEXT_WORDS,
  note: 'note-desk-enter',
  options: {
    ...MEMBER_OPTIONS,
    'how': { type: 'text', value: 'HOW', required: true, help: 'option-how' },
    'received': { type: 'text', value: 'DAY', help: 'option-received' },
    'consent': { type: 'text', value: 'yes|no', help: 'option-consent' },
    'recorded': { type: 'text', value: 'yes|no', help: 'option-recorded' },
    'no-way-back': { type: 'flag', help: 'option-no-way-back' },
    'channel': { type: 'text', value: 'ID', help: 'option-channel' },
    ...TEXT_OPTIONS,
    'answer': { type: 'text', value: 'ID=VALUE', many: true, help: 'option-answer' },
    ...IDENTITY_OPTIONS,
    ...ATTACH_OPTIONS,
    'assign': { type: 'text', value: 'WHO', help: 'option-assign' },
    'note': { type: 'text', value: 'T', help: 'option-triage-note' },
  },
  async run(given, io, words) {
    const arrival = arrivalOf(given.how)
    const arrived = { arrival, consent: consentOf(arrival, given.consent), ...recordedOf(arrival, given), isAnswerable: !given['no-way-back'] }
    const received = given.received === undefined ? null : dayOf(given.received)
    if (given.note !== undefined && given.assign === undefined) throw new UsageError((say) => say['usage-note-for-whom'])
    const note = given.note === undefined ? {} : { note: cleanText(typed(given.note)) }
    const answers = checkAnswers(STANDARD_QUESTIONNAIRE, withText(answersOf(given.answer), await readText(given, io, words)))
    const { session } = await logInAsMember(given, io)
    const entry = entryFor(session, { ...arrived, received: received ?? session.today() })
    const assigned = given.assign === undefined ? null : assigneeOf(session, given.assign)
    // Nothing from here on shows the session: the server is not told who takes a report down.
    const { api } = await connect(given)
    const office = await loadOffice(api, session.id)
    const channel = channelOf(office, given.channel)
    const identity = await readIdentity(office, given['identity-file'])
    const files = await sendAttachments(api, io, given)
    const language = languageOfText(io.asked, Object.values(answers).join('\n'))
    const draft = { channel, answers, files, language, provenance: 'by-command-line', entry, ...(identity === null ? {} : { identity }) } as const
    const prepared = await prepareEntry(office, draft, arrived.isAnswerable)
    const slip = await persist(() => prepared.send(api)).catch((error: unknown) => {
      if (isLost(error)) io.error(io.say['enter-uncertain']({ receipt: prepared.receipt === null ? '–' : groupsOf(prepared.receipt).join(' ') }))
      throw error
    })
    if (assigned !== null) await triageReport(session, slip.report, { assigned, ...note })
    const { report, receipt, receivedDay, dates } = slip
    answer(io, { report, receipt, arrival, receivedDay, ...dates, ...(assigned === null ? {} : { assigned }) }, () => enteredSlipOf(slip, { io, language, arrival, office, to: api.origin }))
    return DONE
  },
})

/** @throws UsageError */
function arrivalOf(text: string): Arrival {
  const arrival = ARRIVALS.find((each) => each === text)
  if (arrival === undefined) throw new UsageError((say) => say['usage-how']({ ways: ARRIVALS.join(' ') }))
  return arrival
}

/** @throws UsageError where it must be asked and was not, for a meeting without it, and where there is nothing to agree to */
function consentOf(arrival: Arrival, text: string | undefined): boolean {
  const isAsked = isOral(arrival)
  if (isAsked !== (text !== undefined) || (text !== undefined && text !== 'yes' && text !== 'no')) throw new UsageError((say) => say['usage-consent'])
  if (arrival === 'meeting' && text === 'no') throw new UsageError((say) => say['usage-no-minutes'])
  return text === 'yes'
}

/** @throws UsageError for what is no call, and for a call that is recorded without consent */
function recordedOf(arrival: Arrival, { recorded, consent }: { readonly recorded?: string | undefined; readonly consent?: string | undefined }): { readonly isRecorded?: boolean } {
  if (recorded === undefined) return {}
  if (arrival !== 'phone-live' || (recorded !== 'yes' && recorded !== 'no') || (recorded === 'yes' && consent !== 'yes')) throw new UsageError((say) => say['usage-recorded'])
  return { isRecorded: recorded === 'yes' }
}

/** @throws UsageError */
function dayOf(text: string): Day {
  if (!isDay(text)) throw new UsageError((say) => say['usage-day']({ day: visibleLine(text) }))
  return text
}

/** @throws UsageError for a day that cannot be */
function entryFor(session: Session, arrived: Arrived): ReturnType<typeof entryOf> {
  try {
    return entryOf(session, arrived)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'malformed') throw new UsageError((say) => say['usage-received']({ today: session.today() }))
    throw error
  }
}
