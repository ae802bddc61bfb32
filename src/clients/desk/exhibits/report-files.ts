import type { ReportView } from '#clients/member/member.ts'
import type { Attachment } from '#domain/bodies.ts'

/** Files that came with a report and are no exhibit yet, each with the entry that cites it. */
export function reportFiles({ conversation, chain, exhibits }: Pick<ReportView, 'conversation' | 'chain' | 'exhibits'>): readonly { readonly entry: string; readonly file: Attachment }[] {
  const entryOf = new Map(chain.filter(({ log }) => log === 'report').map(({ seq, hash }) => [seq, hash]))
  const taken = new Set(exhibits.filter(({ log }) => log === 'report').flatMap(({ files }) => files.map(({ file }) => file)))
  return conversation.turns.flatMap(({ seq, files = [] }) => files.filter(({ file }) => !taken.has(file)).map((file) => ({ entry: entryOf.get(seq) ?? '', file })))
}
