import { Refusal } from '#base/refusal.ts'
import type { LogPage } from '#wire/log.ts'
import type { Reader } from '../store/store.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { Caller } from './caller.ts'
import { readableLog, type LogAccessDeps, type ReadableLog } from './log-access.ts'
import { logPage } from './log-page.ts'

export interface ReadLogDeps extends LogAccessDeps {
  readonly read: Pick<Reader, 'allWraps' | 'deskOf' | 'entries' | 'log' | 'recusals' | 'wraps'>
  readonly trail: AuditTrail
}

/**
 * Entries of a log that the caller may read, with the rows that give its key. That the rows were given is written down first.
 * @throws Refusal `no-such-log`
 */
export async function readLog(deps: ReadLogDeps, caller: Caller, request: { readonly log: string; readonly from: number }): Promise<LogPage> {
  return pageFor(deps, caller, { readable: await readableLog(deps, caller, request.log), from: request.from })
}

/** The desk log about a report, as `readLog` gives it. @throws Refusal `no-such-log` if no handler opened the report yet, or the caller cannot read it. */
export async function readDesk(deps: ReadLogDeps, caller: Caller, request: { readonly report: string; readonly from: number }): Promise<LogPage> {
  const desk = await deps.read.deskOf(request.report)
  if (desk === null) throw new Refusal('no-such-log')
  return pageFor(deps, caller, { readable: await readableLog(deps, caller, desk.log), from: request.from })
}

async function pageFor(deps: ReadLogDeps, caller: Caller, page: { readonly readable: ReadableLog; readonly from: number }): Promise<LogPage> {
  const { readable: { row, wraps }, from } = page
  await deps.trail.keysGiven(caller, row.log)
  return logPage(deps.read, row, { from, wraps })
}
