import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'
import type { AppendDeed, AppendOutcome, Writer } from './store.ts'
import { putCard } from './deed-cards.ts'
import { confirmEnrolment, enrol, invite } from './deed-invitations.ts'
import { openOffice } from './deed-offices.ts'
import { endExpiredSessions, endSession, startSession, touchSession } from './deed-sessions.ts'
import { enqueue, finishJobs } from './outbox.ts'

/** What a deed may use: it lives inside one transaction, or one savepoint of it, and has no way out but to return or to throw. */
export interface Deed {
  readonly db: Kysely<Schema>
  append(deed: AppendDeed): Promise<AppendOutcome>
}

/** Leasing is no deed: it writes nothing. @see outbox.ts */
export type DeedName = Exclude<keyof Writer, 'leaseJobs'>

export type DeedArguments<N extends DeedName> = Parameters<Writer[N]>
export type DeedResult<N extends DeedName> = Awaited<ReturnType<Writer[N]>>

type Deeds = { readonly [N in DeedName]: (tx: Deed, ...args: DeedArguments<N>) => Promise<DeedResult<N>> }

/** Every write there is, by the name that a store's writer calls it. */
export const DEEDS: Deeds = {
  append: (tx, deed) => tx.append(deed),
  openOffice,
  putCard,
  invite,
  enrol,
  confirmEnrolment,
  startSession,
  touchSession,
  endSession,
  endExpiredSessions,
  enqueue,
  finishJobs,
}

/** Thrown by a deed that must answer and yet keep nothing: the store rolls back and resolves with `answer`. */
export class KeepNothing<T> extends Error {
  readonly answer: T

  constructor(answer: T) {
    super('keep nothing')
    this.answer = answer
  }
}
