import { Refusal } from '#base/refusal.ts'
import { checkMinutes } from '#clients/reporter/check-minutes.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { OpenedReport, TrustedOffice } from '#clients/reporter/reporter.ts'
import { withdrawReport } from '#clients/reporter/withdraw.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Language } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import { STANDARD_QUESTIONNAIRE } from '#domain/questionnaire.ts'
import { checkReceipt, deriveReporter, type ReporterKeys } from '#sealing/plain/receipt.ts'
import type { Opened } from '../call/state.ts'
import { findParts, type Found } from '../spoken/parts.ts'

/** What a code that was keyed in leads to. */
export interface CalledBack {
  readonly keys: ReporterKeys
  readonly opened: Opened
  /** Null where only speech waits under the code. */
  readonly report: OpenedReport | null
  readonly replies: readonly Turn[]
  /** All that was written down of the reporter's words, where minutes were offered. */
  readonly minutes: Turn | null
  readonly unsent: Found | null
  /** Entries of the reporter's so far. */
  readonly turn: number
}

/** @returns null for digits that are no code. */
export async function keysOf(receipt: string, office: TrustedOffice): Promise<ReporterKeys | null> {
  return checkReceipt(receipt).ok ? deriveReporter(receipt, office.salt) : null
}

/** @returns null for a code that opens nothing. @throws Refusal `unreachable`, and why a conversation is not believed */
export async function callBack(api: Api, office: TrustedOffice, keys: ReporterKeys): Promise<CalledBack | null> {
  const report = await openReport(api, office, keys).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'no-such-report') return null
    throw error
  })
  return calledBack(keys, report, await findParts(api, keys, turnOf(report)))
}

/** Entries of the reporter's so far. */
function turnOf(report: OpenedReport | null): number {
  return report === null ? 0 : report.turns.filter(({ from }) => from === 'reporter').length
}

function calledBack(keys: ReporterKeys, report: OpenedReport | null, unsent: Found | null): CalledBack | null {
  if (report === null && unsent === null) return null
  const replies = report === null ? [] : repliesIn(report)
  const opened: Opened = {
    isFiled: report !== null, hasUnsent: unsent !== null, state: `state-${report?.docket.state ?? 'received'}`, next: report?.next?.day.slice(5).replace('-', '') ?? null,
    replies: replies.length, hasMinutes: report?.minutes?.standing === 'offered', canWithdraw: report !== null && report.docket.state !== 'withdrawn',
  }
  return { keys, opened, report, replies, unsent, turn: turnOf(report), minutes: opened.hasMinutes && report !== null ? minutesIn(report) : null }
}

/** Takes the report back. @throws Refusal as `withdrawReport` does; where an answer was lost it may be done */
export async function takeBack(api: Api, office: TrustedOffice, taken: { readonly keys: ReporterKeys; readonly erase: boolean; readonly language: Language }): Promise<CalledBack | null> {
  return calledBack(taken.keys, await withdrawReport(api, office, { ...taken, text: '' }), null)
}

/** What the office said, in words or files. */
function repliesIn({ turns }: OpenedReport): readonly Turn[] {
  return turns.filter(({ from, text, files = [] }) => from === 'office' && (text !== '' || files.length > 0))
}

/** Every answer in words: who agrees, agrees to all of it. */
function minutesIn({ turns: [first] }: OpenedReport): Turn | null {
  if (first === undefined) return null
  const { answers = {} } = first
  return { ...first, text: STANDARD_QUESTIONNAIRE.flatMap(({ id, kind }) => (kind === 'choice' ? [] : answers[id] ?? [])).join('\n') }
}

export async function agreeToMinutes(api: Api, office: TrustedOffice, { keys, report }: CalledBack): Promise<void> {
  await checkMinutes(api, office, { keys, answer: 'agreed', text: '', language: report?.language ?? 'en', provenance: 'by-telephone' })
}
