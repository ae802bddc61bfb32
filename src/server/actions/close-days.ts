import { randomBytes, type Bytes } from '#base/bytes.ts'
import { addDays, dayAt, type Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { batchLeaves, batchRoot, commitmentOf, dayLeaves, joinLeaves, journalOrigin, journalSalt, placeOf } from '#sealing/proof/journal.ts'
import { treeRoot } from '#sealing/proof/merkle.ts'
import { checkpointText, signNote } from '#sealing/proof/note.ts'
import type { ServerKey } from '#sealing/proof/sign.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { JournalRow, Reader, Writer } from '../store/store.ts'
import type { OfficeState } from './office-book.ts'

export interface CloseDaysDeps {
  readonly read: Pick<Reader, 'entries' | 'entriesKept' | 'journalDay' | 'journalRoots' | 'offices'>
  readonly write: Pick<Writer, 'keepJournalDay'>
  readonly offices: { current(office: string): Promise<Pick<OfficeState, 'timeZone'>> }
  readonly serverKey: ServerKey
  readonly nowMs: () => number
}

const MS_PER_MINUTE = 60_000

/**
 * Closes every day that is over: one batch a day, for good, also for days on which nothing came or nobody was here. Days follow each
 * other, so a clock that goes back closes nothing twice, and one that jumps ahead leaves no gap.
 */
export async function closeDays(deps: CloseDaysDeps): Promise<void> {
  for (const office of await deps.read.offices()) {
    const { timeZone } = await deps.offices.current(office)
    const open = dayAt(deps.nowMs() - LIMITS.journalGraceMinutes * MS_PER_MINUTE, timeZone)
    const firstDay = await firstDayOf(deps.read, office)
    for (;;) {
      const closed = await deps.read.journalRoots(office)
      const day = addDays(firstDay, closed.length)
      if (day >= open) break
      await closeDay(deps, { office, firstDay, day, closed: closed.map(({ root }) => root) })
    }
  }
}

/** The journal begins on the genesis' own day, which everybody can read. */
export async function firstDayOf(read: Pick<Reader, 'entries'>, office: string): Promise<Day> {
  const [genesis] = await read.entries(office, 0, 1)
  if (genesis === undefined) throw new Error('an office without a genesis')
  return parseHeader(genesis.header).day
}

interface Closing {
  readonly office: string
  readonly firstDay: Day
  readonly day: Day
  readonly closed: readonly Bytes[]
}

async function closeDay({ read, write, serverKey }: CloseDaysDeps, { office, firstDay, day, closed }: Closing): Promise<void> {
  const leaves = batchLeaves(await commitmentsOf(read, { office, firstDay, day }), () => randomBytes(32))
  const root = batchRoot(leaves)
  const roots = [...closed, root]
  const origin = journalOrigin(office)
  const text = checkpointText({ origin, size: roots.length, root: treeRoot(dayLeaves({ firstDay, roots })) })
  const row: JournalRow = { office, day, root, leaves: joinLeaves(leaves), checkpoint: await signNote(text, origin, serverKey) }
  await write.keepJournalDay(row)
}

/**
 * What was kept on the day, and what came too late for an earlier one: nothing stays out for good. A day before counts as looked after
 * once something was kept on it and all of it is in, so that mostly one is looked at; after a clock that had run ahead, it is many.
 */
async function commitmentsOf(read: CloseDaysDeps['read'], { office, firstDay, day }: Omit<Closing, 'closed'>): Promise<readonly Bytes[]> {
  const commitments = await commitmentsKept(read, { office, firstDay, day })
  const batchOf = batchesOf(read, office)
  for (let before = addDays(day, -1); before >= firstDay; before = addDays(before, -1)) {
    const kept = await commitmentsKept(read, { office, firstDay, day: before })
    const late: Bytes[] = []
    for (const commitment of kept) if (await batchWith(batchOf, { commitment, kept: before }) === null) late.push(commitment)
    for (const commitment of late) commitments.push(commitment)
    if (kept.length > 0 && late.length === 0) break
  }
  return commitments
}

/** The first day takes everything up to it. */
export async function commitmentsKept(read: Pick<Reader, 'entriesKept'>, { office, firstDay, day }: Omit<Closing, 'closed'>): Promise<Bytes[]> {
  const commitments: Bytes[] = []
  for await (const { hash, header, body } of read.entriesKept(office, day === firstDay ? null : day, day)) {
    // An entry that was erased on its first day is committed to by nobody: its salt is gone.
    if (body.length > 0) commitments.push(commitmentOf(hash, journalSalt(parseHeader(header), { body })))
  }
  return commitments
}

export type BatchOf = (day: Day) => Promise<Bytes | null>

export interface Sought {
  readonly commitment: Bytes
  /** The day on which it was kept, the journal's first day at the earliest. */
  readonly kept: Day
}

export interface Found {
  readonly day: Day
  /** One behind the other. */
  readonly leaves: Bytes
  readonly index: number
}

/** @returns what gives the leaves of a day, or null while it is open; each is read once, however many entries are looked for in it */
export function batchesOf(read: Pick<Reader, 'journalDay'>, office: string): BatchOf {
  const batches = new Map<Day, Promise<Bytes | null>>()
  return (day) => {
    const batch = batches.get(day) ?? read.journalDay(office, day).then((row) => row?.leaves ?? null)
    batches.set(day, batch)
    return batch
  }
}

/** In the batch of the day on which it was kept, or of a later one if it came too late for that. @returns null if no closed day has it */
export async function batchWith(batchOf: BatchOf, { commitment, kept }: Sought): Promise<Found | null> {
  for (let day = kept; ; day = addDays(day, 1)) {
    const leaves = await batchOf(day)
    if (leaves === null) return null
    const index = placeOf(leaves, commitment)
    if (index >= 0) return { day, leaves, index }
  }
}
