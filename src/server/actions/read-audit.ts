import { Refusal } from '#base/refusal.ts'
import type { LogPage } from '#wire/log.ts'
import type { Reader } from '../store/store.ts'
import type { Caller } from './caller.ts'
import { logPage } from './log-page.ts'

export interface ReadAuditDeps {
  readonly read: Pick<Reader, 'auditLog' | 'entries'>
}

/** The office's audit log, whose bodies are clear. @throws Refusal `no-such-log` while nothing was written yet */
export async function readAudit({ read }: ReadAuditDeps, { office }: Caller, from: number): Promise<LogPage> {
  const row = await read.auditLog(office)
  if (row === null) throw new Refusal('no-such-log')
  return logPage(read, row, { from, wraps: [] })
}
