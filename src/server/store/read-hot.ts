import type { Compilable, CompiledQuery, Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * A query that is built once: the builder takes several times as long as SQLite takes to answer.
 *
 * @param build - makes the query with any values of the right type; they are replaced in their order at each call.
 */
export function hot<R, A extends readonly unknown[]>(
  db: Kysely<Schema>, build: (db: Kysely<Schema>) => Compilable<R>,
): (...values: A) => Promise<R[]> {
  const compiled = build(db).compile()
  return async (...values) => {
    const query: CompiledQuery<R> = { ...compiled, parameters: values }
    return (await db.executeQuery<R>(query)).rows
  }
}
