import { LIMITS } from '#base/limits.ts'
import type { SignedEntry, WrapRow } from '#sealing/sealed/entry.ts'
import type { LogPage } from '#wire/log.ts'
import type { LogRow, Reader } from '../store/store.ts'

/** Entries are fetched a few at a time, so that a log of large bodies never stands in memory as a whole. */
const BATCH = 16

/** A page of a log from `from` on: up to 500 entries, and it ends with the entry that passes 4 MiB. */
export async function logPage(read: Pick<Reader, 'entries'>, row: LogRow, part: { readonly from: number; readonly wraps: readonly WrapRow[] }): Promise<LogPage> {
  const { from, wraps } = part
  const entries: SignedEntry[] = []
  let sizeBytes = 0
  while (from + entries.length < row.length && sizeBytes < LIMITS.logPageBytesMax && entries.length < LIMITS.logPageEntriesMax) {
    const batch = await read.entries(row.log, from + entries.length, Math.min(BATCH, LIMITS.logPageEntriesMax - entries.length))
    for (const entry of batch) {
      if (sizeBytes >= LIMITS.logPageBytesMax) break
      entries.push(entry)
      sizeBytes += entry.header.length + entry.body.length
    }
    if (batch.length === 0) break
  }
  return { log: row.log, from, more: from + entries.length < row.length, entries, wraps }
}
