import * as v from 'valibot'
import { equalBytes, fromBase64url } from '#base/bytes.ts'
import { addDays, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { jsonOf } from '#clients/transport/api.ts'
import { dayLeaves, journalOrigin } from '#sealing/proof/journal.ts'
import { treeRoot } from '#sealing/proof/merkle.ts'
import { openNote, parseCheckpoint } from '#sealing/proof/note.ts'
import { checkProof, type JournalProof } from '#sealing/proof/proof-file.ts'
import { journalMessage } from '#wire/journal.ts'
import type { ReportView } from './member.ts'
import type { Session } from './session.ts'

/** The office's journal as this device verified it. */
export interface JournalView {
  readonly firstDay: Day
  /** Null before the first day is over. */
  readonly lastDay: Day | null
  readonly days: number
  /** The signed note, to be kept elsewhere: whoever has it notices each later change of what it covers. */
  readonly checkpoint: string | null
}

/**
 * Reads the journal whole, holds it to the checkpoint that the server signed, and demands that what this device saw before is its
 * beginning.
 *
 * @throws Refusal `forged-history` for a journal that went back, was changed, or is not what was signed
 */
export async function readJournal(session: Session): Promise<JournalView> {
  const { known } = session.unlocked().journal
  const { fold } = session.officeLog()
  const message = await fetchJournal(session)
  if (message === null) {
    if (known.roots.length > 0) throw new Refusal('forged-history')
    return { firstDay: session.today(), lastDay: null, days: 0, checkpoint: null }
  }
  const { firstDay, checkpoint } = message
  const roots = message.roots.map((root) => fromBase64url(root) ?? new Uint8Array(0))
  const { origin, size, root } = await signed(checkpoint, { origin: journalOrigin(session.id), serverKey: fold.serverKey })
  const whole = origin === journalOrigin(session.id) && size === roots.length && equalBytes(root, treeRoot(dayLeaves({ firstDay, roots })))
  const grew = known.roots.every((each, index) => equalBytes(each, roots[index] ?? new Uint8Array(0)))
  if (!whole || !grew) throw new Refusal('forged-history')
  session.unlocked().journal.known = { roots }
  session.noteSeen(roots.length > known.roots.length)
  return { firstDay, lastDay: addDays(firstDay, roots.length - 1), days: roots.length, checkpoint }
}

async function fetchJournal(session: Session): Promise<v.InferOutput<typeof journalMessage> | null> {
  try {
    const result = v.safeParse(journalMessage, await jsonOf(await session.api.call({ route: 'read-journal', parameters: { office: session.id } })))
    if (!result.success) throw new Refusal('wrong-server')
    return result.output
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no-checkpoint') return null
    throw error
  }
}

async function signed(checkpoint: string, by: { readonly origin: string; readonly serverKey: string }) {
  try {
    return parseCheckpoint(await openNote(checkpoint, { name: by.origin, publicId: by.serverKey }))
  } catch (error) {
    throw error instanceof Refusal ? new Refusal('forged-history') : error
  }
}

/** A proof for an entry of a log that this member reads. @param hash - the entry's, as this device verified it. @throws Refusal `proof-not-yet`, `forged-history` */
export async function fetchEntryProof(session: Session, entry: { readonly log: string; readonly seq: number; readonly hash: string }): Promise<JournalProof> {
  const { log, seq, hash } = entry
  const proof = await jsonOf(await session.api.call({ route: 'read-proof', parameters: { log, seq: String(seq) } })) as JournalProof
  const proved = await checkProof(proof)
  if (proved.office !== session.id || proved.entry !== hash) throw new Refusal('forged-history')
  return proof
}

/** A proof for a report, by its first entry. @throws Refusal `proof-not-yet`, `forged-history` */
export async function fetchReportProof(session: Session, { id, chain }: Pick<ReportView, 'id' | 'chain'>): Promise<JournalProof> {
  const first = chain.find(({ log, seq }) => log === 'report' && seq === 0)
  if (first === undefined) throw new Error('a report without its first entry')
  return fetchEntryProof(session, { log: id, seq: 0, hash: first.hash })
}
