import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import { LIMITS } from '#base/limits.ts'
import { readExhibit, recordCustody } from '#clients/member/exhibits.ts'
import type { ReportView } from '#clients/member/member.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import type { Session } from '#clients/member/session.ts'
import { CUSTODY_ACTIONS, type CustodyAction } from '#domain/bodies.ts'
import { lastLink, type Exhibit } from '#domain/exhibits.ts'
import { progressOf } from './attach.ts'
import { command, DONE, UsageError } from './command.ts'
import { custodianNamed, WHEN_OPTIONS, whenAndWhere } from './custody-input.ts'
import { tellExhibits } from './exhibit-view.ts'
import type { Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { reportId } from './report-id.ts'
import { typed } from './text-input.ts'
import { visibleLine } from './visible.ts'

/** postern desk custody: adds a link to an exhibit's custody. Needs a member's passphrase. */
export const deskCustody = command({
  name: 'desk custody',
  summary: 'summary-desk-custody',
  note: 'note-desk-custody',
  words: { shown: 'ID NUMBER', min: 2, max: 2 },
  options: {
    ...MEMBER_OPTIONS,
    action: { type: 'text', value: 'ACTION', required: true, help: 'option-custody-action' },
    holder: { type: 'text', value: 'NAME', required: true, help: 'option-custody-holder' },
    reason: { type: 'text', value: 'T', required: true, help: 'option-custody-reason' },
    ...WHEN_OPTIONS,
    check: { type: 'flag', help: 'option-custody-check' },
  },
  async run(given, io, [report = '', number = '']) {
    const action = asAction(given.action)
    const reason = requiredText(typed(given.reason), LIMITS.nameCharactersMax)
    const when = whenAndWhere(given)
    const wanted = exhibitNumber(number)
    const { session } = await logInAsMember(given, io)
    const view = await openReportAsHandler(session, await reportId(session, report))
    const exhibit = view.exhibits.find((each) => each.number === wanted)
    if (exhibit === undefined) throw new Refusal('no-such-exhibit')
    const found = given.check || action === 'produce' ? await foundIn({ session, view, io }, exhibit) : null
    const order = { exhibit: exhibit.hash, previous: lastLink(exhibit), action, to: custodianNamed(session, given.holder), reason, ...when, found }
    tellExhibits(session, await recordCustody(session, view.id, order), io)
    return DONE
  },
})

/** @throws UsageError */
export function exhibitNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError((say) => say['usage-exhibit-number']({ number: visibleLine(text) }))
  return Number(text)
}

function asAction(text: string): CustodyAction {
  const action = CUSTODY_ACTIONS.find((each) => each === text)
  if (action === undefined) throw new UsageError((say) => say['usage-action']({ actions: CUSTODY_ACTIONS.join(' ') }))
  return action
}

interface Reading {
  readonly session: Session
  readonly view: ReportView
  readonly io: Io
}

/** @returns null for a thing: it has no bytes to read. */
async function foundIn({ session, view, io }: Reading, exhibit: Exhibit): Promise<readonly string[] | null> {
  if (exhibit.files.length === 0) return null
  const sizeBytes = exhibit.files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const onProgress = progressOf(io, { name: exhibit.description, sizeBytes })
  return readExhibit(session, view, { exhibit, signal: new AbortController().signal, onProgress })
}
