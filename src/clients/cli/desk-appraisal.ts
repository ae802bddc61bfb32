import * as v from 'valibot'
import { asDay, isDay, type Day } from '#base/day.ts'
import { acceptAppraisal, closeAppraisal, declineAppraisal, giveOpinion, listAppraisals, readAppraisal, reviewOpinion, writeWord, type AppraisalView, type FindingOrder } from '#clients/member/appraisals.ts'
import { askAppraisal } from '#clients/member/ask-appraisal.ts'
import { openLogFile } from '#clients/member/log-file.ts'
import type { Session } from '#clients/member/session.ts'
import { VERDICTS } from '#domain/bodies.ts'
import { appraisalJson, appraisalLines, listLines } from './desk-appraisal-view.ts'
import { exhibitNumber } from './desk-custody.ts'
import { command, DONE, UsageError, type Given } from './command.ts'
import { doDeed, type Asked, type Deeds, type SessionDeed } from './desk-deed.ts'
import { wanted } from './desk-office-deed.ts'
import { fileNamed, writeOut } from './fetch-file.ts'
import { answer, type Io } from './io.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { memberNamed } from './member-named.ts'
import { appraisalId, reportId } from './report-id.ts'
import { readText, requireText, TEXT_OPTIONS } from './text-input.ts'
import { visibleLine } from './visible.ts'

const OPTIONS = {
  ...MEMBER_OPTIONS,
  ...TEXT_OPTIONS,
  exhibit: { type: 'text', value: 'N', many: true, help: 'option-appraisal-exhibit' },
  expert: { type: 'text', value: 'NAME', help: 'option-appraisal-expert' },
  due: { type: 'text', value: 'DAY', help: 'option-appraisal-due' },
  again: { type: 'text', value: 'ID', help: 'option-appraisal-again' },
  verdict: { type: 'text', value: 'V', help: 'option-appraisal-verdict' },
  opinion: { type: 'text', value: 'HASH', help: 'option-appraisal-opinion' },
  out: { type: 'text', value: 'PATH', help: 'option-file-out' },
} as const

type Line = Asked<Given<typeof OPTIONS>>

const DEEDS: Deeds<Given<typeof OPTIONS>> = {
  ask, list, show, fetch, opinion, review,
  accept: (asked) => withText(asked, acceptAppraisal),
  decline: (asked) => withText(asked, declineAppraisal),
  word: (asked) => withText(asked, writeWord),
  close,
}

/**
 * postern desk appraisal: questions to outside experts about single exhibits. A handler asks, reviews and closes, the expert takes it on or declines and
 * gives an opinion. Needs a member's passphrase.
 */
export const deskAppraisal = command({
  name: 'desk appraisal',
  summary: 'summary-desk-appraisal',
  words: { shown: 'ask|list|show|accept|decline|word|opinion|review|close|fetch [ID] [FILE] [-]', min: 1, max: 3 },
  note: 'note-desk-appraisal',
  options: OPTIONS,
  run: (given, io, words) => doDeed(DEEDS, { given, io, words }),
})

async function ask({ given, io, words: [id, ...text] }: Line): Promise<SessionDeed> {
  const typedId = wanted(id, 'ID')
  const exhibits = given.exhibit.map(exhibitNumber)
  if (exhibits.length === 0) throw new UsageError((say) => say['usage-missing']({ option: '--exhibit N' }))
  const [expert, due, { again }] = [wanted(given.expert, '--expert NAME'), dayOf(wanted(given.due, '--due DAY')), given]
  const questions = await requireText(given, io, text)
  return async (session) => {
    const { signKey } = memberNamed(session, expert)
    const first = again === undefined ? {} : { again: await appraisalId(session, again) }
    return tell(session, await askAppraisal(session, await reportId(session, typedId), { exhibits, expert: signKey, questions, due, ...first }), io)
  }
}

function list({ io, words: [id, ...more] }: Line): SessionDeed {
  surplus(more)
  return async (session) => {
    const views = await listAppraisals(session, id === undefined ? undefined : await reportId(session, id))
    answer(io, { appraisals: views.map((view) => appraisalJson(session, view)) }, () => listLines(session, views, io))
    return DONE
  }
}

function show(asked: Line): SessionDeed {
  surplus(asked.words.slice(1))
  return onOne(asked, readAppraisal)
}

function fetch({ given, io, words: [id, file, ...more] }: Line): SessionDeed {
  const [typedId, typedFile, out] = [wanted(id, 'ID'), wanted(file, 'FILE'), wanted(given.out, '--out PATH')]
  surplus(more)
  return async (session) => {
    const view = await readAppraisal(session, await appraisalId(session, typedId))
    return writeOut(await openLogFile(session, view.id, fileNamed(view.asked?.files ?? [], typedFile)), out, io)
  }
}

const findings = v.pipe(v.array(v.strictObject({ number: v.pipe(v.number(), v.safeInteger()), finding: v.string(), scale: v.string(), method: v.string(), reasons: v.string() })), v.minLength(1))

async function opinion(asked: Line): Promise<SessionDeed> {
  const { given, io, words: [, ...text] } = asked
  const told = findingsIn(await requireText(given, io, text))
  return onOne(asked, (session, id) => giveOpinion(session, id, told))
}

function findingsIn(text: string): readonly FindingOrder[] {
  const parsed = v.safeParse(findings, jsonIn(text))
  if (!parsed.success) throw new UsageError((say) => say['usage-findings'])
  return parsed.output
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function review(asked: Line): Promise<SessionDeed> {
  const { given, io, words: [, ...text] } = asked
  const verdict = VERDICTS.find((each) => each === given.verdict)
  if (verdict === undefined) throw new UsageError((say) => say['usage-verdict']({ verdicts: VERDICTS.join(' ') }))
  const order = { verdict, reason: await readText(given, io, text) ?? '', ...(given.opinion === undefined ? {} : { opinion: given.opinion }) }
  return onOne(asked, (session, id) => reviewOpinion(session, id, order))
}

async function close(asked: Line): Promise<SessionDeed> {
  const { given, io, words: [, ...text] } = asked
  const reason = await readText(given, io, text) ?? ''
  return onOne(asked, (session, id) => closeAppraisal(session, id, reason))
}

async function withText(asked: Line, deed: (session: Session, id: string, text: string) => Promise<AppraisalView>): Promise<SessionDeed> {
  const { given, io, words: [, ...text] } = asked
  const words = await requireText(given, io, text)
  return onOne(asked, (session, id) => deed(session, id, words))
}

function onOne({ io, words: [id] }: Line, deed: (session: Session, id: string) => Promise<AppraisalView>): SessionDeed {
  const typedId = wanted(id, 'ID')
  return async (session) => tell(session, await deed(session, await appraisalId(session, typedId)), io)
}

function tell(session: Session, view: AppraisalView, io: Io): number {
  answer(io, appraisalJson(session, view), () => appraisalLines(session, view, io))
  return DONE
}

function surplus([word]: readonly string[]): void {
  if (word !== undefined) throw new UsageError((say) => say['usage-surplus']({ word, command: 'desk appraisal' }))
}

function dayOf(text: string): Day {
  if (!isDay(text)) throw new UsageError((say) => say['usage-day']({ day: visibleLine(text) }))
  return asDay(text)
}
