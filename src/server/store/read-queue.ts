import { sql, type Kysely } from 'kysely'
import { STATES, type State } from '#domain/docket.ts'
import type { SignedEntry, WrapRow } from '#sealing/sealed/entry.ts'
import type { Day } from '#base/day.ts'
import { docketRow, logRow } from './rows.ts'
import type { Schema } from './schema.ts'
import type { LogRow, QueueItem, QueueQuery } from './store.ts'

interface Key {
  readonly received_day: string
  readonly log: string
}

/** SQLite takes no more than 500 selects in one. */
const BRANCHES_MAX = 400

/**
 * A page of a member's list, newest day first; within a day by log id, which says nothing.
 *
 * A fixed number of statements, however long the page. @see [Note: Queue, audience, tally]
 */
export async function readQueue(db: Kysely<Schema>, query: QueueQuery): Promise<{ items: readonly QueueItem[]; total: number }> {
  if (query.readers.length === 0) return { items: [], total: 0 }
  const logs = (await pageKeys(db, query)).map((key) => key.log)
  const total = await countReports(db, query)
  if (logs.length === 0) return { items: [], total }
  const desks = await desksOf(db, logs)
  const all = [...logs, ...desks.map((desk) => desk.log)]
  const [dockets, firsts, wraps, cards] = [
    await db.selectFrom('docket').selectAll().where('log', 'in', logs).execute(),
    await firstEntries(db, all), await wrapsOf(db, all, query.readers), await cardsOf(db, desks),
  ]
  const docketOf = new Map(dockets.map((row) => [row.log, docketRow(row)]))
  const deskOf = new Map(desks.map((desk) => [desk.about, desk]))
  const items = logs.flatMap((log): QueueItem[] => {
    const docket = docketOf.get(log)
    const first = firsts.get(log)
    if (docket === undefined || first === undefined) return []
    const row = deskOf.get(log)
    const deskFirst = row === undefined ? undefined : firsts.get(row.log)
    const desk = row === undefined || deskFirst === undefined
      ? null : { row, first: deskFirst, wraps: wraps.get(row.log) ?? [], card: cards.get(row.log) ?? null }
    return [{ docket, first, wraps: wraps.get(log) ?? [], desk }]
  })
  return { items, total }
}

/** The first keys of each reader's list in each state, merged: every branch walks its own stretch of the index and stops. */
async function pageKeys(db: Kysely<Schema>, query: QueueQuery): Promise<readonly Key[]> {
  const states: readonly State[] = query.state === undefined ? STATES : [query.state]
  const branches = query.readers.flatMap((reader) => states.map((state) => branch(db, { query, reader, state })))
  const found = new Map<string, Key>()
  for (let at = 0; at < branches.length; at += BRANCHES_MAX) {
    const [first, ...rest] = branches.slice(at, at + BRANCHES_MAX)
    if (first === undefined) break
    const keys = await rest.reduce((union, next) => union.unionAll(next), first).execute()
    for (const key of keys) found.set(key.log, key)
  }
  return [...found.values()].sort(newestFirst).slice(0, query.limit)
}

function branch(db: Kysely<Schema>, { query, reader, state }: { query: QueueQuery; reader: string; state: State }) {
  return db.selectFrom((from) => {
    const stretch = from.selectFrom('queue').select(['received_day', 'log'])
      .where('office', '=', query.office).where('reader', '=', reader).where('state', '=', state)
      .orderBy('received_day', 'desc').orderBy('log', 'desc').limit(query.limit)
    const { after } = query
    if (after === undefined) return stretch.as('stretch')
    return stretch.where(({ eb, refTuple, tuple }) => eb(refTuple('received_day', 'log'), '<', tuple(after.receivedDay as string, after.log)))
      .as('stretch')
  }).select(['received_day', 'log'])
}

function newestFirst(a: Key, b: Key): number {
  if (a.received_day !== b.received_day) return a.received_day < b.received_day ? 1 : -1
  return a.log < b.log ? 1 : -1
}

async function countReports(db: Kysely<Schema>, { office, readers, state }: QueueQuery): Promise<number> {
  const audiences = db.selectFrom('audience').select('audience').distinct().where('office', '=', office).where('reader', 'in', readers)
  const counted = db.selectFrom('tally').select(sql<number>`cast(coalesce(sum(reports), 0) as bigint)`.as('total'))
    .where('office', '=', office).where('audience', 'in', audiences)
  const row = await (state === undefined ? counted : counted.where('state', '=', state)).executeTakeFirst()
  return row?.total ?? 0
}

async function desksOf(db: Kysely<Schema>, reports: readonly string[]): Promise<readonly LogRow[]> {
  const rows = await db.selectFrom('log').selectAll().where('about', 'in', reports).where('kind', '=', sql.lit('desk')).execute()
  return rows.map(logRow)
}

async function firstEntries(db: Kysely<Schema>, logs: readonly string[]): Promise<ReadonlyMap<string, SignedEntry>> {
  const rows = await db.selectFrom('entry').select(['log', 'header', 'signature', 'body'])
    .where('log', 'in', logs).where('seq', '=', 0).execute()
  return new Map(rows.map(({ log, header, signature, body }) => [log, { header, signature, body }]))
}

async function wrapsOf(db: Kysely<Schema>, logs: readonly string[], readers: readonly string[]): Promise<ReadonlyMap<string, WrapRow[]>> {
  const rows = await db.selectFrom('wrap').select(['log', 'subject', 'reader', 'bytes'])
    .where('log', 'in', logs).where('reader', 'in', readers).orderBy('log').orderBy('seq').orderBy('place').execute()
  const wraps = new Map<string, WrapRow[]>()
  for (const { log, subject, reader, bytes } of rows) {
    const row = { subject, reader, bytes }
    const known = wraps.get(log)
    if (known === undefined) wraps.set(log, [row])
    else known.push(row)
  }
  return wraps
}

async function cardsOf(db: Kysely<Schema>, desks: readonly LogRow[]): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  if (desks.length === 0) return new Map()
  const rows = await db.selectFrom('card').select(['log', 'bytes']).where('log', 'in', desks.map((desk) => desk.log)).execute()
  return new Map(rows.map(({ log, bytes }) => [log, bytes]))
}

/** Where the next page begins. */
export function cursorOf(item: QueueItem): { readonly receivedDay: Day; readonly log: string } {
  return { receivedDay: item.docket.receivedDay, log: item.docket.log }
}
