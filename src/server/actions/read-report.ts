import { REPORTER_READER } from '#sealing/sealed/entry.ts'
import type { LogPage } from '#wire/log.ts'
import type { Reader } from '../store/store.ts'
import { logPage } from './log-page.ts'
import { reportOf, type ReporterDeps } from './reporter.ts'

export interface ReadReportDeps extends ReporterDeps {
  readonly read: Pick<Reader, 'entries' | 'log' | 'reportByAccess' | 'wraps'>
}

/** The conversation that a receipt code opens, with the reporter's own key row. @throws Refusal `no-such-report` */
export async function readReport(deps: ReadReportDeps, authorization: string | null, from: number): Promise<LogPage> {
  const row = await reportOf(deps, authorization)
  const wraps = await deps.read.wraps(row.log, [REPORTER_READER])
  return logPage(deps.read, row, { from, wraps })
}
