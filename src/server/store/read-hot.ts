import type { Compilable, CompiledQuery, Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * A query that is built once: the builder takes several times as long as SQLite takes to answer.
 *
 * @param examples - any values of the right types; the query is built with them, and they are replaced at each call.
 * @param build - uses each value once, in their order.
 */
export function hot<A extends readonly unknown[], R>(
  db: Kysely<Schema>, examples: A, build: (...values: A) => Compilable<R>,
): (...values: A) => Promise<R[]> {
  const compiled = build(...examples).compile()
  return async (...values) => {
    const query: CompiledQuery<R> = { ...compiled, parameters: values }
    return (await db.executeQuery<R>(query)).rows
  }
}
