import * as v from 'valibot'
import { base64url, fromBase64url } from '#base/bytes.ts'
import { canonicalBytes, parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import type { State } from '#domain/docket.ts'
import * as f from '#wire/fields.ts'
import type { QueuePage, QueueRow } from '#wire/log.ts'
import type { QueueItem, Reader } from '../store/store.ts'
import type { QueuePlace, QueueQuery } from '../store/store-queue.ts'
import type { Caller } from './caller.ts'
import { readersOf, type LogAccessDeps } from './log-access.ts'
import type { OfficeBook } from './office-book.ts'

export interface ListQueueDeps {
  readonly read: LogAccessDeps['read'] & Pick<Reader, 'docket' | 'queue'>
  readonly offices: OfficeBook
}

export interface QueueRequest {
  readonly state?: State | undefined
  readonly limit: number
  /** `next` of the page before; opaque to whoever holds it. */
  readonly after?: string | undefined
  /** These alone. */
  readonly reports?: readonly string[] | undefined
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
  const { limit, state, after, reports } = request
  const query: QueueQuery = {
    office, readers, limit, ...(state === undefined ? {} : { state }), ...(after === undefined ? {} : { after: parseCursor(after) }), ...(reports === undefined ? {} : { reports }),
  }
  const { items, total } = await deps.read.queue(query)
  const kept = await deps.read.recusals(office, caller.signKey)
  const last = items.at(-1)
  const rows = items.filter(({ docket }) => !kept.includes(docket.log)).map(rowOf)
  return { rows, total: total - await countListed(deps, kept, query), next: last === undefined || reports !== undefined || items.length < limit ? null : cursorOf(last.docket) }
}

/** How many of these reports the store counts among a member's: a report is in no list any more once a colleague's device has changed its key. */
async function countListed({ read }: ListQueueDeps, reports: readonly string[], { readers, state }: QueueQuery): Promise<number> {
  let listed = 0
  for (const report of reports) {
    const [row, docket] = [await read.log(report), await read.docket(report)]
    if (row === null || docket === null || (state !== undefined && docket.state !== state)) continue
    if (readersOf(row, await read.allWraps(report)).some((reader) => readers.includes(reader))) listed += 1
  }
  return listed
}

function rowOf({ docket, first, keyed, wraps, desk }: QueueItem): QueueRow {
  const { log, state, channel, team, urgent, receivedDay, acknowledgedDay, entries, lastFrom, lastDay, packs, events } = docket
  const clear = { log, state, channel, team, urgent, receivedDay, acknowledgedDay, entries, lastFrom, lastDay, packs, events }
  if (desk === null) return { ...clear, first, keyed, wraps, desk }
  const { row, card } = desk
  return { ...clear, first, keyed, wraps, desk: { log: row.log, seq: row.length - 1, head: row.head, first: desk.first, keyed: desk.keyed, wraps: desk.wraps, card } }
}

const cursor = v.strictObject({ receivedDay: f.day, log: f.id })

export function cursorOf({ receivedDay, log }: QueuePlace): string {
  return base64url(canonicalBytes({ receivedDay, log }))
}

/** @throws Refusal `malformed` */
export function parseCursor(text: string): v.InferOutput<typeof cursor> {
  const bytes = fromBase64url(text)
  const result = v.safeParse(cursor, bytes === null ? undefined : parseCanonical(bytes))
  if (!result.success) throw new Refusal('malformed', { member: 'after' })
  return result.output
}
