import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { retainedUntil, isDue, type Retained, type RetentionRules } from '#domain/retention.ts'
import { isSettled, STATES, type State } from '#domain/docket.ts'
import { appendToOffice } from './append.ts'
import { eraseReport } from './erase.ts'
import type { QueueLine } from './member.ts'
import { listQueue } from './queue.ts'
import { isOfOneLog } from './report-logs.ts'
import type { Session } from './session.ts'

/**
 * Sets for how many days reports are kept after the last word on them. It counts at once, for those that are there too.
 * @throws Refusal `not-allowed` unless the caller administers, `malformed` for fewer days than the least or more than the most
 */
export async function setRetention(session: Session, rules: RetentionRules): Promise<void> {
  const fits = [rules.outsideRemitDays, rules.settledDays].every((days) => days === null || (Number.isSafeInteger(days) && days >= LIMITS.retentionDaysMin && days <= LIMITS.retentionDaysMax))
  if (!fits) throw new Refusal('malformed', { member: 'days' })
  await appendToOffice(session, async () => {
    const { retention } = session.officeLog().fold
    const isSo = retention.outsideRemitDays === rules.outsideRemitDays && retention.settledDays === rules.settledDays
    return isSo ? null : { content: { kind: 'retention', body: { ...rules } } }
  })
}

/** A report whose end is known. */
export interface RetainedLine {
  readonly line: QueueLine
  readonly retained: Retained
}

const SETTLED_STATES: readonly State[] = STATES.filter(isSettled)

/** Tells, page by page, of every settled report that this member reads the day on which it is to be erased; of none where the office set no day. */
export async function listRetained(session: Session, onsome: (lines: readonly RetainedLine[]) => void, signal?: AbortSignal): Promise<void> {
  const rules = session.officeLog().fold.retention
  for (const state of SETTLED_STATES) {
    for (let after: string | null = ''; after !== null && signal?.aborted !== true;) {
      const page = await listQueue(session, { state, limit: LIMITS.queuePageMax, ...(after === '' ? {} : { after }) })
      onsome(page.lines.flatMap((line) => {
        const retained = retainedUntil(line.docket, line.triage, rules)
        return retained === null ? [] : [{ line, retained }]
      }))
      after = page.next
    }
  }
}

export interface ErasureProgress {
  readonly done: number
  readonly total: number
  /** Those that were not erased: somebody wrote meanwhile, or holds them. */
  readonly stayed: readonly { readonly id: string; readonly why: unknown }[]
}

/**
 * Erases, one after the other, reports whose day has come. One that grew since it was listed stays, and is told.
 * @param signal - pauses: the report under way is finished first.
 * @throws Refusal `session-ended`, `unreachable` and what else would fail for every report alike
 */
export async function eraseDue(session: Session, due: readonly RetainedLine[], { onprogress, signal }: { readonly onprogress: (progress: ErasureProgress) => void; readonly signal: AbortSignal }): Promise<ErasureProgress> {
  let progress: ErasureProgress = { done: 0, total: due.length, stayed: [] }
  onprogress(progress)
  for (const { line, retained } of due) {
    if (signal.aborted) break
    progress = { ...progress, done: progress.done + 1, stayed: [...progress.stayed, ...await eraseOne(session, line, retained)] }
    onprogress(progress)
  }
  return progress
}

const STAYS: ReadonlySet<string> = new Set(['not-settled', 'unread-message', 'on-hold', 'in-open-case', 'stale-head'])

async function eraseOne(session: Session, { id, docket }: QueueLine, retained: Retained): Promise<ErasureProgress['stayed']> {
  if (!isDue(retained, session.today())) return [{ id, why: new Refusal('not-settled') }]
  try {
    await eraseReport(session, id, docket.entries)
    return []
  } catch (error) {
    if (error instanceof Refusal && (STAYS.has(error.code) || isOfOneLog(error))) return [{ id, why: error }]
    throw error
  }
}
