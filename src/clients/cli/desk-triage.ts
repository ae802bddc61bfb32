import { triageReport } from '#clients/member/triage.ts'
import { SEVERITIES, type Severity } from '#domain/triage-body.ts'
import type { SeriesPlace, TriageChange } from '#domain/triage.ts'
import type { Session } from '#clients/member/session.ts'
import { cleanText } from '#base/text.ts'
import { command, UsageError } from './command.ts'
import { onReport, REPORT_WORD } from './desk-deed.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { assigneeOf, keysNamed, MENTION_OPTION } from './member-named.ts'
import { reportId } from './report-id.ts'
import { typed } from './text-input.ts'

const NONE = 'none'

/** postern desk triage: labels, severity, next step and whose a report is; only handlers read it. Needs a member's passphrase. */
export const deskTriage = command({
  name: 'desk triage',
  summary: 'summary-desk-triage',
  words: REPORT_WORD,
  note: 'note-desk-triage',
  options: {
    ...MEMBER_OPTIONS,
    label: { type: 'text', value: 'L', many: true, help: 'option-label' },
    unlabel: { type: 'text', value: 'L', many: true, help: 'option-unlabel' },
    severity: { type: 'text', value: 'S', help: 'option-severity' },
    'next-step': { type: 'text', value: 'T', help: 'option-next-step' },
    assign: { type: 'text', value: 'WHO', help: 'option-assign' },
    hold: { type: 'flag', help: 'option-hold' },
    release: { type: 'flag', help: 'option-release' },
    series: { type: 'text', value: 'ID', help: 'option-series' },
    note: { type: 'text', value: 'T', help: 'option-triage-note' },
    ...MENTION_OPTION,
  },
  async run(given, io, [report = '']) {
    const severity = given.severity === undefined ? {} : { severity: severityOf(given.severity) }
    const change: TriageChange = {
      ...severity, ...(given.hold || given.release ? { hold: given.hold } : {}),
      ...(given.label.length === 0 ? {} : { add: given.label.map(typed) }), ...(given.unlabel.length === 0 ? {} : { remove: given.unlabel.map(typed) }),
      ...(given['next-step'] === undefined ? {} : { nextStep: cleanText(typed(given['next-step'])) }), ...(given.note === undefined ? {} : { note: cleanText(typed(given.note)) }),
    }
    if (given.hold && given.release) throw new UsageError((say) => say['usage-triage'])
    const { assign } = given
    if (given.mention.length > 0 && change.note === undefined) throw new UsageError((say) => say['usage-mention'])
    if (assign === undefined && given.series === undefined && Object.keys(change).every((name) => name === 'note')) throw new UsageError((say) => say['usage-triage'])
    return onReport({ ...given, report }, io, async (session, id) => (
      triageReport(session, id, { ...change, ...mentionsOf(session, given.mention), ...(given.series === undefined ? {} : { series: await placeOf(session, given.series) }), ...(assign === undefined ? {} : { assigned: assign === NONE ? null : assigneeOf(session, assign) }) })))
  },
})

async function placeOf(session: Session, text: string): Promise<SeriesPlace> {
  return text === 'alone' || text === 'by-text' ? text : reportId(session, text)
}

function mentionsOf(session: Session, names: readonly string[]): Pick<TriageChange, 'mentions'> {
  return names.length === 0 ? {} : { mentions: keysNamed(session, names) }
}

/** @throws UsageError */
function severityOf(text: string): Severity | null {
  const severity = SEVERITIES.find((each) => each === text)
  if (severity === undefined && text !== NONE) throw new UsageError((say) => say['usage-severity']({ severities: [...SEVERITIES, NONE].join(' ') }))
  return severity ?? null
}
