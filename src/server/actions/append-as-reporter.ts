import { Refusal } from '#base/refusal.ts'
import type { Acknowledgement } from '#sealing/proof/acknowledgement.ts'
import type { Append } from '#wire/append.ts'
import { continueLog, type ContinueLogDeps } from './append-to-log.ts'
import { checkEntry } from './checked-entry.ts'
import { keep, keepOrRepeat } from './keep.ts'
import type { OfficeBook } from './office-book.ts'
import { reportOf, type ReporterDeps } from './reporter.ts'

export interface AppendAsReporterDeps extends ContinueLogDeps, ReporterDeps {
  readonly read: ContinueLogDeps['read'] & ReporterDeps['read']
  readonly offices: OfficeBook
}

/**
 * The reporter's entry on their own report: known by the receipt code, and signed by the key that signed entry 0.
 * @throws Refusal `no-such-report`, and as `appendToLog` does
 */
export async function appendAsReporter(deps: AppendAsReporterDeps, authorization: string | null, append: Append): Promise<Acknowledgement> {
  const row = await reportOf(deps, authorization)
  const checked = await checkEntry(append, { sealed: true })
  if (checked.log !== row.log) throw new Refusal('malformed', { member: 'log' })
  if (checked.header.author !== row.author) throw new Refusal('not-allowed')
  return keepOrRepeat(deps, checked, async () => {
    const state = await deps.offices.recent(row.office)
    const known = state.seqOf.has(checked.header.seen ?? '') ? state : await deps.offices.current(row.office)
    return keep(deps, await continueLog(deps, { row, state: known, checked, role: 'reporter' }))
  })
}
