import type * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import type { logList } from '#wire/messages.ts'
import type { Reader } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { LogAccessDeps } from './log-access.ts'

export interface ListCasesDeps extends Pick<LogAccessDeps, 'offices'> {
  readonly read: Pick<Reader, 'cases'>
}

/** Cases to whose present key the caller has a row, newest first, as ids. What they are, and which reports are in them, only their logs say. */
export async function listCases({ offices, read }: ListCasesDeps, caller: Caller, { after }: { readonly after?: string | undefined }): Promise<v.InferOutput<typeof logList>> {
  const readers = await offices.readersOf(await offices.current(caller.office), caller.signKey)
  const rows = await read.cases(caller.office, { readers, after: after ?? null, limit: LIMITS.queuePageMax })
  return { logs: rows.map(({ log }) => log), next: rows.length < LIMITS.queuePageMax ? null : rows.at(-1)?.log ?? null }
}
