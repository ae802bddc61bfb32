import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import { Refusal } from '#base/refusal.ts'
import { appendSteps } from './append.ts'
import { KeepNothing, type DeedArguments, type DeedName, type DeedResult } from './deed.ts'
import { DEEDS, destroysKeys } from './deeds.ts'
import { destroyErasedKeys } from './erasure-keys.ts'
import { asRefusal, isConflict } from './failure.ts'
import { runStepsWithin, runTransaction } from './postgres-steps.ts'
import type { Schema } from './schema.ts'
import type { AppendDeed, AppendOutcome } from './store.ts'
import type { DeedRunner } from './writer.ts'

const ATTEMPTS_MAX = 5
const PAUSE_MS = 5

/** One transaction a deed; PostgreSQL groups the commits of all connections by itself. */
export class PostgresRunner implements DeedRunner {
  readonly #pool: Pool
  readonly #db: Kysely<Schema>

  constructor(pool: Pool, db: Kysely<Schema>) {
    this.#pool = pool
    this.#db = db
  }

  /** Of two deeds that hold each other up PostgreSQL ends one: that one is tried again. */
  async do<N extends DeedName>(name: N, ...args: DeedArguments<N>): Promise<DeedResult<N>> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (name === 'append') return await this.#append(...args as DeedArguments<'append'>) as DeedResult<N>
        return await this.#deed(name, args)
      } catch (error) {
        if (error instanceof KeepNothing) return error.answer as DeedResult<N>
        if (!isConflict(error)) throw asRefusal(error)
        if (attempt === ATTEMPTS_MAX) throw new Refusal('busy')
        await sleep(PAUSE_MS * attempt)
      }
    }
  }

  async #append(deed: AppendDeed): Promise<AppendOutcome> {
    const client = await this.#pool.connect()
    try {
      return await runTransaction(client, appendSteps(deed))
    } finally {
      // A connection still inside a transaction is nobody's: true throws it away.
      client.release(client.getTransactionStatus() !== 'I')
    }
  }

  async #deed<N extends DeedName>(name: N, args: DeedArguments<N>): Promise<DeedResult<N>> {
    const result = await this.#db.transaction().setIsolationLevel('read committed').execute(async (db) => {
      const done = await DEEDS[name]({ db, append: (deed) => runStepsWithin(db, appendSteps(deed)) }, ...args)
      if (destroysKeys(name)) await destroyErasedKeys(db)
      return done
    })
    if (destroysKeys(name)) await this.#rewriteKeys()
    return result
  }

  /**
   * PostgreSQL leaves what was deleted in its place: the tables of keys, of keyrings and of shared texts are written anew without it. The large tables
   * are not: what they still hold lies under a key that is gone. A changed column is written from what is visible alone, where `vacuum
   * full` would keep a row that is deleted as long as any older snapshot, say of the server's own analysing, could see it.
   */
  async #rewriteKeys(): Promise<void> {
    await this.#pool.query(`alter table erasure.key alter column key type bytea using key || ''::bytea`)
    await this.#pool.query(`alter table erasure.keyring alter column bytes type bytea using bytes || ''::bytea`)
    await this.#pool.query(`alter table erasure.text_page alter column bytes type bytea using bytes || ''::bytea`)
  }
}
