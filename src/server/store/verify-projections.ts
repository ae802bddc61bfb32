import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Schema } from './schema.ts'

export interface BrokenProjection {
  readonly table: 'log' | 'queue' | 'tally'
  readonly key: string
}

/**
 * What must follow from other rows, and does not. A row that is gone has no hash to fail, and lists and counts have none: they are
 * held against the logs and dockets that they were made from. @see [Note: Queue, audience, tally]
 */
export async function* brokenProjections(db: Kysely<Schema>): AsyncGenerator<BrokenProjection> {
  for (const [table, query] of QUERIES) {
    const { rows } = await query.execute(db)
    for (const { key } of rows) yield { table, key }
  }
}

const QUERIES: readonly [BrokenProjection['table'], RawBuilder<{ key: string }>][] = [
  // A log has all of its entries, its last one is its head, and a report has a docket.
  ['log', sql`
    select log as key from log
    where length <> (select count(*) from entry where log_number = number)
      or head <> (select hash from entry where log_number = number and seq = length - 1)
      or (kind = 'report' and not exists (select 1 from docket where log_number = number))
    order by number`],
  // Each reader of a report has it in the list, where it belongs.
  ['queue', sql`
    select log.log as key from docket
    join log on log.number = docket.log_number
    join audience on audience.office = log.office and audience.audience = docket.audience
    left join queue on queue.office = log.office and queue.reader = audience.reader and queue.state = docket.state
      and queue.received_day = docket.received_day and queue.log = log.log and queue.log_number = log.number
    where queue.log is null and log.erased = 0`],
  // And nobody has it elsewhere, or who is no reader.
  ['queue', sql`
    select queue.log as key from queue
    left join docket on docket.log_number = queue.log_number and docket.state = queue.state and docket.received_day = queue.received_day
    left join audience on audience.office = queue.office and audience.audience = docket.audience and audience.reader = queue.reader
    where audience.reader is null`],
  // A reader is one whom a wrap gave the report's present key.
  ['queue', sql`
    select queue.log as key from queue
    join log on log.number = queue.log_number
    where not exists (select 1 from wrap where wrap.log_number = queue.log_number and wrap.reader = queue.reader
      and wrap.subject = 'log:' || log.generation)`],
  // What was erased holds headers only, and nothing opens or finds it.
  ['log', sql`
    select log as key from log
    where erased = 1 and (exists (select 1 from wrap where wrap.log_number = number) or exists (select 1 from card where card.log_number = number)
      or exists (select 1 from erasure.key where erasure.key.log_number = number) or exists (select 1 from access where access.log = log.log)
      or exists (select 1 from queue where queue.log_number = number)
      or exists (select 1 from entry where entry.log_number = number and length(entry.body) > 0 and not (log.kind = 'report' and entry.seq = log.length - 1)))
    order by number`],
  // What was not has its key.
  ['log', sql`select log as key from log where erased = 0 and not exists (select 1 from erasure.key where erasure.key.log_number = number) order by number`],
  ['tally', sql`
    select tally.office || ' ' || tally.state as key from tally
    left join (
      select log.office, docket.audience, docket.state, count(*) as reports
      from docket join log on log.number = docket.log_number where log.erased = 0 group by log.office, docket.audience, docket.state
    ) as counted on counted.office = tally.office and counted.audience = tally.audience and counted.state = tally.state
    group by tally.office, tally.audience, tally.state, counted.reports
    having sum(tally.reports) <> coalesce(counted.reports, 0)`],
]
