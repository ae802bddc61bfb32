import { Refusal } from '#base/refusal.ts'
import type { DeskEntry, ReportEntry } from './conversation.ts'

/**
 * [Note: Cited heads] Every entry of a desk log cites the report's head that its author saw. One that the report lacks means that its author wrote an
 * untruth, or that the server keeps back what its author has read: from the entry alone nobody can tell which. So one colleague's word marks the entry,
 * with both readings, and closes nothing. It is believed where it is not one colleague's word: where the reader wrote it, or where two people did, who
 * can both have seen the head only in a report that was longer.
 *
 * @param reader - the signing key of whoever reads.
 * @returns the hashes of entries that cite what the report lacks.
 * @throws Refusal `forged-history`, naming the first of them, where the report was cut
 */
export function suspectsIn(desk: readonly DeskEntry[], report: readonly Pick<ReportEntry, 'hash'>[], reader: string): ReadonlySet<string> {
  const heads = new Set(report.map(({ hash }) => hash))
  const suspects = desk.filter((entry) => 'body' in entry && 'reportHead' in entry.body && !heads.has(entry.body.reportHead))
  const authors = new Set(suspects.map(({ author }) => author))
  if (authors.has(reader) || authors.size > 1) throw new Refusal('forged-history', { seq: suspects[0]?.seq ?? 0 })
  return new Set(suspects.map(({ hash }) => hash))
}
