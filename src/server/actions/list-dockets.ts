import { LIMITS } from '#base/limits.ts'
import { openObjection } from '#domain/objection.ts'
import { openAlert } from '#domain/retaliation.ts'
import type { DocketPage } from '#wire/dockets.ts'
import type { Reader } from '../store/store.ts'
import type { Caller } from './caller.ts'
import { cursorOf, parseCursor, type QueueRequest } from './list-queue.ts'
import type { OfficeBook } from './office-book.ts'

export interface ListDocketsDeps {
  readonly read: Pick<Reader, 'queueDockets' | 'queueTotal' | 'recusals'>
  readonly offices: OfficeBook
}

/**
 * The whole queue in brief: a device sees what must move first, however old it is, what it lacks of what it keeps, and what is not open to it any more. It asks for all of it, so that
 * nobody learns what it sorts by.
 * @throws Refusal `malformed` for a cursor that is none of ours
 */
export async function listDockets({ read, offices }: ListDocketsDeps, { office, signKey }: Caller, { after }: Pick<QueueRequest, 'after'>): Promise<DocketPage> {
  const readers = await offices.readersOf(await offices.current(office), signKey)
  const limit = LIMITS.docketsPageMax
  const rows = await read.queueDockets({ office, readers, limit, ...(after === undefined ? {} : { after: parseCursor(after) }) })
  const kept = new Set(await read.recusals(office, signKey))
  const last = rows.at(-1)
  return {
    dockets: rows.flatMap(({ log, state, channel, team, urgent, receivedDay, dueDay, events, isOpened }) => (kept.has(log) ? [] : [{ log, state, channel, team, urgent, hasAlert: openAlert(events) !== null, hasObjection: openObjection(events) !== null, isOpened, receivedDay, dueDay }])),
    total: await read.queueTotal(office, readers), next: last === undefined || rows.length < limit ? null : cursorOf(last),
  }
}
