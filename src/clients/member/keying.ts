import { Refusal } from '#base/refusal.ts'
import type { RekeyReason } from '#domain/reasons.ts'
import { isReader } from '#domain/reader.ts'
import { needsNewEpoch } from '#domain/team.ts'
import type { LogEnd } from '#sealing/seal/entry.ts'
import { sealGrant, sealRekey, type To } from '#sealing/seal/rekey.ts'
import { memberReader, REPORTER_READER } from '#sealing/sealed/entry.ts'
import { ATTEMPTS_MAX, isStale as isOvertaken, sendReady } from './append.ts'
import { isStale, presentReaders, questionReadersOf, readersWithout, recipientsOf } from './readers.ts'
import type { HeldLog } from './held-log.ts'
import { recusedIn, stillReading, withoutRecused } from './recusals.ts'
import type { Session } from './session.ts'
import { renewTeams } from './teams.ts'

/** A report and its desk log, if somebody opened the report. */
export interface Pair {
  readonly report: HeldLog
  readonly desk: HeldLog | null
}

/** Who is to read both, told anew for each log as it stands: the desk log has the report's readers but for the reporter. */
export type Wanted = (session: Session, readers: readonly string[]) => readonly string[]

export interface Keying<P extends Pair> {
  /** Reads both anew. */
  open(): Promise<P>
  readonly wanted: Wanted
  readonly reason: RekeyReason
  /** The signing key of a member who declared a conflict of interest, and is given the report all the same. */
  readonly lifts?: string
}

/**
 * Brings both logs to the readers that are wanted: a new key where somebody reads who should not, the present key to whoever lacks it. Each
 * step is an entry of its own, and whoever comes after a device that died between two of them goes on where it stopped.
 *
 * @returns the pair as it is then, and how many entries it took.
 * @throws Refusal `not-allowed` if nobody would be left, or the caller would not
 */
export async function settleReaders<P extends Pair>(session: Session, { open, reason, ...order }: Keying<P>): Promise<{ readonly pair: P; readonly written: number }> {
  for (let written = 0, attempt = 1; ; attempt++) {
    const pair = await open()
    await renewFor(session, pair.report)
    const step = nextStep(session, pair, order)
    if (step === null) return { pair, written }
    try {
      await take(session, step, reason)
      written += 1
    } catch (error) {
      if (!isOvertaken(error) || attempt >= 2 * ATTEMPTS_MAX) throw error
    }
  }
}

/** As the office has them now: nobody new, and nobody who left. */
export const asTheyAre: Wanted = (session, readers) => presentReaders(session, readers)

export function withReaders(more: readonly string[]): Wanted {
  return (session, readers) => [...new Set([...presentReaders(session, readers), ...more])]
}

export function without(out: string): Wanted {
  return (session, readers) => readersWithout(session, readers, out)
}

/** A team in which somebody is who may not read any more gets its next epoch first, or the new key would go to that person too. */
async function renewFor(session: Session, { readers }: Pick<HeldLog, 'readers'>): Promise<void> {
  const { fold } = session.officeLog()
  if (readers.some((reader) => reader.startsWith('team:') && needsNewEpoch(fold, reader.split(':')[1] ?? ''))) await renewTeams(session)
}

interface Step {
  readonly kind: 'rekey' | 'grant'
  readonly to: HeldLog
  readonly report: HeldLog
  readonly readers: readonly string[]
  /** Somebody reads it who declared a conflict of interest. */
  readonly isNarrowed: boolean
}

/** Whoever declared a conflict of interest is in no key that is made from now on. @see [Note: Conflicts of interest] */
function nextStep(session: Session, { report, desk }: Pair, { wanted, lifts }: Pick<Keying<Pair>, 'wanted' | 'lifts'>): Step | null {
  const recused = (desk === null ? [] : recusedIn(desk)).filter((signKey) => signKey !== lifts)
  const readers = withoutRecused(session, wanted(session, report.readers), recused)
  const me = session.unlocked().signing.publicId
  if (!readers.some((reader) => isReader(session.officeLog().fold, reader, me))) throw new Refusal('not-allowed')
  const ofDesk = readers.filter((reader) => reader !== REPORTER_READER)
  const step = (to: HeldLog, wants: readonly string[]): Step | null => stepFor(session, { report, to, readers: wants, isNarrowed: stillReading(session, to, recused).length > 0 })
  return step(report, readers) ?? (desk === null ? null : step(desk, ofDesk))
}

function stepFor(session: Session, step: Omit<Step, 'kind'>): Step | null {
  const { to, readers } = step
  if (isStale(to, session, readers)) return { ...step, kind: 'rekey' }
  const lacking = readers.filter((reader) => !to.readers.includes(reader))
  return lacking.length === 0 ? null : { ...step, kind: 'grant', readers: lacking }
}

