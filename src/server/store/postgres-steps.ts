import { CompiledQuery, type Kysely } from 'kysely'
import type { ClientBase } from 'pg'
import type { Cell } from './row-hash.ts'
import type { Schema } from './schema.ts'
import type { Row, Step, Steps } from './steps.ts'

interface Statement {
  readonly text: string
  /** Under this name it is prepared, once a connection. */
  readonly name?: string
}

/** More steps than a usual deed has. Preparing every number of wraps that a stranger can send would fill the server's memory. */
const PREPARED_STEPS_MAX = 16
const prepared = new Map<string, Statement>()

/** Statements that write and do not look at each other go as one: measured 1.6 times as many appends as one message each. */
function statementOf(steps: readonly Step[]): Statement {
  const sql = steps.length === 1 ? lone(steps) : steps.map(partOf).join('')
  const known = prepared.get(sql)
  if (known !== undefined) return known
  let parameters = 0
  const text = sql.replace(/\?/g, () => `$${++parameters}`)
  if (steps.length > PREPARED_STEPS_MAX) return { text }
  const statement = { text, name: `steps-${prepared.size}` }
  prepared.set(sql, statement)
  return statement
}

function lone([step]: readonly Step[]): string {
  return `${step?.sql ?? ''}${step?.lock === true ? ' for update' : ''}`
}

function partOf({ sql }: Step, index: number, { length }: readonly Step[]): string {
  if (index === length - 1) return ` ${sql}`
  return `${index === 0 ? 'with' : ','} part${index} as (${sql})`
}

/**
 * Runs a deed's steps in a transaction of its own. Statements that write are sent without waiting for an answer, so that a new report costs
 * two round trips. @see [Note: Steps]
 *
 * @throws whatever a step failed with; the transaction is over then, too.
 */
export async function runTransaction<T>(client: ClientBase, steps: Steps<T>): Promise<T> {
  const send: Send = async (together) => (await client.query<Row>({ ...statementOf(together), values: cellsOf(together) })).rows
  const sent: Promise<unknown>[] = [client.query('begin isolation level read committed')]
  try {
    const value = await runSteps(steps, { send, sent })
    sent.push(client.query('commit'))
    await settle(sent)
    return value
  } catch (error) {
    await Promise.allSettled([...sent, client.query('rollback')])
    throw error
  }
}

/** As part of a transaction that somebody else ends. */
export async function runStepsWithin<T>(db: Kysely<Schema>, steps: Steps<T>): Promise<T> {
  const send: Send = async (together) => {
    const query = CompiledQuery.raw(statementOf(together).text, cellsOf(together)) as CompiledQuery<Row>
    return (await db.executeQuery<Row>(query)).rows
  }
  const sent: Promise<unknown>[] = []
  const value = await runSteps(steps, { send, sent })
  await settle(sent)
  return value
}

type Send = (steps: readonly Step[]) => Promise<readonly Row[]>

interface Running {
  readonly send: Send
  /** What is under way and was not waited for. */
  readonly sent: Promise<unknown>[]
}

async function runSteps<T>(steps: Steps<T>, { send, sent }: Running): Promise<T> {
  let rows: readonly Row[] = []
  for (;;) {
    const next = steps.next(rows)
    if (next.done === true) return next.value
    if ('ask' in next.value) {
      const asked = send([next.value.ask])
      await settle(sent.splice(0), asked)
      rows = await asked
    } else if (next.value.write.length > 0) sent.push(send(next.value.write))
  }
}

function cellsOf(steps: readonly Step[]): Cell[] {
  return steps.flatMap((step) => step.cells)
}

/** Waits for all, even if one fails: what was sent is under way. Of several failures the first is the cause. */
async function settle(...sent: readonly (Promise<unknown> | readonly Promise<unknown>[])[]): Promise<void> {
  for (const result of await Promise.allSettled(sent.flat())) if (result.status === 'rejected') throw result.reason
}
