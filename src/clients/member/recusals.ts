import { Refusal } from '#base/refusal.ts'
import { isReader } from '#domain/reader.ts'
import { byHash } from '#sealing/proof/generations.ts'
import type { HeldLog } from './held-log.ts'
import { forgetKeys, nameOfKey } from './log-keys.ts'
import type { RecusalView } from './member.ts'
import { peopleOf, readersWithout } from './readers.ts'
import type { Session } from './session.ts'

/**
 * [Note: Conflicts of interest] Whoever makes a key knows it, so nobody can take a report away from themselves. They say in the desk log that they are concerned; their
 * device forgets the report, the server keeps it from them, and the first device of a colleague that touches it gives it a key without them. Undone by a
 * colleague alone, who grants them the desk log by name. All of it stands in signed headers: no word of the server's, and no body, is needed to tell.
 */

/** Who declared a conflict of interest and was not given access by somebody else since, oldest first. */
export function recusedIn(desk: Pick<HeldLog, 'log' | 'wraps'>): readonly string[] {
  // Hardly any report has one, and rows take time to hash.
  if (desk.log.entries.every(({ header }) => header.kind !== 'recusal')) return []
  const rows = byHash(desk.wraps)
  const recused = new Set<string>()
  for (const { header } of desk.log.entries) {
    if (header.kind === 'recusal') recused.add(header.author)
    if (header.kind !== 'grant') continue
    for (const hash of header.wraps ?? []) {
      const reader = rows.get(hash)?.reader ?? ''
      const signKey = reader.startsWith('member:') ? reader.slice('member:'.length) : ''
      if (signKey !== header.author) recused.delete(signKey)
    }
  }
  return [...recused]
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

/** Everybody who declared one, as their colleagues see it. */
export function recusalsOf(session: Session, { report, desk }: { readonly report: HeldLog; readonly desk: HeldLog }): readonly RecusalView[] {
  const recused = recusedIn(desk)
  const waiting = new Set([report, desk].flatMap((held) => stillReading(session, held, recused)))
  return recused.map((signKey) => ({ signKey, waits: waiting.has(signKey) }))
}

/** @throws Refusal `recused`: this device keeps no key of a report in which its member declared a conflict of interest, whatever it is served */
export function checkNotRecused(session: Session, report: HeldLog, desk: HeldLog): void {
  if (!recusedIn(desk).includes(session.unlocked().signing.publicId)) return
  forgetRecused(session, report.log.log, desk.log.log)
  throw new Refusal('recused')
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
