import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'
import type { AppendDeed, AppendOutcome, Writer } from './store.ts'

/** What a deed may use: it lives inside one transaction, or one savepoint of it, and has no way out but to return or to throw. */
export interface Deed {
  readonly db: Kysely<Schema>
  append(deed: AppendDeed): Promise<AppendOutcome>
}

/** Leasing is no deed: it writes nothing. @see outbox.ts */
export type DeedName = Exclude<keyof Writer, 'leaseJobs'>

export type DeedArguments<N extends DeedName> = Parameters<Writer[N]>
export type DeedResult<N extends DeedName> = Awaited<ReturnType<Writer[N]>>

/** Thrown by a deed that must answer and yet keep nothing: the store rolls back and resolves with `answer`. */
export class KeepNothing<T> extends Error {
  readonly answer: T

  constructor(answer: T) {
    super('keep nothing')
    this.answer = answer
  }
}
