// The writer's thread: the only connection that writes. Started by sqlite-writer.ts with the database's path.
import { once } from 'node:events'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { Kysely } from 'kysely'
import { destroysKeys } from './deeds.ts'
import { nodeSqliteDialect, Statements } from './node-sqlite.ts'
import type { Schema } from './schema.ts'
import { Checkpoints } from './sqlite-checkpoint.ts'
import { openToWrite } from './sqlite-file.ts'
import { packAnswer, unpackCalls, type CallsMessage, type CallWithId } from './sqlite-messages.ts'
import { runTurn, type Engine } from './sqlite-turn.ts'

/** A turn has an end, or the first of it would wait for everybody. */
const DEEDS_PER_TURN_MAX = 256

export interface WriterData {
  readonly path: string
}

const port = parentPort
if (port === null) throw new Error('this file runs as a worker')
// Its modules load while the other thread brings the tables up to date, and says so by the first message.
await once(port, 'message')
const database = openToWrite((workerData as WriterData).path)
const engine: Engine = {
  database,
  db: new Kysely<Schema>({ dialect: nodeSqliteDialect(database) }),
  statements: new Statements(database),
}
const checkpoints = new Checkpoints(database)
const queue: CallWithId[] = []
let running = false

port.on('message', (message: CallsMessage | 'close') => {
  take(message)
  if (!running) void work()
})
port.postMessage('ready')

async function work(): Promise<void> {
  running = true
  while (queue.length > 0) {
    const calls = queue.splice(0, DEEDS_PER_TURN_MAX)
    const answers = await runTurn(engine, calls)
    if (calls.some(({ name }) => destroysKeys(name))) checkpoints.erased()
    port?.postMessage(calls.map(({ id }, index) => packAnswer(id, answers[index] ?? { error: new Error('no answer') })))
    checkpoints.committed()
    takeWaiting()
  }
  running = false
}

/** What arrived during the turn goes into the next, without a round through the event loop. */
function takeWaiting(): void {
  for (;;) {
    const waiting: { message: CallsMessage | 'close' } | undefined = port === null ? undefined : receiveMessageOnPort(port)
    if (waiting === undefined) return
    take(waiting.message)
  }
}

/** The main thread says `close` only once everything it sent was answered. */
function take(message: CallsMessage | 'close'): void {
  if (message !== 'close') {
    queue.push(...unpackCalls(message))
    return
  }
  checkpoints.close()
  database.close()
  port?.close()
}
