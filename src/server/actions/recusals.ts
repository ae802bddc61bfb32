import { Refusal } from '#base/refusal.ts'
import { CONFLICT_KINDS, conflictsIn, mayEnd, NO_CONFLICT, type ConflictStep } from '#domain/conflicts.ts'
import { mayHandle, type Office } from '#domain/office.ts'
import { isReader } from '#domain/reader.ts'
import { byHash } from '#sealing/proof/generations.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { LogRow, Reader, RecusalChange } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { CheckedEntry } from './checked-entry.ts'

interface RecusalDeps {
  readonly read: Pick<Reader, 'allWraps' | 'entries' | 'recusedFrom'>
}

interface Keyed {
  readonly row: LogRow
  readonly fold: Office
  readonly checked: CheckedEntry
}

/**
 * [Note: Recusals] A conflict of interest stands in the desk log, in entries whose kind, author and member are clear: a member's own word, or a colleague's finding. From
 * then on the server keeps the report and everything about it from that member, before any colleague's device has changed its key. How each ends the domain
 * says, and clients derive the same. @see conflictsIn
 *
 * @throws Refusal `malformed` for a finding about nobody of the office, or about oneself; `second-person` for whoever may not take one back; `conflict-found` for a grant to whom one stands about
 */
export async function recusalsAfter(deps: RecusalDeps, { row, fold, checked }: Keyed): Promise<readonly RecusalChange[]> {
  const { header, wraps } = checked
  const { kind, office, about: report } = row
  if (kind !== 'desk' || report === null || !CONFLICT_KINDS.has(header.kind)) return []
  const change = (signKey: string, stands: boolean): RecusalChange => ({ office, report, signKey, stands })
  if (header.kind === 'recusal') return [change(header.author, true)]
  const { about = '' } = header
  if (header.kind === 'conflict') {
    if (about === header.author || !mayHandle(fold, about)) throw new Refusal('malformed', { member: 'about' })
    return [change(about, true)]
  }
  const given = namedIn(wraps.map(({ reader }) => reader))
  const kept = await deps.read.recusedFrom(report)
  if (header.kind === 'grant' && !given.some((signKey) => kept.includes(signKey))) return []
  const steps = await stepsOf(deps, row)
  const before = conflictsIn(steps)
  if (header.kind === 'conflict-ended' && !mayEnd(before.get(about) ?? NO_CONFLICT, { author: header.author, about })) throw new Refusal('second-person')
  if (header.kind === 'grant' && given.some((signKey) => (before.get(signKey)?.found.length ?? 0) > 0)) throw new Refusal('conflict-found')
  const after = conflictsIn([...steps, { kind: header.kind, author: header.author, about, given }])
  return [...before.keys()].filter((signKey) => !after.has(signKey)).map((signKey) => change(signKey, false))
}

const PAGE = 64

/** What conflicts of interest hang on, out of the log's own headers. */
async function stepsOf({ read }: RecusalDeps, { log, length }: LogRow): Promise<readonly ConflictStep[]> {
  const rows = byHash(await read.allWraps(log))
  const steps: ConflictStep[] = []
  for (let from = 0; from < length; from += PAGE) {
    for (const entry of await read.entries(log, from, PAGE)) {
      const { kind, author, about, wraps = [] } = parseHeader(entry.header)
      if (CONFLICT_KINDS.has(kind)) steps.push({ kind, author, about, given: namedIn(wraps.flatMap((hash) => rows.get(hash)?.reader ?? [])) })
    }
  }
  return steps
}

/** @throws Refusal `no-such-log` for whoever has a conflict of interest in the report that a log is, or is about */
export async function checkServed(read: Pick<Reader, 'recusals'>, { office, signKey }: Caller, row: LogRow): Promise<void> {
  const report = reportOf(row)
  if (report !== null && (await read.recusals(office, signKey)).includes(report)) throw new Refusal('no-such-log')
}

/**
 * A new key that somebody would get who has a conflict of interest was made by a device that does not know of it yet: it looks again. Of the present key
 * somebody else gives them a row of their own, or nobody.
 * @throws Refusal `stale-head`, `malformed`
 */
export async function checkRecused(read: Pick<Reader, 'recusedFrom'>, keyed: Keyed): Promise<void> {
  const { row, fold, checked: { header, wraps } } = keyed
  const report = reportOf(row)
  if (report === null || wraps.length === 0) return
  const readers = wraps.map(({ reader }) => reader)
  for (const signKey of await read.recusedFrom(report)) {
    const given = readers.filter((reader) => isReader(fold, reader, signKey))
    if (given.length === 0) continue
    if (header.kind === 'rekey') throw new Refusal('stale-head', { length: row.length, log: row.log })
    if (header.author === signKey || given.some((reader) => !namedIn([reader]).includes(signKey))) throw new Refusal('malformed', { member: 'wraps' })
  }
}

function reportOf({ kind, log, about }: LogRow): string | null {
  return kind === 'report' ? log : about
}

function namedIn(readers: readonly string[]): readonly string[] {
  return readers.filter((reader) => reader.startsWith('member:')).map((reader) => reader.slice('member:'.length))
}
