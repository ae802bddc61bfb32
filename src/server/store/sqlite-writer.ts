import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { DeedArguments, DeedName, DeedResult } from './deed.ts'
import { packCalls, unpackAnswer, type CallWithId, type PackedAnswer } from './sqlite-messages.ts'
import type { WriterData } from './sqlite-worker.ts'

/** This thread's end of the writer: collects the deeds of one turn of the loop and sends them as one message. */
export class SqliteWriter {
  readonly #worker: Worker
  readonly #stopped: Promise<unknown>
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #outgoing: CallWithId[] = []
  #lastId = 0
  #failure: Error | null = null

  private constructor(worker: Worker) {
    this.#worker = worker
    this.#stopped = once(worker, 'exit')
    worker.on('message', (answers: readonly PackedAnswer[]) => this.#take(answers))
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => this.#fail(new Error('the writer has stopped')))
  }

  /** Starts the thread, which takes a while, and lets it open the database once `prepared` is done. */
  static async open(data: WriterData, prepared: Promise<void>): Promise<SqliteWriter> {
    const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: data })
    try {
      await prepared
      worker.postMessage('open')
      await once(worker, 'message')
      return new SqliteWriter(worker)
    } catch (error) {
      await worker.terminate()
      throw error
    }
  }

  do<N extends DeedName>(name: N, ...args: DeedArguments<N>): Promise<DeedResult<N>> {
    if (this.#failure !== null) return Promise.reject(this.#failure)
    const id = ++this.#lastId
    const waiting = Promise.withResolvers<unknown>()
    this.#waiting.set(id, waiting)
    if (this.#outgoing.push({ id, name, args }) === 1) setImmediate(() => this.#send())
    return waiting.promise as Promise<DeedResult<N>>
  }

  /** Waits for what was asked before. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#waiting.values()].map((waiting) => waiting.promise))
  }

  /** Lets the writer finish its file. The last connection to be closed removes the log beside it: let it be this one. */
  async close(): Promise<void> {
    await this.settled()
    if (this.#failure === null) this.#worker.postMessage('close')
    await this.#stopped
  }

  #send(): void {
    const message = packCalls(this.#outgoing)
    this.#outgoing = []
    this.#worker.postMessage(message, [message.bytes.buffer])
  }

  #take(answers: readonly PackedAnswer[]): void {
    for (const packed of answers) {
      const waiting = this.#waiting.get(packed.id)
      this.#waiting.delete(packed.id)
      const answer = unpackAnswer(packed)
      if ('value' in answer) waiting?.resolve(answer.value)
      else waiting?.reject(answer.error)
    }
  }

  /** Whether the deeds under way were kept nobody knows now; sending them again is safe. */
  #fail(failure: Error): void {
    this.#failure ??= failure
    for (const waiting of this.#waiting.values()) waiting.reject(this.#failure)
    this.#waiting.clear()
  }
}
