import { LIMITS } from '#base/limits.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { decodeQueuePage, type QueuePage } from '#wire/log.ts'
import { appraisalIds, settleAppraisal } from './appraisals.ts'
import { renewCase } from './case-deeds.ts'
import { caseIds } from './cases.ts'
import { bringUpToDate } from './report.ts'
import { isOfOneLog } from './report-logs.ts'
import type { Session } from './session.ts'

export interface RekeyProgress {
  /** Reports, appraisals and cases that were looked at, of all that this member reads. */
  readonly looked: number
  readonly total: number
  /** Those whose readers were changed on the way. */
  readonly rekeyed: number
  /** Those that could not be opened: they are shown as such in the list. */
  readonly failed: number
}

/**
 * Goes through all reports, appraisals and cases that the member reads and gives each that still names somebody who left a new key, instead of waiting for the
 * next word in it. Nothing is kept about how far it came: a report that has its new key needs nothing more, so that it can be stopped at any
 * moment, on any device, and begun again.
 *
 * @param signal - pauses: the report under way is finished first.
 * @throws Refusal `session-ended`, `unreachable` and what else would fail for every report alike
 */
export async function rekeyLogs(session: Session, onprogress: (progress: RekeyProgress) => void, signal?: AbortSignal): Promise<RekeyProgress> {
  let progress: RekeyProgress = { looked: 0, total: 0, rekeyed: 0, failed: 0 }
  let after: string | null = null
  const look = async (settle: () => Promise<boolean>): Promise<void> => {
    progress = { ...progress, looked: progress.looked + 1, ...await lookAt(progress, settle) }
    onprogress(progress)
  }
  const appraisals = await appraisalIds(session)
  const cases = await caseIds(session)
  do {
    const page: QueuePage = await pageOf(session, after)
    progress = { ...progress, total: Math.max(page.total, progress.looked) + appraisals.length + cases.length }
    for (const { log } of page.rows) {
      if (signal?.aborted === true) return progress
      await look(() => bringUpToDate(session, log))
    }
    after = page.next
  } while (after !== null)
  // Behind the reports: who reads these follows from who reads those.
  for (const id of appraisals) {
    if (signal?.aborted === true) return progress
    await look(() => settleAppraisal(session, id, 'readers-changed'))
  }
  for (const id of cases) {
    if (signal?.aborted === true) return progress
    await look(() => renewCase(session, id))
  }
  return progress
}

async function pageOf(session: Session, after: string | null): Promise<QueuePage> {
  const query = { limit: LIMITS.queuePageMax, ...(after === null ? {} : { after }) }
  return decodeQueuePage(await bytesOf(await session.api.call({ route: 'list-queue', parameters: { office: session.id }, query })))
}

async function lookAt({ rekeyed, failed }: RekeyProgress, settle: () => Promise<boolean>): Promise<Pick<RekeyProgress, 'rekeyed' | 'failed'>> {
  try {
    return { failed, rekeyed: rekeyed + (await settle() ? 1 : 0) }
  } catch (error) {
    if (isOfOneLog(error)) return { rekeyed, failed: failed + 1 }
    throw error
  }
}
