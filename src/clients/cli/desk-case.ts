import { agree, allege, changeAllegation, dispose, excuse, giveCase, leadCase, leaveOutOfCase, moveCase, noteInCase, objectTo, planCase, readCase, titleCase, type AllegationOrder } from '#clients/member/case-deeds.ts'
import { beginCase, joinReport, leaveCase, mergeCases, splitCase } from '#clients/member/case-moves.ts'
import { listCases, type CaseView } from '#clients/member/cases.ts'
import type { Session } from '#clients/member/session.ts'
import { ALLEGATION_CATEGORIES, CASE_STATES, DISPOSITIONS, EXCUSES } from '#domain/cases/bodies.ts'
import { caseJson, caseLines, caseListJson, caseListLines } from './desk-case-view.ts'
import { command, DONE, UsageError, type Given } from './command.ts'
import { doDeed, type Asked, type Deeds, type SessionDeed } from './desk-deed.ts'
import { wanted } from './desk-office-deed.ts'
import { answer } from './io.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { keysNamed, memberNamed } from './member-named.ts'
import { caseId, partId, reportId } from './report-id.ts'
import { requireText, TEXT_OPTIONS, typed } from './text-input.ts'
import { visibleLine } from './visible.ts'

const OPTIONS = {
  ...MEMBER_OPTIONS,
  ...TEXT_OPTIONS,
  'title': { type: 'text', value: 'T', help: 'option-case-title' },
  'with': { type: 'text', value: 'NAME', many: true, help: 'option-case-with' },
  'without': { type: 'text', value: 'NAME', help: 'option-case-without' },
  'lead': { type: 'text', value: 'NAME', help: 'option-case-lead' },
  'report': { type: 'text', value: 'ID', many: true, help: 'option-case-report' },
  'give-keys': { type: 'flag', help: 'option-case-give-keys' },
  'allegation': { type: 'text', value: 'HASH', many: true, help: 'option-case-allegation' },
  'category': { type: 'text', value: 'C', help: 'option-case-category' },
  'period': { type: 'text', value: 'EDTF', help: 'option-case-period' },
  'as': { type: 'text', value: 'WHAT', help: 'option-case-as' },
  'deed': { type: 'text', value: 'HASH', help: 'option-case-deed' },
  'into': { type: 'text', value: 'CASE', help: 'option-case-into' },
} as const

type Line = Asked<Given<typeof OPTIONS>>

const DEEDS: Deeds<Given<typeof OPTIONS>> = {
  list, open, join, leave, team, allege: saidAllegation, dispose: disposed, excuse: excused, state, agree: agreed, merge, split,
  show: (asked) => onOne(asked, readCase),
  note: (asked) => withText(asked, noteInCase),
  plan: (asked) => withText(asked, planCase),
  title: (asked) => withText(asked, titleCase),
  close: (asked) => withText(asked, (session, id, reason) => moveCase(session, id, { state: 'closed', reason })),
  object: objected,
}

/** postern desk case: reports, allegations and what became of them, by a team of its own. Needs a member's passphrase. */
export const deskCase = command({
  name: 'desk case',
  summary: 'summary-desk-case',
  words: { shown: 'list|open|show|join|leave|note|plan|title|team|allege|dispose|excuse|state|close|agree|object|merge|split [CASE] [-]', min: 1, max: 3 },
  note: 'note-desk-case',
  options: OPTIONS,
  run: (given, io, words) => doDeed(DEEDS, { given, io, words }),
})

function list({ io, words }: Line): SessionDeed {
  surplus(words)
  return async (session) => {
    const lines = await listCases(session)
    answer(io, caseListJson(session, lines), () => caseListLines(session, lines, io))
    return DONE
  }
}

function open({ given, io, words }: Line): SessionDeed {
  surplus(words)
  const title = typed(wanted(given.title, '--title T'))
  return async (session) => {
    const [report] = given.report
    const joining = report === undefined ? undefined : { report: await reportId(session, report), giveKeys: given['give-keys'] }
    return tell(session, await beginCase(session, { title, ...teamOf(session, given) }, joining), io)
  }
}

function teamOf(session: Session, { with: members, lead }: Line['given']): { readonly members: readonly string[]; readonly lead?: string } {
  return { members: keysNamed(session, members), ...(lead === undefined ? {} : { lead: memberNamed(session, lead).signKey }) }
}

function join(asked: Line): SessionDeed {
  const { given } = asked
  surplus(asked.words.slice(1))
  const report = wanted(given.report[0], '--report ID')
  return onOne(asked, async (session, id) => joinReport(session, id, { report: await reportId(session, report), giveKeys: given['give-keys'] }))
}

function leave(asked: Line): Promise<SessionDeed> {
  const report = wanted(asked.given.report[0], '--report ID')
  return withText(asked, async (session, id, reason) => leaveCase(session, id, { report: await reportId(session, report), reason }))
}