async function take(session: Session, { kind, to, report, readers, isNarrowed }: Step, reason: RekeyReason): Promise<void> {
  await change(session, to, { kind, reason: isNarrowed ? 'left-out' : reason, readers: await recipientsOf(session, report, readers) })
}

interface Change {
  readonly kind: Step['kind']
  readonly reason: RekeyReason
  readonly readers: readonly To[]
}

async function change(session: Session, { log, key }: HeldLog, { kind, reason, readers }: Change): Promise<void> {
  const end: LogEnd = { office: session.id, log: log.log, generation: key.generation, length: log.length, head: log.head }
  const to = { authored: session.authored(), readers }
  await sendReady(session, log.log, kind === 'rekey' ? await sealRekey(end, key, { ...to, reason }) : await sealGrant(end, key, to))
}

/**
 * Brings one log to the readers that are wanted, as `settleReaders` does a report and its desk.
 * @param open - reads it anew. @param wanted - who is to read it, told anew for the log as it stands
 * @throws Refusal `not-allowed` if the caller would not be among them
 */
export async function settleOne<O extends { readonly held: HeldLog }>(session: Session, open: () => Promise<O>, { wanted, reason }: { readonly wanted: (opened: O) => readonly string[]; readonly reason: RekeyReason }): Promise<O> {
  for (let attempt = 1; ; attempt++) {
    const opened = await open()
    const { held } = opened
    await renewFor(session, held)
    const readers = wanted(opened)
    const me = session.unlocked().signing.publicId
    if (!readers.some((reader) => isReader(session.officeLog().fold, reader, me))) throw new Refusal('not-allowed')
    const step = stepFor(session, { report: held, to: held, readers, isNarrowed: false })
    if (step === null) return opened
    try {
      await take(session, step, reason)
    } catch (error) {
      if (!isOvertaken(error) || attempt >= 2 * ATTEMPTS_MAX) throw error
      await session.refresh()
    }
  }
}

/** A question to an expert, as far as who reads it is concerned. */
export interface Question {
  readonly held: HeldLog
  /** Who reads its report now; null for the expert, who knows nothing of it and changes no key. */
  readonly reads: Pick<HeldLog, 'readers'> | null
  /** Null where it is not told whom it was asked of. */
  readonly expert: string | null
  readonly hasEnded: boolean
}

/**
 * Brings a question to those who read its report now, and the expert: a new key where somebody reads it who should not, the present key to whoever lacks
 * it. After its end nothing is said that a new key could keep from anybody, so it is only given on.
 *
 * @param open - reads it anew.
 * @returns the question as it is then, and how many entries it took.
 * @throws Refusal `not-allowed` if nobody of the office would be left
 */
export async function settleQuestion<Q extends Question>(session: Session, open: () => Promise<Q>, reason: RekeyReason): Promise<{ readonly question: Q; readonly written: number }> {
  for (let written = 0, attempt = 1; ; attempt++) {
    const question = await open()
    if (question.reads !== null) await renewFor(session, question.reads)
    const step = questionStep(session, question)
    if (step === null) return { question, written }
    try {
      await change(session, question.held, { ...step, reason })
      written += 1
    } catch (error) {
      if (!isOvertaken(error) || attempt >= 2 * ATTEMPTS_MAX) throw error
      await session.refresh()
    }
  }
}

function questionStep(session: Session, { held, reads, expert, hasEnded }: Question): Pick<Change, 'kind' | 'readers'> | null {
  if (reads === null || expert === null) return null
  const to = questionReadersOf(session, reads, expert)
  const own = memberReader(expert)
  const lacking = to.filter(({ reader }) => !held.readers.includes(reader))
  // An expert is never given a key that others have already: an expert who lacks it was left out of it, and begins with the next one.
  const isNew = isStale(held, session, to.map(({ reader }) => reader)) || lacking.some(({ reader }) => reader === own)
  if (!hasEnded && isNew) return { kind: 'rekey', readers: to }
  const given = hasEnded ? lacking.filter(({ reader }) => reader !== own && !held.readers.some((each) => covers(session, each, reader))) : lacking
  return given.length === 0 ? null : { kind: 'grant', readers: given }
}

/** Whether who reads as `one` has what `other` would be given: a team in whichever epoch, because it has the keys of all, and who is of it. */
function covers(session: Session, one: string, other: string): boolean {
  const [kind, name] = one.split(':')
  if (kind === 'team' && other.startsWith(`team:${name ?? ''}:`)) return true
  return other.startsWith('member:') && isReader(session.officeLog().fold, one, other.slice('member:'.length))
}
