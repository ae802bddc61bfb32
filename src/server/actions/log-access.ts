import { Refusal } from '#base/refusal.ts'
import { isExpertRole } from '#domain/roles.ts'
import { logSubject, type WrapRow } from '#sealing/sealed/entry.ts'
import type { LogRow, Reader } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook } from './office-book.ts'
import { checkServed } from './recusals.ts'

export interface LogAccessDeps {
  readonly read: Pick<Reader, 'allWraps' | 'log' | 'recusals' | 'wraps'>
  readonly offices: OfficeBook
}

/** A log that the caller may read, with the rows that go with it: of the office log the caller's own, of any other every reader's. */
export interface ReadableLog {
  readonly row: LogRow
  readonly wraps: readonly WrapRow[]
}

/**
 * Default deny: a log is there for those who have a row of its **present** generation, and for nobody else, so that asking tells nothing
 * and whoever was left out by a re-keying finds nothing any more. Its readers get every row of it: only with all of them can they tell
 * who reads, which is signed. The office log is there for every member of the office.
 *
 * @throws Refusal `no-such-log` for a log that does not exist, is another office's, or has no row for the caller; nor is one there in whose report the caller declared a conflict of interest. @see [Note: Recusals]
 */
export async function readableLog(deps: LogAccessDeps, caller: Caller, log: string): Promise<ReadableLog> {
  const state = await deps.offices.current(caller.office)
  const own = await deps.offices.readersOf(state, caller.signKey)
  const row = await deps.read.log(log)
  if (row === null || row.office !== caller.office) throw new Refusal('no-such-log')
  await checkServed(deps.read, caller, row)
  if (row.kind === 'office') return { row, wraps: await deps.read.wraps(log, own) }
  const wraps = await deps.read.allWraps(log)
  if (!readersOf(row, wraps).some((reader) => own.includes(reader))) throw new Refusal('no-such-log')
  // An appraisal gets another key a moment after its report: who was left out of the report is left out of what is asked about it at once.
  if (row.kind === 'appraisal' && !isExpertRole(caller.roles)) await readableLog(deps, caller, row.about ?? '')
  return { row, wraps }
}

/** Who has a row of the log's present generation. */
export function readersOf({ generation }: Pick<LogRow, 'generation'>, wraps: readonly WrapRow[]): readonly string[] {
  return wraps.filter(({ subject }) => subject === logSubject(generation)).map(({ reader }) => reader)
}
