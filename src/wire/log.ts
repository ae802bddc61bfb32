import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Bytes } from '#base/bytes.ts'
import { CLOCK_DEEDS, STATES, type ClockEvent } from '#domain/docket.ts'
import { OBJECTION_STEPS } from '#domain/objection.ts'
import { RETALIATION_STEPS } from '#domain/retaliation.ts'
import type { SignedEntry, WrapRow } from '#sealing/sealed/entry.ts'
import { decodeFrames, encodeFrames, padFrames } from './frames.ts'
import * as f from './fields.ts'
import { parse } from './parse.ts'

/** Entries of one log from some `seq` on, with the key rows that the caller may read. */
export interface LogPage {
  readonly log: string
  readonly from: number
  /** True if entries follow that did not fit on this page. */
  readonly more: boolean
  readonly entries: readonly SignedEntry[]
  readonly wraps: readonly WrapRow[]
}

const wrapMeta = v.strictObject({ subject: f.subject, reader: f.reader })
const logMeta = v.strictObject({
  log: f.id, from: f.count, more: v.boolean(),
  entries: v.pipe(f.count, v.maxValue(LIMITS.logPageEntriesMax)), wraps: v.array(wrapMeta),
})

export function encodeLogPage(page: LogPage): Bytes {
  const meta = {
    log: page.log, from: page.from, more: page.more, entries: page.entries.length,
    wraps: page.wraps.map(({ subject, reader }) => ({ subject, reader })),
  }
  return encodeFrames(meta, [...page.entries.flatMap(entryParts), ...page.wraps.map((wrap) => wrap.bytes)])
}

/** The answer to a receipt code: a log page, padded so that short conversations and misses weigh the same. */
export function encodeReporterAnswer(page: LogPage): Bytes {
  return padFrames(encodeLogPage(page), LIMITS.reporterAnswerBytesMin)
}

/** @throws Refusal `malformed` */
export function decodeLogPage(bytes: Uint8Array): LogPage {
  const { meta, parts } = decodeFrames(bytes, { partsMax: 3 * LIMITS.logPageEntriesMax + 1024 })
  const { log, from, more, entries, wraps } = parse(logMeta, meta)
  return {
    log, from, more,
    entries: Array.from({ length: entries }, (_, index) => takeEntry(parts, index * 3)),
    wraps: wraps.map((wrap, index) => ({ ...wrap, bytes: present(parts[entries * 3 + index]) })),
  }
}

/** One line of the queue: the clear columns, and what a handler's device needs to show the sealed ones. */
export interface QueueRow {
  readonly log: string
  readonly state: (typeof STATES)[number]
  readonly channel: string
  readonly team: string
  readonly urgent: boolean
  readonly receivedDay: v.InferOutput<typeof f.day>
  readonly acknowledgedDay: v.InferOutput<typeof f.day> | null
  readonly entries: number
  readonly lastFrom: 'reporter' | 'office'
  readonly lastDay: v.InferOutput<typeof f.day>
  /** What clocks are derived from: rule packs, and signed days in the order of the log. */
  readonly packs: readonly string[]
  readonly events: readonly ClockEvent[]
  /** Entry 0, and the rows that give its key to the caller. */
  readonly first: SignedEntry
  /** The entry that began the present generation of the log's key; null in the first. */
  readonly keyed: SignedEntry | null
  readonly wraps: readonly WrapRow[]
  /** The desk log about this report, if a handler opened it: its id, head, card and key rows. */
  readonly desk: {
    readonly log: string; readonly seq: number; readonly head: string; readonly first: SignedEntry; readonly keyed: SignedEntry | null
    readonly wraps: readonly WrapRow[]; readonly card: Bytes | null
  } | null
}

export interface QueuePage {
  readonly rows: readonly QueueRow[]
  /** How many reports stand in this view altogether. */
  readonly total: number
  readonly next: string | null
}

