import type { ReportView } from './member.ts'

/** Hashes of the report's entries, in order. */
export function reportHashes({ chain }: Pick<ReportView, 'chain'>): readonly string[] {
  return chain.filter(({ log }) => log === 'report').map(({ hash }) => hash)
}
