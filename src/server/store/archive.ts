import type { Kysely } from 'kysely'
import { logRow } from './rows.ts'
import { HASHED, type HashedTable } from './row-hash.ts'
import type { Schema } from './schema.ts'
import type { LogRow, Reader } from './store.ts'

/** A store that is only looked at: nothing is written, and a server may go on working on the same data. */
export interface Archive {
  readonly read: Reader
  /** Every log, in the order in which they came. */
  logs(): AsyncIterable<LogRow>
  readonly checks: Checks
  close(): Promise<void>
}

/** What verify-rows.ts needs to see of an engine. */
export interface Checks {
  readonly db: Kysely<Schema>
  /** Every row of a table. Ends with an error where the engine itself can read no further. */
  rows(table: HashedTable): AsyncIterable<StoredRow>
  /** What the engine's own check finds, in its words. */
  structure(): AsyncIterable<string>
}

export type StoredRow = Readonly<Record<string, unknown>>

/** The columns by which a row of a hashed table is found and named. */
export const KEYS = {
  log: ['number'], entry: ['log_number', 'seq'], wrap: ['log_number', 'reader', 'seq', 'place'], docket: ['log_number'],
  access: ['lookup_hash'], card: ['log_number'], journal: ['office', 'day'], member: ['office', 'sign_key'], passkey: ['passkey'], notice_choice: ['office', 'sign_key'],
  push_device: ['office', 'sign_key', 'device'],
} as const satisfies { readonly [T in HashedTable]: readonly (keyof Schema[T])[] }

export function columnsOf(table: HashedTable): readonly string[] {
  return [...new Set<string>([...KEYS[table], ...HASHED[table], 'row_hash'])]
}

const PAGE_ROWS = 500

export async function* allLogs(db: Kysely<Schema>): AsyncGenerator<LogRow> {
  for (let after = 0; ;) {
    const rows = await db.selectFrom('log').selectAll().where('number', '>', after).orderBy('number').limit(PAGE_ROWS).execute()
    yield* rows.map(logRow)
    const last = rows.at(-1)
    if (last === undefined) return
    checkGrows(after, last.number)
    after = last.number
  }
}

/** In a file that decayed numbers may go back, and a walk by them would not end. @throws Error where they do */
export function checkGrows(after: number, last: number): void {
  if (!(last > after)) throw new Error('the numbers of logs go back')
}
