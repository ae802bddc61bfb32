import { Refusal } from '#base/refusal.ts'
import type { Office } from '#domain/office.ts'
import { isReader } from '#domain/reader.ts'
import type { LogRow, Reader, RecusalChange } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { CheckedEntry } from './checked-entry.ts'

/**
 * [Note: Recusals] Who declares a conflict of interest says so in the desk log, by an entry whose kind and author are clear: from then on the server keeps the report
 * and everything about it from them, before any colleague's device has changed its key. It ends where another member grants the desk log's key to
 * them by name, and by nothing else.
 */
export function recusalsIn({ kind, office, about }: LogRow, { header, wraps }: CheckedEntry): readonly RecusalChange[] {
  if (kind !== 'desk' || about === null) return []
  if (header.kind === 'recusal') return [{ office, report: about, signKey: header.author, stands: true }]
  if (header.kind !== 'grant') return []
  return namedIn(wraps.map(({ reader }) => reader)).filter((signKey) => signKey !== header.author).map((signKey) => ({ office, report: about, signKey, stands: false }))
}

/** @throws Refusal `no-such-log` for whoever declared a conflict of interest in the report that a log is, or is about */
export async function checkServed(read: Pick<Reader, 'recusals'>, { office, signKey }: Caller, row: LogRow): Promise<void> {
  const report = reportOf(row)
  if (report !== null && (await read.recusals(office, signKey)).includes(report)) throw new Refusal('no-such-log')
}

/**
 * A new key that somebody would get who declared a conflict of interest was made by a device that does not know of it yet: it looks again. Of the present key
 * somebody else gives them a row of their own, or nobody.
 * @throws Refusal `stale-head`, `malformed`
 */
export async function checkRecused(read: Pick<Reader, 'recusedFrom'>, keying: { readonly row: LogRow; readonly fold: Office; readonly checked: CheckedEntry }): Promise<void> {
  const { row, fold, checked: { header, wraps } } = keying
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
