import type * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { appraisalRole, foldAppraisal, isReleased } from '#domain/appraisal.ts'
import { isExpert } from '#domain/experts.ts'
import type { AuthorRole } from '#domain/kinds.ts'
import { isExpertRole } from '#domain/roles.ts'
import { memberReader } from '#sealing/sealed/entry.ts'
import { parseHeader, type Header } from '#sealing/sealed/header.ts'
import type { logList } from '#wire/messages.ts'
import type { LogRow, Reader } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { CheckedEntry } from './checked-entry.ts'
import { checkKnows } from './disclosures.ts'
import { readableLog, type LogAccessDeps } from './log-access.ts'
import type { OfficeState } from './office-book.ts'

/**
 * A question to an expert: by a handler who knows the office as it is, for whoever reads the report on the office's side and one expert.
 * @param readers - those of the report whom the office still has, teams in their latest epoch.
 * @throws Refusal `stale-head`, `malformed`
 */
export function checkQuestion(state: OfficeState, { header, wraps }: CheckedEntry, readers: readonly string[]): void {
  checkKnows(state, header.seen)
  const others = wraps.map(({ reader }) => reader).filter((reader) => !readers.includes(reader))
  const fits = others.length === 1 && [...state.fold.members.keys()].some((signKey) => others[0] === memberReader(signKey) && isExpert(state.fold, signKey))
  if (!fits) throw new Refusal('malformed', { member: 'wraps' })
}

/** As what the author writes in an appraisal. @throws Refusal `stale-head` if the author knows an older office, `not-allowed` if it is neither handler nor expert */
export function partIn(state: OfficeState, { header }: Pick<CheckedEntry, 'header'>): AuthorRole {
  checkKnows(state, header.seen)
  const role = appraisalRole(state.fold, header.author)
  if (role === null) throw new Refusal('not-allowed')
  return role
}

/** Bodies are left aside a few at a time: whoever writes many must not fill the memory of each later entry. */
const PAGE = 8

/** Whether the step may follow. @throws Refusal `transition-not-allowed`, `not-allowed` */
export async function checkAppraisalStep(read: Pick<Reader, 'entries'>, row: LogRow, { header }: CheckedEntry): Promise<void> {
  foldAppraisal([...await headersOf(read, row), header])
}

/** An expert opens no file before taking the question on, and none after its end. @throws Refusal `files-not-released` */
export async function checkReleased(read: Pick<Reader, 'entries'>, row: LogRow): Promise<void> {
  if (!isReleased(foldAppraisal(await headersOf(read, row)))) throw new Refusal('files-not-released')
}

async function headersOf(read: Pick<Reader, 'entries'>, { log, length }: LogRow): Promise<readonly Header[]> {
  const headers: Header[] = []
  while (headers.length < length) headers.push(...(await read.entries(log, headers.length, Math.min(PAGE, length - headers.length))).map((entry) => parseHeader(entry.header)))
  return headers
}

export interface ListAppraisalsDeps extends LogAccessDeps {
  readonly read: LogAccessDeps['read'] & Pick<Reader, 'appraisals'>
}

/**
 * Appraisals that the caller reads, newest first, as ids: those about reports that the caller reads, and of an expert the expert's own. What they are, their
 * logs say.
 */
export async function listAppraisals(deps: ListAppraisalsDeps, caller: Caller, query: { readonly about?: string | undefined; readonly after?: string | undefined }): Promise<v.InferOutput<typeof logList>> {
  const state = await deps.offices.current(caller.office)
  const readers = await deps.offices.readersOf(state, caller.signKey)
  const rows = await deps.read.appraisals(caller.office, { readers, about: query.about ?? null, after: query.after ?? null, limit: LIMITS.queuePageMax })
  const open = new Map<string, boolean>()
  for (const { about } of rows) if (about !== null && !open.has(about)) open.set(about, isExpertRole(caller.roles) || await readsReport(deps, caller, about))
  const logs = rows.filter(({ about }) => about !== null && open.get(about) === true).map(({ log }) => log)
  return { logs, next: rows.length < LIMITS.queuePageMax ? null : rows.at(-1)?.log ?? null }
}

async function readsReport(deps: LogAccessDeps, caller: Caller, report: string): Promise<boolean> {
  try {
    await readableLog(deps, caller, report)
    return true
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no-such-log') return false
    throw error
  }
}