/** One change of who reads it, or leads it, at a time. */
function team(asked: Line): SessionDeed {
  const { with: [joins, ...more], without, lead } = asked.given
  surplus(asked.words.slice(1))
  if ([joins, without, lead].filter((each) => each !== undefined).length !== 1 || more.length > 0) throw new UsageError((say) => say['usage-case-team'])
  const key = (session: Session): string => memberNamed(session, joins ?? without ?? lead ?? '').signKey
  return onOne(asked, (session, id) => (joins !== undefined ? giveCase : without !== undefined ? leaveOutOfCase : leadCase)(session, id, key(session)))
}

/** A new one, or what `--allegation` says anew. */
function saidAllegation(asked: Line): Promise<SessionDeed> {
  const { category, period = '', allegation: [before] } = asked.given
  const kind = oneOf(ALLEGATION_CATEGORIES, wanted(category, '--category C'))
  return withText(asked, async (session, id, text) => {
    const order: AllegationOrder = { category: kind, text, period }
    return before === undefined ? allege(session, id, order) : changeAllegation(session, id, { allegation: await allegationId(session, id, before), ...order })
  })
}

function disposed(asked: Line): Promise<SessionDeed> {
  const allegation = wanted(asked.given.allegation[0], '--allegation HASH')
  const disposition = oneOf(DISPOSITIONS, wanted(asked.given.as, '--as WHAT'))
  return withText(asked, async (session, id, reason) => dispose(session, id, { allegation: await allegationId(session, id, allegation), disposition, reason }))
}

function excused(asked: Line): Promise<SessionDeed> {
  const report = wanted(asked.given.report[0], '--report ID')
  const what = oneOf(EXCUSES, wanted(asked.given.as, '--as WHAT'))
  return withText(asked, async (session, id, reason) => excuse(session, id, { report: await reportId(session, report), excuse: what, reason }))
}

function state(asked: Line): Promise<SessionDeed> {
  const to = oneOf(CASE_STATES, wanted(asked.given.as, '--as WHAT'))
  return withText(asked, (session, id, reason) => moveCase(session, id, { state: to, reason }))
}

function agreed(asked: Line): SessionDeed {
  const deed = wanted(asked.given.deed, '--deed HASH')
  surplus(asked.words.slice(1))
  return onOne(asked, async (session, id) => agree(session, id, await waitingId(session, id, deed)))
}

function objected(asked: Line): Promise<SessionDeed> {
  const deed = wanted(asked.given.deed, '--deed HASH')
  return withText(asked, async (session, id, reason) => objectTo(session, id, { deed: await waitingId(session, id, deed), reason }))
}

function merge(asked: Line): SessionDeed {
  const into = wanted(asked.given.into, '--into CASE')
  surplus(asked.words.slice(1))
  return onOne(asked, async (session, id) => mergeCases(session, id, await caseId(session, into)))
}

function split(asked: Line): SessionDeed {
  const { given } = asked
  const title = typed(wanted(given.title, '--title T'))
  surplus(asked.words.slice(1))
  return onOne(asked, async (session, id) => {
    const reports = await Promise.all(given.report.map((each) => reportId(session, each)))
    const allegations = await Promise.all(given.allegation.map((each) => allegationId(session, id, each)))
    return splitCase(session, id, { title, ...teamOf(session, given), reports, allegations })
  })
}

async function allegationId(session: Session, id: string, beginning: string): Promise<string> {
  return partId(beginning, [...(await readCase(session, id)).now.allegations.keys()])
}

async function waitingId(session: Session, id: string, beginning: string): Promise<string> {
  return partId(beginning, (await readCase(session, id)).now.waiting.map(({ hash }) => hash))
}

async function withText(asked: Line, deed: (session: Session, id: string, text: string) => Promise<CaseView>): Promise<SessionDeed> {
  const { given, io, words: [, ...text] } = asked
  const said = await requireText(given, io, text)
  return onOne(asked, (session, id) => deed(session, id, said))
}

function onOne({ io, words: [id] }: Line, deed: (session: Session, id: string) => Promise<CaseView>): SessionDeed {
  const typedId = wanted(id, 'CASE')
  return async (session) => tell(session, await deed(session, await caseId(session, typedId)), io)
}

function tell(session: Session, view: CaseView, io: Line['io']): number {
  answer(io, caseJson(session, view), () => caseLines(session, view, io))
  return DONE
}

function oneOf<const T extends string>(all: readonly T[], text: string): T {
  const found = all.find((each) => each === text)
  if (found === undefined) throw new UsageError((say) => say['usage-one-of']({ word: visibleLine(text), words: all.join(' ') }))
  return found
}

function surplus([word]: readonly string[]): void {
  if (word !== undefined) throw new UsageError((say) => say['usage-surplus']({ word, command: 'desk case' }))
}
