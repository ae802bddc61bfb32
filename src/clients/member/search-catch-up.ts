import { listFirstTexts, listReportIds } from './report-texts.ts'
import type { SearchMemory } from './search-memory.ts'
import type { Session } from './session.ts'

export interface CatchingUp {
  /** So many of the member's reports can be searched. */
  readonly known: number
  readonly total: number
}

const PAGE_LINES = 25
/** Opening a page takes some of the thread's time: others have theirs in between. */
const PAUSE_MS = 50
/** What was read so far is kept after so many pages, so that a closed window loses little. */
const PAGES_PER_FLUSH = 20

/**
 * Reads the first words of reports that this device does not know, newest first, and forgets those that are not open to the member any more.
 * A device that knows all but the newest reads one page.
 *
 * @throws whatever `signal` says; Refusal `session-ended`, `unreachable`
 */
export async function catchUp(session: Session, memory: SearchMemory, { onprogress, signal }: { readonly onprogress: (progress: CatchingUp) => void; readonly signal: AbortSignal }): Promise<void> {
  const ids = await listReportIds(session)
  let lacking = memory.keepOnly(ids)
  const tell = (): void => { onprogress({ known: ids.size - lacking, total: ids.size }) }
  tell()
  let after: string | null = ''
  for (let pages = 1; lacking > 0 && after !== null; pages++) {
    signal.throwIfAborted()
    const { texts, next } = await listFirstTexts(session, { limit: PAGE_LINES, ...(after === '' ? {} : { after }) }, (id) => !memory.has(id))
    for (const text of texts) memory.put(text)
    lacking -= texts.filter(({ id }) => ids.has(id)).length
    after = next
    if (pages % PAGES_PER_FLUSH === 0) await memory.flush()
    tell()
    await new Promise((resolve) => { setTimeout(resolve, PAUSE_MS) })
  }
  await memory.flush()
}
