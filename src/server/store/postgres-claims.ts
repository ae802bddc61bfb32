import { Client } from 'pg'
import type { Claims } from './outbox.ts'

/**
 * Claims that end with their connection: PostgreSQL's advisory locks, one a job. A node that dies gives up its jobs at once, and
 * no row says when anybody worked on what. @see [Note: Leases]
 */
export class PostgresClaims implements Claims {
  readonly #url: string
  #client: Promise<Client> | null = null

  constructor(url: string) {
    this.#url = url
  }

  async claim(ids: readonly number[]): Promise<readonly number[]> {
    const client = await this.#connected()
    const { rows } = await client.query<{ id: string }>(
      'select id from unnest($1::bigint[]) as id where pg_try_advisory_lock(id)', [ids])
    return rows.map((row) => Number(row.id))
  }

  async release(ids: readonly number[]): Promise<void> {
    if (this.#client === null || ids.length === 0) return
    const client = await this.#client
    await client.query('select pg_advisory_unlock(id) from unnest($1::bigint[]) as id', [ids])
  }

  async close(): Promise<void> {
    const client = this.#client
    this.#client = null
    if (client !== null) await (await client).end()
  }

  #connected(): Promise<Client> {
    this.#client ??= this.#connect()
    return this.#client
  }

  async #connect(): Promise<Client> {
    const client = new Client({ connectionString: this.#url, pipeline: true })
    // The claims went with the connection; the next lease makes new ones.
    client.on('error', () => { this.#client = null })
    client.on('end', () => { this.#client = null })
    try {
      await client.connect()
      return client
    } catch (error) {
      this.#client = null
      throw error
    }
  }
}
