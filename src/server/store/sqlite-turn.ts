import type { DatabaseSync } from 'node:sqlite'
import type { Kysely } from 'kysely'
import { Refusal } from '#base/refusal.ts'
import { appendSteps } from './append.ts'
import { KeepNothing, type Deed, type DeedArguments, type DeedName } from './deed.ts'
import { DEEDS, destroysKeys } from './deeds.ts'
import { destroyErasedKeys, keepKeysAhead } from './erasure-keys.ts'
import { asRefusal } from './failure.ts'
import type { Statements } from './node-sqlite.ts'
import type { Schema } from './schema.ts'
import type { Row, Step, Steps } from './steps.ts'

export interface Call {
  readonly name: DeedName
  readonly args: readonly unknown[]
}

export type Answer = { readonly value: unknown } | { readonly error: unknown }

export interface Engine {
  readonly database: DatabaseSync
  readonly db: Kysely<Schema>
  readonly statements: Statements
}

/**
 * One turn of the writer: all that is queued in one transaction, so that one wait for the disk serves them all, and a savepoint
 * for each, so that one that fails does not fail its neighbours. Nobody is answered before the commit is durable.
 *
 * Where the disk is full the turn is undone and each deed tried alone: a large one must not refuse the small ones that fit.
 */
export async function runTurn(engine: Engine, calls: readonly Call[]): Promise<readonly Answer[]> {
  const { database } = engine
  try {
    keepKeysAhead(engine.statements, database)
    database.exec('begin immediate')
    const answers: Answer[] = []
    for (const call of calls) answers.push(await runInSavepoint(engine, call))
    database.exec('commit')
    if (calls.some(({ name }) => destroysKeys(name))) await destroyErasedKeys(engine.db)
    return answers
  } catch (thrown) {
    if (database.isTransaction) database.exec('rollback')
    const error = asRefusal(thrown)
    if (calls.length === 1 || !isDiskFull(error)) return calls.map(() => ({ error }))
    const alone: Answer[] = []
    for (const call of calls) alone.push(...await runTurn(engine, [call]))
    return alone
  }
}

/** @throws what fails the whole turn: a full disk, or an engine that gave up the transaction. */
async function runInSavepoint(engine: Engine, call: Call): Promise<Answer> {
  const { database } = engine
  run(engine, 'savepoint deed')
  try {
    const value = call.name === 'append' ? appendNow(engine, call.args) : await runDeed(engine, call)
    run(engine, 'release deed')
    return { value }
  } catch (thrown) {
    const error = asRefusal(thrown)
    if (isDiskFull(error) || !database.isTransaction) throw error
    run(engine, 'rollback to deed')
    run(engine, 'release deed')
    return error instanceof KeepNothing ? { value: error.answer } : { error }
  }
}

function appendNow(engine: Engine, args: readonly unknown[]): unknown {
  const [deed] = args as DeedArguments<'append'>
  return runSteps(engine, appendSteps(deed))
}

async function runDeed(engine: Engine, { name, args }: Call): Promise<unknown> {
  const tx: Deed = { db: engine.db, append: async (deed) => runSteps(engine, appendSteps(deed)) }
  const deed = DEEDS[name] as (tx: Deed, ...args: readonly unknown[]) => Promise<unknown>
  return deed(tx, ...args)
}

/** @see [Note: Steps] */
function runSteps<T>(engine: Engine, steps: Steps<T>): T {
  let rows: readonly Row[] = []
  for (;;) {
    const next = steps.next(rows)
    if (next.done === true) return next.value
    if ('ask' in next.value) rows = rowsOf(engine, next.value.ask)
    else for (const step of next.value.write) engine.statements.get(step.sql).statement.run(...step.cells)
  }
}

function rowsOf({ statements }: Engine, { sql, cells }: Step): readonly Row[] {
  return statements.get(sql).statement.all(...cells) as unknown as readonly Row[]
}

function run({ statements }: Engine, sql: string): void {
  statements.get(sql).statement.run()
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'disk-full'
}
