import { Refusal } from '#base/refusal.ts'
import type { WrapRow } from '#sealing/sealed/entry.ts'
import type { LogRow, Reader } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook } from './office-book.ts'

export interface LogAccessDeps {
  readonly read: Pick<Reader, 'log' | 'wraps'>
  readonly offices: OfficeBook
}

/** A log that the caller may read, with the rows that give its key to the caller. */
export interface ReadableLog {
  readonly row: LogRow
  readonly wraps: readonly WrapRow[]
}

/**
 * Default deny: a log is there for those who have a row of it, and for nobody else, so that asking tells nothing. The office log
 * is there for every member of the office.
 *
 * @throws Refusal `no-such-log` for a log that does not exist, is another office's, or has no row for the caller.
 */
export async function readableLog(deps: LogAccessDeps, caller: Caller, log: string): Promise<ReadableLog> {
  const state = await deps.offices.current(caller.office)
  const readers = await deps.offices.readersOf(state, caller.signKey)
  const [row, wraps] = await Promise.all([deps.read.log(log), deps.read.wraps(log, readers)])
  const open = row !== null && row.office === caller.office && (row.kind === 'office' || wraps.length > 0)
  if (!open) throw new Refusal('no-such-log')
  return { row, wraps }
}
