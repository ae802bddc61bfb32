import * as v from 'valibot'
import { base64url, fromBase64url } from '#base/bytes.ts'
import { canonicalBytes, parseCanonical } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { State } from '#domain/docket.ts'
import * as f from '#wire/fields.ts'
import type { QueuePage, QueueRow } from '#wire/log.ts'
import type { QueueIds } from '#wire/messages.ts'
import type { QueueItem, QueuePlace, QueueQuery, Reader } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook } from './office-book.ts'

export interface ListQueueDeps {
  readonly read: Pick<Reader, 'queue'>
  readonly offices: OfficeBook
}

export interface QueueRequest {
  readonly state?: State | undefined
  readonly limit: number
  /** `next` of the page before; opaque to whoever holds it. */
  readonly after?: string | undefined
}

/**
 * The reports that the caller's teams can open, newest first.
 *
 * Known weakness: the rows of a page are not audited one by one, for a desk that opens would write a hundred thousand entries a
 * day. What the audit log has is the team's rows in the office log, without which these are worth nothing, and each report that
 * was opened.
 *
 * @throws Refusal `malformed` for a cursor that is none of ours
 */
export async function listQueue(deps: ListQueueDeps, caller: Caller, request: QueueRequest): Promise<QueuePage> {
  const { office } = caller
  const readers = await deps.offices.readersOf(await deps.offices.current(office), caller.signKey)
  const { limit, state, after } = request
  const query: QueueQuery = {
    office, readers, limit, ...(state === undefined ? {} : { state }), ...(after === undefined ? {} : { after: parseCursor(after) }),
  }
  const { items, total } = await deps.read.queue(query)
  const last = items.at(-1)
  return { rows: items.map(rowOf), total, next: last === undefined || items.length < limit ? null : cursorOf(last.docket) }
}

export interface ListQueueIdsDeps {
  readonly read: Pick<Reader, 'queueIds'>
  readonly offices: OfficeBook
}

/**
 * The same list, ids alone: a device that keeps what it read sees what it lacks, and what is not open to it any more.
 * @throws Refusal `malformed` for a cursor that is none of ours
 */
export async function listQueueIds(deps: ListQueueIdsDeps, { office, signKey }: Caller, { after }: Pick<QueueRequest, 'after'>): Promise<QueueIds> {
  const readers = await deps.offices.readersOf(await deps.offices.current(office), signKey)
  const rows = await deps.read.queueIds({ office, readers, limit: LIMITS.queueIdsPageMax, ...(after === undefined ? {} : { after: parseCursor(after) }) })
  const last = rows.at(-1)
  return { reports: rows.map(({ log }) => log), next: last === undefined || rows.length < LIMITS.queueIdsPageMax ? null : cursorOf(last) }
}

function rowOf({ docket, first, keyed, wraps, desk }: QueueItem): QueueRow {
  const { log, state, channel, team, urgent, receivedDay, acknowledgedDay, entries, lastFrom, lastDay, packs, events } = docket
  const clear = { log, state, channel, team, urgent, receivedDay, acknowledgedDay, entries, lastFrom, lastDay, packs, events }
  if (desk === null) return { ...clear, first, keyed, wraps, desk }
  const { row, card } = desk
  return { ...clear, first, keyed, wraps, desk: { log: row.log, seq: row.length - 1, head: row.head, first: desk.first, keyed: desk.keyed, wraps: desk.wraps, card } }
}

const cursor = v.strictObject({ receivedDay: f.day, log: f.id })

function cursorOf({ receivedDay, log }: QueuePlace): string {
  return base64url(canonicalBytes({ receivedDay, log }))
}

function parseCursor(text: string): v.InferOutput<typeof cursor> {
  const bytes = fromBase64url(text)
  const result = v.safeParse(cursor, bytes === null ? undefined : parseCanonical(bytes))
  if (!result.success) throw new Refusal('malformed', { member: 'after' })
  return result.output
}
