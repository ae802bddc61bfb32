import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { decodeQueuePage, type QueuePage } from '#wire/log.ts'
import { bringUpToDate } from './report.ts'
import type { Session } from './session.ts'

export interface RekeyProgress {
  /** Reports that were looked at, of all that this member reads. */
  readonly looked: number
  readonly total: number
  /** Reports whose key was changed on the way. */
  readonly rekeyed: number
  /** Reports that could not be opened: they are shown as such in the list. */
  readonly failed: number
}

/**
 * Goes through all reports that the member reads and gives each that still names somebody who left a new key, instead of waiting for the next
 * word in it. Nothing is kept about how far it came: a report that has its new key needs nothing more, so that it can be stopped at any
 * moment, on any device, and begun again.
 *
 * @param signal - pauses: the report under way is finished first.
 * @throws Refusal `session-ended`, `unreachable` and what else would fail for every report alike
 */
export async function rekeyLogs(session: Session, onprogress: (progress: RekeyProgress) => void, signal?: AbortSignal): Promise<RekeyProgress> {
  let progress: RekeyProgress = { looked: 0, total: 0, rekeyed: 0, failed: 0 }
  let after: string | null = null
  do {
    const page: QueuePage = await pageOf(session, after)
    progress = { ...progress, total: Math.max(page.total, progress.looked) }
    for (const { log } of page.rows) {
      if (signal?.aborted === true) return progress
      progress = { ...progress, looked: progress.looked + 1, ...await lookAt(session, log, progress) }
      onprogress(progress)
    }
    after = page.next
  } while (after !== null)
  return progress
}

async function pageOf(session: Session, after: string | null): Promise<QueuePage> {
  const query = { limit: LIMITS.queuePageMax, ...(after === null ? {} : { after }) }
  return decodeQueuePage(await bytesOf(await session.api.call({ route: 'list-queue', parameters: { office: session.id }, query })))
}

/** What concerns one report alone, and must not keep the others from their keys. */
const OF_ONE_REPORT: ReadonlySet<string> = new Set(['no-such-log', 'foreign-key', 'forged-history', 'bad-chain', 'bad-signature', 'bad-commitment', 'malformed', 'not-allowed'])

async function lookAt(session: Session, log: string, { rekeyed, failed }: RekeyProgress): Promise<Pick<RekeyProgress, 'rekeyed' | 'failed'>> {
  try {
    return { failed, rekeyed: rekeyed + (await bringUpToDate(session, log) ? 1 : 0) }
  } catch (error) {
    if (error instanceof Refusal && OF_ONE_REPORT.has(error.code)) return { rekeyed, failed: failed + 1 }
    throw error
  }
}
