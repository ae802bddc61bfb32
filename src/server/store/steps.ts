import { HASHED, cellsOf, rowHash, type Bare, type Cell, type HashedTable } from './row-hash.ts'

/**
 * [Note: Steps] The hot append is written once, without the query builder, as a generator that yields statements and is given
 * rows. SQLite runs them at once with prepared statements; PostgreSQL waits for each, and sends those that do not look at each
 * other as one. What a deed may rely on is therefore the same on both: its steps run in one transaction, in their order.
 */
export interface Step {
  /** Parameters are `?`, each used once and in order. */
  readonly sql: string
  readonly cells: readonly Cell[]
  /** The rows that this reads stay as they are until the transaction ends. */
  readonly lock?: true
}

export type Row = Readonly<Record<string, Cell>>
export type Asked = { readonly ask: Step } | { readonly write: readonly Step[] }
export type Steps<T> = Generator<Asked, T, readonly Row[]>

export function* ask(step: Step): Steps<readonly Row[]> {
  return yield { ask: step }
}

/** Statements that write, none of which looks at what another one of them wrote. */
export function* write(steps: readonly Step[]): Steps<void> {
  yield { write: steps }
}

const INSERT = Object.fromEntries(Object.entries(HASHED).map(([table, columns]) => [
  table, `insert into ${table} (${columns.join(', ')}, row_hash) values (${columns.map(() => '?').join(', ')}, ?)`,
]))

/** Inserts a row together with its hash. @param onConflict - SQL that follows, where the row may be there already. */
export function insert<T extends HashedTable>(table: T, row: Bare<T>, onConflict = ''): Step {
  const cells = cellsOf(table, row)
  return { sql: `${INSERT[table] ?? ''}${onConflict}`, cells: [...cells, rowHash(table, cells)] }
}
