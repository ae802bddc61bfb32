import { Refusal } from '#base/refusal.ts'
import { foldOffice, type Office, type OfficeEvent } from '#domain/office.ts'
import type { SignedEntry } from '#sealing/sealed/entry.ts'
import type { LogPage } from '#wire/log.ts'
import type { Reader } from '../store/store.ts'
import { officeEvent, type OfficeBook, type OfficeState } from './office-book.ts'

export interface ReadDirectoryDeps {
  readonly read: Pick<Reader, 'entries'>
  readonly offices: OfficeBook
}

/**
 * What a reporter needs to trust and use an office, and no more, because every reporter's page weighs this: the genesis, the
 * `member` entries through which the author of the latest directory became an administrator, and that directory; and in the same way the latest word on how
 * long reports are kept, where there is one.
 *
 * @throws Refusal `no-such-office`, `no-such-channel` while the office has no directory
 */
export async function readDirectory(deps: ReadDirectoryDeps, office: string): Promise<LogPage> {
  const state = await deps.offices.recent(office)
  const entries = proofs.get(state) ?? await directoryProof(deps, state)
  proofs.set(state, entries)
  return { log: office, from: 0, more: false, entries, wraps: [] }
}

const proofs = new WeakMap<OfficeState, readonly SignedEntry[]>()

interface Step {
  readonly entry: SignedEntry
  readonly event: OfficeEvent
}

async function directoryProof({ read }: ReadDirectoryDeps, { office, length }: OfficeState): Promise<readonly SignedEntry[]> {
  const steps = (await read.entries(office, 0, length)).map((entry): Step => ({ entry, event: officeEvent(entry) }))
  const at = steps.findLastIndex(({ event }) => event.kind === 'directory')
  const [genesis] = steps
  const directory = steps[at]
  if (genesis === undefined || directory === undefined) throw new Refusal('no-such-channel')
  const kept = steps.findLastIndex(({ event }) => event.kind === 'retention')
  const needed = new Set([genesis, ...proofOf(steps, at), ...(kept < 0 ? [] : proofOf(steps, kept))])
  const short = steps.filter((step) => needed.has(step))
  // Where standing was lost and regained the short proof may not fold; the whole log up to there always does.
  return (folds(short) ? short : steps.slice(0, Math.max(at, kept) + 1)).map(({ entry }) => entry)
}

/** An entry, and those that made its author an administrator. */
function proofOf(steps: readonly Step[], at: number): readonly Step[] {
  const step = steps[at]
  return step === undefined ? [] : [...standingOf(step.event.author, steps.slice(0, at)), step]
}

/** The entries that made `author` an administrator, from the genesis administrator down. */
function standingOf(author: string, before: readonly Step[]): readonly Step[] {
  const [genesis] = before
  if (genesis === undefined || genesis.event.author === author) return []
  const at = before.findLastIndex(({ event }) => event.kind === 'member' && event.body.signKey === author)
  const step = before[at]
  return step === undefined ? [] : [...standingOf(step.event.author, before.slice(0, at)), step]
}

function folds(steps: readonly Step[]): boolean {
  try {
    let office: Office | null = null
    for (const { event } of steps) office = foldOffice(office, event)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
