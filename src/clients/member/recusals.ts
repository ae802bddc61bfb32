import { Refusal } from '#base/refusal.ts'
import { conflictsIn, type Conflict } from '#domain/conflicts.ts'
import { isReader } from '#domain/reader.ts'
import { byHash } from '#sealing/proof/generations.ts'
import type { HeldLog } from './held-log.ts'
import { forgetKeys, nameOfKey } from './log-keys.ts'
import type { RecusalView } from './member.ts'
import { peopleOf, readersWithout } from './readers.ts'
import type { Session } from './session.ts'

/**
 * [Note: Conflicts of interest] Whoever makes a key knows it, so nobody can take a report away from themselves. The desk log says who is concerned, in their own
 * word or by a colleague's finding: their device forgets the report, the server keeps it from them, and the first device of a colleague that touches it gives it a key
 * without them. A declaration is undone by a colleague alone, who grants them the desk log by name; a finding by the word of a third person, and by no grant.
 * All of it stands in signed headers: no word of the server's, and no body, is needed to tell.
 */

/** Who is kept out of a report, oldest first: by their own word, or by what a colleague found. */
export function conflictsOf(desk: Pick<HeldLog, 'log' | 'wraps'>): ReadonlyMap<string, Conflict> {
  // Hardly any report has one, and rows take time to hash.
  if (desk.log.entries.every(({ header }) => header.kind !== 'recusal' && header.kind !== 'conflict')) return new Map()
  const rows = byHash(desk.wraps)
  const named = (hash: string): readonly string[] => {
    const reader = rows.get(hash)?.reader ?? ''
    return reader.startsWith('member:') ? [reader.slice('member:'.length)] : []
  }
  return conflictsIn(desk.log.entries.map(({ header: { kind, author, about, wraps = [] } }) => ({ kind, author, about, given: wraps.flatMap(named) })))
}

export function recusedIn(desk: Pick<HeldLog, 'log' | 'wraps'>): readonly string[] {
  return [...conflictsOf(desk).keys()]
}

/** Readers without any of these members. */
export function withoutRecused(session: Session, readers: readonly string[], recused: readonly string[]): readonly string[] {
  return recused.reduce((left, signKey) => readersWithout(session, left, `member:${signKey}`), readers)
}

/** Those of them who still have the present key of a log. */
export function stillReading(session: Session, { readers }: Pick<HeldLog, 'readers'>, recused: readonly string[]): readonly string[] {
  const { fold } = session.officeLog()
  return recused.filter((signKey) => readers.some((reader) => isReader(fold, reader, signKey)))
}

/** Everybody who has one, as their colleagues see it. */
export function recusalsOf(session: Session, { report, desk }: { readonly report: HeldLog; readonly desk: HeldLog }): readonly RecusalView[] {
  const conflicts = conflictsOf(desk)
  const waiting = new Set([report, desk].flatMap((held) => stillReading(session, held, [...conflicts.keys()])))
  return [...conflicts].map(([signKey, { found }]) => ({ signKey, waits: waiting.has(signKey), found }))
}

/** @throws Refusal `recused`: this device keeps no key of a report in which its member has a conflict of interest, whatever it is served */
export function checkNotRecused(session: Session, report: HeldLog, desk: HeldLog): void {
  if (!recusedIn(desk).includes(session.unlocked().signing.publicId)) return
  forgetRecused(session, report.log.log, desk.log.log)
  throw new Refusal('recused')
}

/** @throws Refusal `conflict-found` for a member about whom a colleague's finding stands: it is taken back first */
export function checkNoneFound(desk: Pick<HeldLog, 'log' | 'wraps'>, signKey: string | undefined): void {
  if (signKey !== undefined && (conflictsOf(desk).get(signKey)?.found.length ?? 0) > 0) throw new Refusal('conflict-found')
}

/** @throws Refusal `only-reader` where nobody else of the office would be left to read it */
export function checkOthersRead(session: Session, report: HeldLog, desk: HeldLog): void {
  const me = session.unlocked().signing.publicId
  const left = withoutRecused(session, report.readers, [...recusedIn(desk), me])
  if (!peopleOf(session, left).some(({ members }) => members.length > 0)) throw new Refusal('only-reader')
}

/** Keys, and words that were sent and not acknowledged. How far the logs were seen stays: hashes, which hold a lying server to its word. */
export function forgetRecused(session: Session, report: string, desk: string): void {
  forgetKeys(session, report)
  const { logKeys, keyrings, unsure } = session.unlocked()
  for (const [name, { log, generation, key }] of logKeys) {
    if (log !== desk) continue
    key.forget()
    logKeys.delete(name)
    keyrings.unlisted.delete(nameOfKey({ log, generation }))
  }
  for (const [name, { log }] of keyrings.unlisted) if (log === report || log === desk) keyrings.unlisted.delete(name)
  for (const name of unsure.keys()) if (name.startsWith(`${report} `)) unsure.delete(name)
}
