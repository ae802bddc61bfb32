import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** How an engine spells what the two spell differently. */
export interface Dialect {
  /** Ordered byte by byte, or the two engines would page differently. */
  readonly text: string
  readonly bytes: string
  readonly integer: string
  /** A primary key that the engine gives out and never gives out again. */
  readonly number: string
  /** Ends a table of few small columns: it is kept in its primary key's tree. */
  readonly narrow: string
  /** Makes the place of the erasure keys, where the tables' own migrations can. */
  readonly apart: readonly string[]
  /** The same for pages of keyrings. */
  readonly keyrings: readonly string[]
  /** And of texts. */
  readonly texts: readonly string[]
}

export interface Migration {
  readonly name: string
  readonly statements: (dialect: Dialect) => readonly string[]
  /** What statements alone cannot change. */
  readonly rewrite?: (db: Kysely<Schema>) => Promise<void>
}
