import { base64url, type Bytes } from '#base/bytes.ts'
import { daysBetween, type Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { entryHash } from '#sealing/proof/hash.ts'
import { commitmentOf, dayLeaves, journalSalt } from '#sealing/proof/journal.ts'
import { consistencyProof, pathIn, treeLevels } from '#sealing/proof/merkle.ts'
import type { JournalProof } from '#sealing/proof/proof-file.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { JournalMessage } from '#wire/journal.ts'
import type { JournalRow, Reader } from '../store/store.ts'
import type { BatchTrees } from './batch-trees.ts'
import type { Caller } from './caller.ts'
import { batchesOf, batchWith, firstDayOf } from './close-days.ts'
import { readableLog, type LogAccessDeps } from './log-access.ts'
import { reportOf, type ReporterDeps } from './reporter.ts'

export interface JournalDeps {
  readonly read: Pick<Reader, 'entries' | 'journalDay' | 'journalRoots' | 'keptDay' | 'log'>
}

/** @throws Refusal `no-such-office`, `no-checkpoint` before the first day is over, `malformed` for a size that was never reached */
export async function readCheckpoint({ read }: JournalDeps, office: string, since: number | undefined): Promise<{ readonly checkpoint: string; readonly consistency: string[] | null }> {
  const { firstDay, roots, last } = await journalOf(read, office)
  if (since === undefined) return { checkpoint: last.checkpoint, consistency: null }
  if (since < 1 || since > roots.length) throw new Refusal('malformed', { member: 'since' })
  return { checkpoint: last.checkpoint, consistency: consistencyProof(dayLeaves({ firstDay, roots }), since).map((each) => base64url(each)) }
}

/** Everything that the latest checkpoint is made of. @throws Refusal `no-checkpoint` */
export async function readJournal({ read }: JournalDeps, office: string): Promise<JournalMessage> {
  const { firstDay, roots, last } = await journalOf(read, office)
  return { firstDay, roots: roots.map((root) => base64url(root)), checkpoint: last.checkpoint }
}

async function journalOf(read: JournalDeps['read'], office: string): Promise<{ readonly firstDay: Day; readonly roots: readonly Bytes[]; readonly last: JournalRow }> {
  if ((await read.log(office))?.kind !== 'office') throw new Refusal('no-such-office')
  const days = await read.journalRoots(office)
  const day = days.at(-1)?.day
  const last = day === undefined ? null : await read.journalDay(office, day)
  if (last === null) throw new Refusal('no-checkpoint')
  return { firstDay: await firstDayOf(read, office), roots: days.map(({ root }) => root), last }
}

export interface ProofDeps extends JournalDeps {
  readonly trees: BatchTrees
}

export interface ReadProofDeps extends ProofDeps, LogAccessDeps {
  readonly read: JournalDeps['read'] & LogAccessDeps['read']
}

/** A proof for an entry that the caller can read. @throws Refusal `no-such-log`, `proof-not-yet` */
export async function readProof(deps: ReadProofDeps, caller: Caller, at: { readonly log: string; readonly seq: number }): Promise<JournalProof> {
  const { row } = await readableLog(deps, caller, at.log)
  return proofOf(deps, row.office, { ...at, log: row.log })
}

export interface ReadReportProofDeps extends ProofDeps, ReporterDeps {
  readonly read: JournalDeps['read'] & ReporterDeps['read']
}

/** A proof for the bearer's own report. @throws Refusal `no-such-report`, `proof-not-yet` */
export async function readReportProof(deps: ReadReportProofDeps, authorization: string | null): Promise<JournalProof> {
  const row = await reportOf(deps, authorization)
  return proofOf(deps, row.office, { log: row.log, seq: 0 })
}

/** For whom it is, was looked at before. @throws Refusal `no-such-log`, `proof-not-yet` */
export async function proofOf({ read, trees }: ProofDeps, office: string, { log, seq }: { readonly log: string; readonly seq: number }): Promise<JournalProof> {
  const [entry] = await read.entries(log, seq, 1)
  const kept = await read.keptDay(log, seq)
  if (entry === undefined || kept === null || entry.body.length === 0) throw new Refusal('no-such-log')
  const { journal, salt, hash } = { journal: await journalIfAny(read, office), salt: journalSalt(parseHeader(entry.header), entry), hash: entryHash(entry) }
  const found = journal === null ? null : await batchWith(batchesOf(read, office), { commitment: commitmentOf(hash, salt), kept: kept < journal.firstDay ? journal.firstDay : kept })
  if (journal === null || found === null) throw new Refusal('proof-not-yet')
  const { day, leaves, index } = found
  const [genesis] = await read.entries(office, 0, 1)
  if (genesis === undefined) throw new Error('an office without a genesis')
  const at = daysBetween(journal.firstDay, day)
  const days = dayLeaves(journal)
  return {
    format: 'postern/proof/v1', office, day, commitment: base64url(commitmentOf(hash, salt)), checkpoint: journal.last.checkpoint,
    batch: { index, size: leaves.length / 32, path: trees.pathOf(office, found).map((each) => base64url(each)) },
    journal: { index: at, size: days.length, path: pathIn(treeLevels(days.length, (place) => days[place] ?? new Uint8Array(32)), at).map((each) => base64url(each)) },
    genesis: { header: base64url(genesis.header), signature: base64url(genesis.signature), body: base64url(genesis.body) },
    opening: { entry: hash, salt: base64url(salt) },
  }
}

async function journalIfAny(read: JournalDeps['read'], office: string) {
  try {
    return await journalOf(read, office)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no-checkpoint') return null
    throw error
  }
}
