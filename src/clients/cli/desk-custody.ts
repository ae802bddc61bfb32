import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import { LIMITS } from '#base/limits.ts'
import { answerHanding, readExhibit, recordCustody } from '#clients/member/exhibits.ts'
import type { ReportView } from '#clients/member/member.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import type { Session } from '#clients/member/session.ts'
import { CUSTODY_ACTIONS, CUSTODY_ANSWERS, type CustodyAction, type CustodyAnswer } from '#domain/bodies.ts'
import { lastLink, toAnswer, type Exhibit } from '#domain/exhibits.ts'
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
    holder: { type: 'text', value: 'NAME', help: 'option-custody-holder' },
    reason: { type: 'text', value: 'T', help: 'option-custody-reason' },
    ...WHEN_OPTIONS,
    check: { type: 'flag', help: 'option-custody-check' },
  },
  async run(given, io, [report = '', number = '']) {
    const action = asAction(given.action)
    const isAnswer = isCustodyAnswer(action)
    // Who has it behind an answer is known; everything else is said.
    if (isAnswer ? given.holder !== undefined : given.holder === undefined) throw new UsageError((say) => say[isAnswer ? 'usage-custody-no-holder' : 'usage-custody-holder'])
    const reason = action === 'receive' ? typed(given.reason ?? '') : requiredText(typed(given.reason ?? ''), LIMITS.nameCharactersMax)
    const when = whenAndWhere(given)
    const wanted = exhibitNumber(number)
    const { session } = await logInAsMember(given, io)
    const view = await openReportAsHandler(session, await reportId(session, report))
    const exhibit = view.exhibits.find((each) => each.number === wanted)
    if (exhibit === undefined) throw new Refusal('no-such-exhibit')
    const found = given.check || action === 'produce' ? await foundIn({ session, view, io }, exhibit) : null
    const order = { exhibit: exhibit.hash, previous: lastLink(exhibit), reason, ...when, found }
    tellExhibits(session, isCustodyAnswer(action)
      ? await answerHanding(session, view.id, { ...order, action, handing: handingTo(exhibit, session.me.signKey) })
      : await recordCustody(session, view.id, { ...order, action, to: custodianNamed(session, given.holder ?? '') }), io)
    return DONE
  },
})

/** @throws UsageError */
export function exhibitNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError((say) => say['usage-exhibit-number']({ number: visibleLine(text) }))
  return Number(text)
}

function asAction(text: string): CustodyAction | CustodyAnswer {
  const actions = [...CUSTODY_ACTIONS, ...CUSTODY_ANSWERS]
  const action = actions.find((each) => each === text)
  if (action === undefined) throw new UsageError((say) => say['usage-action']({ actions: actions.join(' ') }))
  return action
}

function isCustodyAnswer(action: string): action is CustodyAnswer {
  return CUSTODY_ANSWERS.some((each) => each === action)
}

/** The latest that waits for the caller: earlier ones are older than what they know. @throws Refusal `no-such-handing` */
function handingTo(exhibit: Exhibit, member: string): string {
  const handing = toAnswer(exhibit, member).at(-1)
  if (handing === undefined) throw new Refusal('no-such-handing')
  return handing.hash
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
