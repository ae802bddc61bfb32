import { Refusal } from '#base/refusal.ts'
import { parseHeader, type Header } from '#sealing/sealed/header.ts'
import type { LogRow, Reader } from '../store/store.ts'
import { handledAt, type OfficeState } from './office-book.ts'

/** @throws Refusal `malformed` if the author saw an office log that nobody wrote, `not-allowed` if the author was no handler in it. */
export function checkHandler(state: OfficeState, { author, seen }: Header): void {
  if (!state.seqOf.has(seen ?? '')) throw new Refusal('malformed', { member: 'seen' })
  if (!handledAt(state, author, seen)) throw new Refusal('not-allowed')
}

const PAGE = 8

/**
 * What handlers have seen of the office never goes back within a log, so that nobody who was removed can write behind an entry
 * that knows of the removal. No client would believe the log any more.
 *
 * @throws Refusal `stale-head`: read the log again, and with it the office.
 */
export async function checkSeenOrder(read: Pick<Reader, 'entries'>, state: OfficeState, at: { readonly row: LogRow; readonly header: Header }): Promise<void> {
  const { row, header } = at
  const latest = await latestSeen(read, row)
  if (latest === null || (state.seqOf.get(header.seen ?? '') ?? -1) >= (state.seqOf.get(latest) ?? 0)) return
  throw new Refusal('stale-head', { length: row.length, log: row.log })
}

/** What the last author on the office's side had seen. Reporters do not follow the office log: theirs does not count. */
async function latestSeen(read: Pick<Reader, 'entries'>, { log, kind, author, length }: LogRow): Promise<string | null> {
  for (let end = length; end > 0; end -= PAGE) {
    const from = Math.max(0, end - PAGE)
    const headers = (await read.entries(log, from, end - from)).map((entry) => parseHeader(entry.header))
    const last = headers.findLast((header) => kind !== 'report' || header.author !== author)
    if (last !== undefined) return last.seen
  }
  return null
}
