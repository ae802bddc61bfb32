import type { Day } from '#base/day.ts'
import { equalBytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { signAcknowledgement, type Acknowledgement } from '#sealing/proof/acknowledgement.ts'
import type { ServerKey } from '#sealing/proof/sign.ts'
import type { AppendDeed, AppendOutcome, Reader, Writer } from '../store/store.ts'
import type { CheckedEntry } from './checked-entry.ts'

export interface KeepDeps {
  readonly read: Pick<Reader, 'entries'>
  readonly write: Pick<Writer, 'append'>
  readonly serverKey: ServerKey
}

/** What the store is asked to keep. @param today - the day on which the server keeps it: the one that it acknowledges. */
export function deedOf(checked: CheckedEntry, today: Day): AppendDeed {
  const { entry, wraps, header, hash, office, log, logKind } = checked
  const { seq, prev, author, about = null, generation, keyCommit = null, files } = header
  return { ...(files === undefined ? {} : { files }), office, log, kind: logKind, seq, prev, hash, author, about, generation, keyCommit, day: today, entry, wraps }
}

/**
 * Keeps an entry and acknowledges it, in this order: nothing is acknowledged that is not on disk.
 * @throws Refusal `stale-head` if another entry came first; `details.length` is how long the log is now.
 */
export async function keep(deps: KeepDeps, deed: AppendDeed): Promise<Acknowledgement> {
  return acknowledge(deps, deed, await deps.write.append(deed))
}

export function acknowledge(deps: Pick<KeepDeps, 'serverKey'>, deed: AppendDeed, outcome: AppendOutcome): Promise<Acknowledgement> {
  if (outcome.outcome === 'stale') throw new Refusal('stale-head', { length: outcome.log.length, log: outcome.log.log })
  const { log, seq, hash } = deed
  return signAcknowledgement(deps.serverKey, { log, seq, hash, day: outcome.day })
}

/**
 * Runs the checks and keeps the entry; but an entry that was kept before is acknowledged again even if today it would be refused
 * (its day is long past, its state was left since): whoever lost the first answer must be able to learn that it is kept.
 */
export async function keepOrRepeat(deps: KeepDeps, checked: CheckedEntry, attempt: () => Promise<Acknowledgement>): Promise<Acknowledgement> {
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof Refusal && await wasKept(deps, checked)) return keep(deps, deedOf(checked, checked.header.day))
    throw error
  }
}

async function wasKept({ read }: KeepDeps, { entry, log, header }: CheckedEntry): Promise<boolean> {
  const [kept] = await read.entries(log, header.seq, 1)
  return kept !== undefined && equalBytes(kept.header, entry.header) && equalBytes(kept.signature, entry.signature)
}
