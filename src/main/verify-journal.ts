import * as v from 'valibot'
import { equalBytes, type Bytes } from '#base/bytes.ts'
import { addDays, dayAt, type Day } from '#base/day.ts'
import { parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { BODIES } from '#domain/bodies.ts'
import { batchRoot, compareBytes, dayLeaf, isBatchSize, journalOrigin, splitLeaves } from '#sealing/proof/journal.ts'
import { GrowingTree } from '#sealing/proof/merkle.ts'
import { openNote, parseCheckpoint } from '#sealing/proof/note.ts'
import { batchesOf, batchWith, commitmentsKept, firstDayOf } from '#server/actions/close-days.ts'
import { officeBook } from '#server/actions/office-book.ts'
import type { JournalRow, Reader } from '#server/store/store.ts'

/** A day of a journal that is not what its office's entries and checkpoints say. */
export interface BrokenDay {
  readonly table: 'journal'
  /** The office. */
  readonly log: string
  /** The day's place in the journal. */
  readonly seq: number
  /** `day`: there is a gap. `leaves`, `root`, `checkpoint`: it does not follow from what stands before. `entry`: one that was kept is in no batch. */
  readonly reason: 'day' | 'leaves' | 'root' | 'checkpoint' | 'entry'
}

type Read = Pick<Reader, 'entries' | 'entriesKept' | 'journalDay' | 'journalRoots' | 'log' | 'offices' | 'wraps'>

/** Walks the journal of every office: each day's batch, what must be in it, and the checkpoint that was signed over all days up to it. */
export async function* brokenDays(read: Read, nowMs: number): AsyncGenerator<BrokenDay> {
  const offices = officeBook(read, () => nowMs)
  for (const office of await read.offices()) {
    // A journal is ahead of the clock only if it is so where the office is.
    const { timeZone } = await offices.current(office)
    const broken = await firstBrokenDay(read, { office, today: dayAt(nowMs, timeZone) })
    if (broken !== null) yield { table: 'journal', log: office, ...broken }
  }
}

async function firstBrokenDay(read: Read, { office, today }: { readonly office: string; readonly today: Day }): Promise<Pick<BrokenDay, 'seq' | 'reason'> | null> {
  const firstDay = await firstDayOf(read, office)
  const serverKey = await serverKeyOf(read, office)
  const listed = await read.journalRoots(office)
  const last = listed.at(-1)?.day
  const tree = new GrowingTree()
  for (const [seq, { day }] of listed.entries()) {
    const row = await read.journalDay(office, day)
    if (day !== addDays(firstDay, seq) || row === null) return { seq, reason: 'day' }
    if (!areLeaves(row.leaves)) return { seq, reason: 'leaves' }
    if (!equalBytes(row.root, batchRoot(splitLeaves(row.leaves)))) return { seq, reason: 'root' }
    tree.add(dayLeaf(day, row.root))
    if (!await isSigned(row, { size: seq + 1, root: tree.root(), serverKey })) return { seq, reason: 'checkpoint' }
    // What came too late for the last day is in none yet; after a clock that had run ahead of this one, that may be more than one day's.
    const mayWait = day === last || (last !== undefined && last >= today)
    if (!mayWait && !await isWhole(read, { office, firstDay, day })) return { seq, reason: 'entry' }
  }
  return null
}

async function serverKeyOf(read: Read, office: string): Promise<string> {
  const [genesis] = await read.entries(office, 0, 1)
  return v.parse(BODIES.genesis, parseCanonical(genesis?.body ?? new Uint8Array(0))).serverKey
}

/** A power of two of them, sorted, each once. */
function areLeaves(bytes: Uint8Array): boolean {
  const count = bytes.length / 32
  if (!isBatchSize(count)) return false
  return splitLeaves(bytes).every((leaf, index, all) => index === 0 || compareBytes(all[index - 1] ?? leaf, leaf) < 0)
}

async function isSigned({ office, checkpoint }: JournalRow, by: { readonly size: number; readonly root: Bytes; readonly serverKey: string }): Promise<boolean> {
  const origin = journalOrigin(office)
  try {
    const told = parseCheckpoint(await openNote(checkpoint, { name: origin, publicId: by.serverKey }))
    return told.origin === origin && told.size === by.size && equalBytes(told.root, by.root)
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

async function isWhole(read: Read, of: { readonly office: string; readonly firstDay: Day; readonly day: Day }): Promise<boolean> {
  const batchOf = batchesOf(read, of.office)
  for (const commitment of await commitmentsKept(read, of)) {
    if (await batchWith(batchOf, { commitment, kept: of.day }) === null) return false
  }
  return true
}
