import { sql, type Kysely } from 'kysely'
import type { Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { STATES, type State } from '#domain/docket.ts'
import { memberReader, type SignedEntry, type WrapRow } from '#sealing/sealed/entry.ts'
import { openWraps, storedWraps } from './read-wraps.ts'
import { briefColumns, DOCKET_COLUMNS, docketRow, logRow } from './rows.ts'
import type { Schema } from './schema.ts'
import type { DocketRow, LogRow, QueueItem } from './store.ts'
import type { BriefRow, QueueQuery } from './store-queue.ts'

interface Key {
  readonly received_day: string
  readonly log: string
  readonly log_number: number
}

type Numbered<T> = ReadonlyMap<number, T>

/** SQLite takes no more than 500 selects in one. */
const BRANCHES_MAX = 400

/**
 * A page of a member's list, newest day first; within a day by log id, which says nothing.
 *
 * A fixed number of statements, however long the page. @see [Note: Queue, audience, tally]
 */
export async function readQueue(db: Kysely<Schema>, query: QueueQuery): Promise<{ items: readonly QueueItem[]; total: number }> {
  if (query.readers.length === 0) return { items: [], total: 0 }
  const keys = await pageKeys(db, query)
  const total = await countReports(db, query)
  if (keys.length === 0) return { items: [], total }
  const reports = keys.map((key) => key.log_number)
  const dockets = await docketsOf(db, reports)
  const desks = await desksOf(db, keys)
  const all = [...reports, ...[...desks.values()].map((desk) => desk.number)]
  const firsts = await firstEntries(db, all)
  const keyed = await keyedEntries(db, all)
  const wraps = await wrapsOf(db, all, [...query.readers, ...new Set([...desks.values()].map(({ row }) => memberReader(row.author)))])
  const cards = await cardsOf(db, all)
  const items = keys.flatMap(({ log, log_number: number }): QueueItem[] => {
    const docket = dockets.get(number)
    const first = firsts.get(number)
    const desk = desks.get(log)
    const deskFirst = desk === undefined ? undefined : firsts.get(desk.number)
    // Unreachable unless a row is lost: `postern verify` names it; the list goes on without it.
    if (docket === undefined || first === undefined) return []
    const own = wraps.get(number)
    // A report of a restored back-up whose key was destroyed since: nobody opens it.
    if (own === undefined) return []
    const item = { docket, first, keyed: keyed.get(number) ?? null, wraps: own }
    if (desk === undefined || deskFirst === undefined) return [{ ...item, desk: null }]
    const deskItem = {
      row: desk.row, first: deskFirst, keyed: keyed.get(desk.number) ?? null, wraps: wraps.get(desk.number) ?? [], card: cards.get(desk.number) ?? null,
    }
    return [{ ...item, desk: deskItem }]
  })
  return { items, total }
}

/** So many at once are looked up by their numbers. */
const BRIEF_PART = 1000

/** The same list, clear columns alone. */
export async function readBrief(db: Kysely<Schema>, query: Omit<QueueQuery, 'state' | 'reports'>): Promise<readonly BriefRow[]> {
  if (query.readers.length === 0) return []
  const keys = await pageKeys(db, query)
  const rows: BriefRow[] = []
  for (let at = 0; at < keys.length; at += BRIEF_PART) rows.push(...await briefOf(db, keys.slice(at, at + BRIEF_PART)))
  return rows
}

async function briefOf(db: Kysely<Schema>, keys: readonly Key[]): Promise<readonly BriefRow[]> {
  const dockets = new Map((await db.selectFrom('docket').select(['log_number', 'state', 'channel', 'team', 'urgent', 'due_day', 'clock_events'])
    .where('log_number', 'in', keys.map((key) => key.log_number)).execute()).map((row) => [row.log_number, row]))
  const opened = new Set((await db.selectFrom('log').select('about').where('about', 'in', keys.map(({ log }) => log)).where('kind', '=', sql.lit('desk')).execute()).map(({ about }) => about))
  return keys.flatMap(({ log, received_day: receivedDay, log_number: number }): BriefRow[] => {
    const row = dockets.get(number)
    // As in a page of the queue: a lost row is named by `postern verify`.
    return row === undefined ? [] : [{ log, receivedDay: receivedDay as Day, ...briefColumns(row), isOpened: opened.has(log) }]
  })
}

/** The first keys of each reader's list in each state, merged: every branch walks its own stretch of the index and stops. */
async function pageKeys(db: Kysely<Schema>, query: QueueQuery): Promise<readonly Key[]> {
  if (query.reports !== undefined) return keysOf(db, query, query.reports)
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

/** Where these reports stand in the readers' lists; what stands in none of them is left out. A cross join, for SQLite keeps its order: left to itself it walks through all that a reader has, and looks for each whether it was asked for. */
async function keysOf(db: Kysely<Schema>, { office, readers, state, limit }: QueueQuery, reports: readonly string[]): Promise<readonly Key[]> {
  const keys = await db.selectFrom('log').innerJoin('docket', 'docket.log_number', 'log.number').crossJoin('queue')
    .whereRef('queue.office', '=', 'log.office').whereRef('queue.state', '=', 'docket.state').whereRef('queue.received_day', '=', 'docket.received_day').whereRef('queue.log', '=', 'log.log')
    .select(['queue.received_day', 'queue.log', 'queue.log_number']).distinct()
    .where('log.log', 'in', reports).where('log.office', '=', office).where('queue.reader', 'in', readers).$if(state !== undefined, (query) => query.where('docket.state', '=', state ?? ''))
    .execute()
  return keys.toSorted(newestFirst).slice(0, limit)
}

function branch(db: Kysely<Schema>, { query, reader, state }: { query: QueueQuery; reader: string; state: State }) {
  return db.selectFrom((from) => {
    const stretch = from.selectFrom('queue').select(['received_day', 'log', 'log_number'])
      .where('office', '=', query.office).where('reader', '=', reader).where('state', '=', state)
      .orderBy('received_day', 'desc').orderBy('log', 'desc').limit(query.limit)
    const { after } = query
    if (after === undefined) return stretch.as('stretch')
    return stretch.where(({ eb, refTuple, tuple }) => eb(refTuple('received_day', 'log'), '<', tuple(after.receivedDay as string, after.log)))
      .as('stretch')
  }).select(['received_day', 'log', 'log_number'])
}

function newestFirst(a: Key, b: Key): number {
  if (a.received_day !== b.received_day) return a.received_day < b.received_day ? 1 : -1
  return a.log < b.log ? 1 : -1
}

export async function countReports(db: Kysely<Schema>, { office, readers, state }: Pick<QueueQuery, 'office' | 'readers' | 'state'>): Promise<number> {
  const audiences = db.selectFrom('audience').select('audience').distinct().where('office', '=', office).where('reader', 'in', readers)
  const counted = db.selectFrom('tally').select(sql<number>`cast(coalesce(sum(reports), 0) as bigint)`.as('total'))
    .where('office', '=', office).where('audience', 'in', audiences)
  const row = await (state === undefined ? counted : counted.where('state', '=', state)).executeTakeFirst()
  return row?.total ?? 0
}

async function docketsOf(db: Kysely<Schema>, reports: readonly number[]): Promise<Numbered<DocketRow>> {
  const rows = await db.selectFrom('docket').innerJoin('log', 'log.number', 'docket.log_number').select(DOCKET_COLUMNS)
    .select('docket.log_number').where('docket.log_number', 'in', reports).execute()
  return new Map(rows.map((row) => [row.log_number, docketRow(row)]))
}

/** By the report that each is about. */
async function desksOf(db: Kysely<Schema>, reports: readonly Key[]): Promise<ReadonlyMap<string, { number: number; row: LogRow }>> {
  const rows = await db.selectFrom('log').selectAll()
    .where('about', 'in', reports.map((report) => report.log)).where('kind', '=', sql.lit('desk')).execute()
  return new Map(rows.map((row) => [row.about ?? '', { number: row.number, row: logRow(row) }]))
}

async function firstEntries(db: Kysely<Schema>, logs: readonly number[]): Promise<Numbered<SignedEntry>> {
  const rows = await db.selectFrom('entry').select(['log_number', 'header', 'signature', 'body'])
    .where('log_number', 'in', logs).where('seq', '=', 0).execute()
  return new Map(rows.map(({ log_number: number, header, signature, body }) => [number, { header, signature, body }]))
}

/** The entries that began the present generations of logs that were re-keyed: those that brought the first wrap of it. */
async function keyedEntries(db: Kysely<Schema>, logs: readonly number[]): Promise<Numbered<SignedEntry>> {
  const rows = await db.selectFrom('entry').innerJoin('log', 'log.number', 'entry.log_number').select(['log_number', 'header', 'signature', 'body'])
    .where('log_number', 'in', logs).where('log.generation', '>', 0)
    .where('entry.seq', '=', (each) => each.selectFrom('wrap').select((of) => of.fn.min('wrap.seq').as('seq'))
      .whereRef('wrap.log_number', '=', 'log.number').where(sql<boolean>`wrap.subject = 'log:' || log.generation`))
    .execute()
  return new Map(rows.map(({ log_number: number, header, signature, body }) => [number, { header, signature, body }]))
}

async function wrapsOf(db: Kysely<Schema>, logs: readonly number[], readers: readonly string[]): Promise<Numbered<WrapRow[]>> {
  const rows = await storedWraps(db).where('wrap.log_number', 'in', logs).where('reader', 'in', readers).execute()
  return new Map([...Map.groupBy(rows, (row) => row.log_number)].map(([number, group]) => [number, openWraps(group)]))
}

async function cardsOf(db: Kysely<Schema>, logs: readonly number[]): Promise<Numbered<Bytes>> {
  const rows = await db.selectFrom('card').select(['log_number', 'bytes']).where('log_number', 'in', logs).execute()
  return new Map(rows.map(({ log_number: number, bytes }) => [number, bytes]))
}
