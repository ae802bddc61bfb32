import type { Kysely } from 'kysely'
import type { Deed, DeedArguments } from './deed.ts'
import type { Schema } from './schema.ts'
import type { OutboxJob } from './store.ts'

export type LeasedJob = OutboxJob & { readonly id: number }

/**
 * [Note: Leases] Who works on a job is held in memory and never written: a lease in a row would be the time at which somebody
 * reported. A process that dies thereby gives its jobs back. Where several nodes share the tables, each also holds
 * `claims` that end with its connection.
 */
export interface Claims {
  /** @returns those of the ids that no other node holds; this one holds them now. */
  claim(ids: readonly number[]): Promise<readonly number[]>
  release(ids: readonly number[]): Promise<void>
}

/** For the one process that owns its data. */
export const NO_OTHERS: Claims = { claim: async (ids) => ids, release: async () => {} }

interface Wanted {
  readonly limit: number
  readonly leaseSeconds: number
  readonly kinds?: readonly OutboxJob['kind'][]
}

export class Leases {
  readonly #db: Kysely<Schema>
  readonly #claims: Claims
  readonly #until = new Map<number, number>()

  constructor(db: Kysely<Schema>, claims: Claims) {
    this.#db = db
    this.#claims = claims
  }

  /** The oldest jobs that nobody works on, of some kinds or of all. */
  async lease({ limit, leaseSeconds, kinds }: Wanted): Promise<readonly LeasedJob[]> {
    await this.#giveBackExpired()
    const leased: LeasedJob[] = []
    for (let after = 0; leased.length < limit;) {
      const ids = await this.#idsAfter({ after, limit: limit - leased.length + this.#until.size, kinds })
      after = ids.at(-1) ?? Number.MAX_SAFE_INTEGER
      if (ids.length === 0) break
      const free = ids.filter((id) => !this.#until.has(id)).slice(0, limit - leased.length)
      leased.push(...await this.#take(free, performance.now() + leaseSeconds * 1000))
    }
    return leased
  }

  async finished(ids: readonly number[]): Promise<void> {
    for (const id of ids) this.#until.delete(id)
    await this.#claims.release(ids)
  }

  /** Reads a job only once it is claimed: another node may have finished it a moment ago. */
  async #take(ids: readonly number[], until: number): Promise<LeasedJob[]> {
    if (ids.length === 0) return []
    for (const id of ids) this.#until.set(id, until)
    const claimed = await this.#claims.claim(ids)
    const rows = claimed.length === 0 ? []
      : await this.#db.selectFrom('outbox').selectAll().where('id', 'in', claimed).orderBy('id').execute()
    const present = new Set(rows.map((row) => row.id))
    for (const id of ids) if (!present.has(id)) this.#until.delete(id)
    await this.#claims.release(claimed.filter((id) => !present.has(id)))
    return rows.map(({ id, kind, payload }) => ({ id, kind: kind as OutboxJob['kind'], payload }))
  }

  async #giveBackExpired(): Promise<void> {
    const now = performance.now()
    const expired = [...this.#until].filter(([, until]) => until <= now).map(([id]) => id)
    if (expired.length > 0) await this.finished(expired)
  }

  async #idsAfter({ after, limit, kinds }: { readonly after: number; readonly limit: number; readonly kinds: Wanted['kinds'] | undefined }): Promise<readonly number[]> {
    const rows = await this.#db.selectFrom('outbox').select('id').where('id', '>', after)
      .$if(kinds !== undefined, (query) => query.where('kind', 'in', kinds ?? [])).orderBy('id').limit(limit).execute()
    return rows.map((row) => row.id)
  }
}

export async function enqueue(tx: Deed, ...[jobs]: DeedArguments<'enqueue'>): Promise<void> {
  if (jobs.length > 0) await tx.db.insertInto('outbox').values(jobs.map(({ kind, payload }) => ({ kind, payload }))).execute()
}

export async function finishJobs(tx: Deed, ...[ids]: DeedArguments<'finishJobs'>): Promise<void> {
  if (ids.length > 0) await tx.db.deleteFrom('outbox').where('id', 'in', ids).execute()
}
