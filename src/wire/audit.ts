import * as v from 'valibot'
import { fromUtf8, utf8, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { decodeFrames, encodeFrames } from './frames.ts'
import * as f from './fields.ts'
import { parse } from './parse.ts'

/**
 * An entry as an auditor gets it: its signed header whole and, of a sealed body, only the salt that the journal's commitment needs. The
 * salt opens nothing. A clear body comes as it is; of an erased one nothing is left.
 */
export interface AuditEntry {
  readonly header: Bytes
  readonly signature: Bytes
  readonly proof: Bytes
}

/** Where the next page begins: in a log, or between two. */
export interface AuditPlace {
  readonly log: string
  readonly seq: number
}

/** Entries of all reports, desks and cases, log after log in the order of their ids, which is nobody's order. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[]
  readonly next: AuditPlace | null
}

/** Closed days of the journal, each with all its leaves and its checkpoint. */
export interface JournalPage {
  readonly firstDay: v.InferOutput<typeof f.day>
  readonly from: number
  readonly more: boolean
  readonly days: readonly { readonly leaves: Bytes; readonly checkpoint: string }[]
}

const auditMeta = v.strictObject({
  entries: v.pipe(f.count, v.maxValue(LIMITS.logPageEntriesMax)), next: v.nullable(v.strictObject({ log: f.id, seq: f.count })),
})
const journalMeta = v.strictObject({ firstDay: f.day, from: f.count, more: v.boolean(), days: v.pipe(f.count, v.maxValue(LIMITS.logPageEntriesMax)) })

export function encodeAuditPage({ entries, next }: AuditPage): Bytes {
  return encodeFrames({ entries: entries.length, next }, entries.flatMap(({ header, signature, proof }) => [header, signature, proof]))
}

/** @throws Refusal `malformed` */
export function decodeAuditPage(bytes: Uint8Array): AuditPage {
  const { meta, parts } = decodeFrames(bytes)
  const { entries, next } = parse(auditMeta, meta)
  if (parts.length !== 3 * entries) throw new Refusal('malformed', { member: 'parts' })
  const entryAt = (at: number): AuditEntry => ({ header: present(parts[at]), signature: present(parts[at + 1]), proof: present(parts[at + 2]) })
  return { next, entries: Array.from({ length: entries }, (_, index) => entryAt(3 * index)) }
}

export function encodeJournalPage({ firstDay, from, more, days }: JournalPage): Bytes {
  return encodeFrames({ firstDay, from, more, days: days.length }, days.flatMap(({ leaves, checkpoint }) => [leaves, utf8(checkpoint)]))
}

/** @throws Refusal `malformed` */
export function decodeJournalPage(bytes: Uint8Array): JournalPage {
  const { meta, parts } = decodeFrames(bytes)
  const { firstDay, from, more, days } = parse(journalMeta, meta)
  if (parts.length !== 2 * days) throw new Refusal('malformed', { member: 'parts' })
  const dayAt = (at: number) => ({ leaves: present(parts[at]), checkpoint: fromUtf8(present(parts[at + 1])) })
  return { firstDay, from, more, days: Array.from({ length: days }, (_, index) => dayAt(2 * index)) }
}

function present(bytes: Bytes | undefined): Bytes {
  if (bytes === undefined) throw new Refusal('malformed', { member: 'parts' })
  return bytes
}
