import type { ReportView } from '#clients/member/member.ts'
import type { Note, Turn } from '#domain/conversation.ts'

/** One thing that was written, on either log, in the order in which people read it. */
export type Moment =
  | { readonly kind: 'turn'; readonly key: string; readonly turn: Turn }
  | { readonly kind: 'note'; readonly key: string; readonly note: Note }

/** Turns in the order of the report's log; each note behind the turn that its author had read last. */
export function timelineOf(view: ReportView): readonly Moment[] {
  const seqOf = new Map(view.chain.filter((link) => link.log === 'report').map((link) => [link.hash, link.seq]))
  const lastSeq = view.conversation.turns.at(-1)?.seq ?? 0
  const notesAfter = new Map<number, Note[]>()
  for (const note of view.desk.notes) {
    const seq = seqOf.get(note.reportHead) ?? lastSeq
    notesAfter.set(seq, [...(notesAfter.get(seq) ?? []), note])
  }
  return view.conversation.turns.flatMap((turn): Moment[] => [
    { kind: 'turn', key: `report-${turn.seq}`, turn },
    ...(notesAfter.get(turn.seq) ?? []).map((note): Moment => ({ kind: 'note', key: `desk-${note.seq}`, note })),
  ])
}

/** What stands in `after` and did not in `before`: written meanwhile, by the reporter or by another member. */
export function newMoments(before: ReportView, after: ReportView): readonly Moment[] {
  const known = new Set(timelineOf(before).map((moment) => moment.key))
  return timelineOf(after).filter((moment) => !known.has(moment.key))
}