const clockEvent = v.union([
  v.strictObject({ day: f.day, state: v.picklist(STATES) }),
  v.strictObject({ day: f.day, retaliation: v.picklist(RETALIATION_STEPS) }),
  v.strictObject({ day: f.day, objection: v.picklist(OBJECTION_STEPS) }),
  v.strictObject({ day: f.day, by: f.id, rule: v.string(), deed: v.picklist(CLOCK_DEEDS), amount: v.exactOptional(f.count), cause: v.exactOptional(v.string()) }),
])
/** Behind the last that the office may write: its own second one in the same header, a withdrawal, one more alert, and an objection. */
const EVENTS_BEHIND = 4
const rowMeta = v.strictObject({
  log: f.id, state: v.picklist(STATES), channel: f.name, team: f.name, urgent: v.boolean(), receivedDay: f.day,
  acknowledgedDay: v.nullable(f.day), entries: f.count, lastFrom: v.picklist(['reporter', 'office']), lastDay: f.day,
  packs: v.array(v.string()), events: v.pipe(v.array(clockEvent), v.maxLength(LIMITS.clockEventsMax + EVENTS_BEHIND)),
  keyed: v.boolean(), wraps: v.array(wrapMeta),
  desk: v.nullable(v.strictObject({ log: f.id, seq: f.count, head: f.id, keyed: v.boolean(), wraps: v.array(wrapMeta), card: v.boolean() })),
})
const queueMeta = v.strictObject({ rows: v.pipe(v.array(rowMeta), v.maxLength(LIMITS.queuePageMax)), total: f.count, next: v.nullable(v.string()) })

export function encodeQueuePage(page: QueuePage): Bytes {
  const parts: Bytes[] = []
  const rows = page.rows.map(({ first, keyed, wraps, desk, ...clear }) => {
    parts.push(...entryParts(first), ...(keyed === null ? [] : entryParts(keyed)), ...wraps.map((wrap) => wrap.bytes))
    if (desk !== null) {
      parts.push(...entryParts(desk.first), ...(desk.keyed === null ? [] : entryParts(desk.keyed)), ...desk.wraps.map((wrap) => wrap.bytes), ...(desk.card === null ? [] : [desk.card]))
    }
    const deskMeta = desk && { log: desk.log, seq: desk.seq, head: desk.head, keyed: desk.keyed !== null, wraps: desk.wraps.map(wrapMetaOf), card: desk.card !== null }
    return { ...clear, keyed: keyed !== null, wraps: wraps.map(wrapMetaOf), desk: deskMeta }
  })
  return encodeFrames({ rows, total: page.total, next: page.next }, parts)
}

/** @throws Refusal `malformed` */
export function decodeQueuePage(bytes: Uint8Array): QueuePage {
  const { meta, parts } = decodeFrames(bytes, { partsMax: LIMITS.queuePageMax * 32 })
  const { rows, total, next } = parse(queueMeta, meta)
  let at = 0
  const entry = (): SignedEntry => takeEntry(parts, (at += 3) - 3)
  const rowsOf = (metas: readonly v.InferOutput<typeof wrapMeta>[]): WrapRow[] => metas.map((wrap) => ({ ...wrap, bytes: present(parts[at++]) }))
  return {
    rows: rows.map(({ keyed, wraps, desk, ...clear }) => ({
      ...clear, first: entry(), keyed: keyed ? entry() : null, wraps: rowsOf(wraps),
      desk: desk && { log: desk.log, seq: desk.seq, head: desk.head, first: entry(), keyed: desk.keyed ? entry() : null, wraps: rowsOf(desk.wraps), card: desk.card ? present(parts[at++]) : null },
    })),
    total, next,
  }
}

function entryParts(entry: SignedEntry): Bytes[] {
  return [entry.header, entry.signature, entry.body]
}

function wrapMetaOf({ subject, reader }: WrapRow) {
  return { subject, reader }
}

function takeEntry(parts: readonly Bytes[], at: number): SignedEntry {
  return { header: present(parts[at]), signature: present(parts[at + 1]), body: present(parts[at + 2]) }
}

function present(bytes: Bytes | undefined): Bytes {
  if (bytes === undefined) throw new Refusal('malformed', { member: 'parts' })
  return bytes
}
