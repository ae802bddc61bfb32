import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { checkMinutes } from '#clients/reporter/check-minutes.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { OpenedReport, TrustedOffice } from '#clients/reporter/reporter.ts'
import { withdrawReport } from '#clients/reporter/withdraw.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Language } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import { STANDARD_QUESTIONNAIRE } from '#domain/questionnaire.ts'
import { newestOf } from '#domain/transcripts.ts'
import { checkReceipt, deriveReporter, type ReporterKeys } from '#sealing/plain/receipt.ts'
import type { Opened } from '#clients/telephony/call/state.ts'
import { findParts, type Found, type Parts } from '../spoken/parts.ts'

/** What a code that was keyed in leads to. */
export interface CalledBack {
  readonly keys: ReporterKeys
  readonly opened: Opened
  /** Null where only speech waits under the code. */
  readonly report: OpenedReport | null
  readonly replies: readonly Turn[]
  /** What was written down of the reporter's words and is to be checked; null where nothing is. */
  readonly minutes: ToCheck | null
  readonly unsent: Found | null
  /** That what is said next belongs to: the unsent one, or one in which nothing stands yet. */
  readonly take: number
  /** Entries of the reporter's so far. */
  readonly turn: number
}

/** Words to be read out and answered. */
export interface ToCheck {
  readonly turn: Turn
  /** Of which version of a transcript an answer is; none for the report's own minutes. */
  readonly of: number | undefined
}

/** @returns null for digits that are no code. */
export async function keysOf(receipt: string, office: TrustedOffice): Promise<ReporterKeys | null> {
  return checkReceipt(receipt).ok ? deriveReporter(receipt, office.salt) : null
}

/** Who called back, and whether the line reads texts out: nobody agrees to what they did not hear. */
interface Caller {
  readonly keys: ReporterKeys
  readonly canSpeak: boolean
}

/** @returns null for a code that opens nothing. @throws Refusal `unreachable`, and why a conversation is not believed */
export async function callBack(api: Api, office: TrustedOffice, caller: Caller): Promise<CalledBack | null> {
  const report = await openReport(api, office, caller.keys).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'no-such-report') return null
    throw error
  })
  return calledBack(caller, report, await findParts(api, caller.keys, turnOf(report)))
}

/** Entries of the reporter's so far. */
function turnOf(report: OpenedReport | null): number {
  return report === null ? 0 : report.turns.filter(({ from }) => from === 'reporter').length
}

function calledBack({ keys, canSpeak }: Caller, report: OpenedReport | null, { unsent, nextTake }: Parts): CalledBack | null {
  if (report === null && unsent === null) return null
  const replies = report === null ? [] : repliesIn(report, canSpeak)
  const minutes = report === null || !canSpeak ? null : toCheckIn(report)
  const opened: Opened = {
    isFiled: report !== null, hasUnsent: unsent !== null, state: `state-${report?.docket.state ?? 'received'}`, next: monthDay(report?.next?.day), objectUntil: report?.objection?.bar === null ? monthDay(report.objection.until) : null,
    erasedFrom: monthDay(report?.erasedFrom),
    replies: replies.length, hasMinutes: minutes !== null, canWithdraw: report !== null && report.docket.state !== 'withdrawn',
  }
  return { keys, opened, report, replies, unsent, take: unsent?.take ?? nextTake, turn: turnOf(report), minutes }
}

/** Takes the report back. @throws Refusal as `withdrawReport` does; where an answer was lost it may be done */
export async function takeBack(api: Api, office: TrustedOffice, { canSpeak, ...taken }: Caller & { readonly erase: boolean; readonly language: Language }): Promise<CalledBack | null> {
  return calledBack({ keys: taken.keys, canSpeak }, await withdrawReport(api, office, { ...taken, text: '' }), { unsent: null, nextTake: 0 })
}

function monthDay(day: Day | null | undefined): string | null {
  return day?.slice(5).replace('-', '') ?? null
}

/** What the office said, in words or files. A transcript is read out where it is to be answered, and is a reply on a line that cannot read it out. */
function repliesIn({ turns }: OpenedReport, canSpeak: boolean): readonly Turn[] {
  return turns.filter(({ from, text, files = [], transcript }) => from === 'office' && (text !== '' || files.length > 0) && !(canSpeak && transcript?.is === 'offered'))
}

/** The first that was offered and not answered: minutes, then transcripts. */
function toCheckIn({ minutes, transcripts, turns }: OpenedReport): ToCheck | null {
  const [first] = turns
  if (minutes?.standing === 'offered' && first !== undefined) return { turn: { ...first, text: answersOf(first) }, of: undefined }
  const offered = transcripts.find(({ standing }) => standing === 'offered')
  const turn = turns.find(({ seq }) => offered !== undefined && seq === newestOf(offered)?.seq)
  return turn === undefined ? null : { turn, of: turn.seq }
}

/** Every answer in words: who agrees, agrees to all of it. */
function answersOf({ answers = {} }: Turn): string {
  return STANDARD_QUESTIONNAIRE.flatMap(({ id, kind }) => (kind === 'choice' ? [] : answers[id] ?? [])).join('\n')
}

/** @returns what is to be checked next */
export async function agreeToMinutes(api: Api, office: TrustedOffice, { keys, report, minutes }: CalledBack): Promise<ToCheck | null> {
  return toCheckIn(await checkMinutes(api, office, { keys, answer: 'agreed', text: '', language: report?.language ?? 'en', provenance: 'by-telephone', of: minutes?.of }))
}
