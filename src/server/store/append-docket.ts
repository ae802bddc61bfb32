import { base64url } from '#base/bytes.ts'
import { canonicalJson } from '#base/json.ts'
import type { WrapRow } from '#sealing/sealed/entry.ts'
import { rowHash } from './row-hash.ts'
import { docketTable } from './rows.ts'
import { ask, insert, type Step, type Steps } from './steps.ts'
import type { AppendDeed, DocketRow } from './store.ts'

/** Where one report stands in the lists. @see [Note: Queue, audience, tally] */
interface Place {
  readonly office: string
  readonly log: string
  readonly number: number
  readonly receivedDay: string
  readonly state: string
  readonly audience: string
  readonly readers: readonly string[]
}

const SHARDS = 16

/** The docket of a new report, and its place in the lists. */
export function openDocket(number: number, deed: AppendDeed, docket: DocketRow): Step[] {
  const place = placeOf({ number, docket, readers: listReaders(deed.wraps) })
  return [insert('docket', docketTable(number, docket, place.audience)), ...enter(place, place.readers), count(place, 1), ...(docket.urgent ? [page(docket)] : [])]
}

/** The docket after one more entry; its place is moved only if state or readers changed. */
export function* changeDocket(number: number, deed: AppendDeed, docket: DocketRow): Steps<Step[]> {
  const [current] = yield* ask({ sql: 'select state, audience, urgent from docket where log_number = ?', cells: [number] })
  if (current === undefined) return openDocket(number, deed, docket)
  const state = String(current['state'])
  const audience = String(current['audience'])
  const paging = docket.urgent && Number(current['urgent']) === 0 ? [page(docket)] : []
  if (docket.state === state && deed.wraps.length === 0) return [keep(number, docket, audience), ...paging]
  const rows = yield* ask({ sql: 'select reader from audience where office = ? and audience = ?', cells: [docket.office, audience] })
  const readers = rows.map((row) => String(row['reader']))
  const before: Place = { ...placeOf({ number, docket, readers }), state }
  // A re-keying names every reader from then on; a grant names those who are new.
  const after = placeOf({ number, docket, readers: deed.keyCommit !== null ? listReaders(deed.wraps) : [...new Set([...readers, ...listReaders(deed.wraps)])] })
  return [keep(number, docket, after.audience), ...move(before, after), ...paging]
}

/** Whoever chose to be paged is: in the transaction by which the report becomes urgent, and in no other. */
function page({ office, log }: DocketRow): Step {
  return { sql: `insert into outbox (kind, payload) values ('page-urgent', ?)`, cells: [canonicalJson({ office, log })] }
}

function move(before: Place, after: Place): Step[] {
  if (before.state === after.state && before.audience === after.audience) return []
  const stays = before.state === after.state ? new Set(before.readers.filter((reader) => after.readers.includes(reader))) : new Set<string>()
  const left = before.readers.filter((reader) => !stays.has(reader)).map((reader) => ({
    sql: 'delete from queue where office = ? and reader = ? and state = ? and received_day = ? and log = ?',
    cells: queueKey(before, reader),
  }))
  return [...left, ...enter(after, after.readers.filter((reader) => !stays.has(reader))), count(before, -1), count(after, 1)]
}

function enter(place: Place, readers: readonly string[]): Step[] {
  return [
    ...readers.map((reader) => ({
      sql: 'insert into queue (office, reader, state, received_day, log, log_number) values (?, ?, ?, ?, ?, ?)',
      cells: [...queueKey(place, reader), place.number],
    })),
    ...place.readers.map((reader) => ({
      sql: 'insert into audience (office, audience, reader) values (?, ?, ?) on conflict do nothing',
      cells: [place.office, place.audience, reader],
    })),
  ]
}

function count({ office, log, audience, state }: Place, reports: number): Step {
  return {
    sql: `insert into tally (office, audience, state, shard, reports) values (?, ?, ?, ?, ?)
      on conflict (office, audience, state, shard) do update set reports = tally.reports + excluded.reports`,
    cells: [office, audience, state, shardOf(log), reports],
  }
}

export function shardOf(log: string): number {
  return log.charCodeAt(0) % SHARDS
}

const REPLACE = ` on conflict (log_number) do update set state = excluded.state, channel = excluded.channel, team = excluded.team,
  urgent = excluded.urgent, received_day = excluded.received_day, acknowledged_day = excluded.acknowledged_day,
  entries = excluded.entries, last_from = excluded.last_from, last_day = excluded.last_day, due_day = excluded.due_day,
  audience = excluded.audience, packs = excluded.packs, clock_events = excluded.clock_events, row_hash = excluded.row_hash`

function keep(number: number, docket: DocketRow, audience: string): Step {
  return insert('docket', docketTable(number, docket, audience), REPLACE)
}

function placeOf({ number, docket, readers }: { number: number; docket: DocketRow; readers: readonly string[] }): Place {
  const { office, log, receivedDay, state } = docket
  return { office, log, number, receivedDay, state, readers, audience: audienceOf(readers) }
}

function queueKey({ office, state, receivedDay, log }: Place, reader: string): string[] {
  return [office, reader, state, receivedDay, log]
}

/** The readers who have a list: a reporter has one report, and recovery opens no desk. */
function listReaders(wraps: readonly WrapRow[]): string[] {
  const readers = wraps.map((wrap) => wrap.reader).filter((reader) => reader.startsWith('team:') || reader.startsWith('member:'))
  return [...new Set(readers)]
}

function audienceOf(readers: readonly string[]): string {
  return base64url(rowHash('audience', [...readers].sort()))
}
