import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { checkMinutes } from '#clients/reporter/check-minutes.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { OpenedReport, TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
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

/** @returns null for a code that opens nothing. @throws Refusal `unreachable`, and why a conversation is not believed */
export async function callBack(api: Api, office: TrustedOffice, receipt: string): Promise<CalledBack | null> {
  if (!checkReceipt(receipt).ok) return null
  const keys = await deriveReporter(receipt, office.salt)
  const report = await openReport(api, office, keys).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'no-such-report') return null
    throw error
  })
  const turn = report === null ? 0 : report.turns.filter(({ from }) => from === 'reporter').length
  const unsent = await findParts(api, keys, turn)
  if (report === null && unsent === null) return null
  const replies = report === null ? [] : repliesIn(report)
  const opened: Opened = {
    isFiled: report !== null, hasUnsent: unsent !== null, state: `state-${report?.docket.state ?? 'received'}`, next: monthDay(report?.next?.day), objectUntil: report?.objection?.bar === null ? monthDay(report.objection.until) : null,
    erasedFrom: monthDay(report?.erasedFrom), replies: replies.length, hasMinutes: report?.minutes?.standing === 'offered',
  }
  return { keys, opened, report, replies, unsent, turn, minutes: opened.hasMinutes && report !== null ? minutesIn(report) : null }
}

function monthDay(day: Day | null | undefined): string | null {
  return day?.slice(5).replace('-', '') ?? null
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
