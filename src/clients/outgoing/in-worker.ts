import { Refusal } from '#base/refusal.ts'
import type { Attachment } from '#domain/bodies.ts'
import { errorOf, type Asked, type Told } from './messages.ts'
import type { Looked, Outgoing, SendWatch } from './outgoing.ts'

/** A browser may hold a worker back without a word. */
const READY_WITHIN_MS = 20_000

interface Waiting {
  readonly done: (value: Looked | Attachment | null) => void
  readonly failed: (error: unknown) => void
  readonly watch: SendWatch | null
}

export interface Ways {
  /** @throws whatever a browser throws that lets no worker run */
  readonly worker: () => Worker | Promise<Worker>
  /** The same in this thread. @throws Refusal `unreachable` where its code does not come */
  readonly here: () => Promise<Outgoing>
}

/**
 * Has files looked at and sent in a worker, from the first one on. Where a browser lets none run, or it dies, this thread does it: what a dead
 * worker was asked ends as a lost connection does, and is asked again.
 */
export function inWorker({ worker, here }: Ways): Outgoing {
  let doing: Promise<Outgoing> | null = null
  const instead = (): Promise<Outgoing> => here().catch((error: unknown) => { doing = null; throw error })
  const get = (): Promise<Outgoing> => {
    doing ??= Promise.resolve().then(worker).then((started) => ready(started, () => { doing = instead() })).catch(instead)
    return doing
  }
  return {
    look: async (job, offer) => (await get()).look(job, offer),
    send: async (job, offer, watch) => (await get()).send(job, offer, watch),
    forget(job) { void doing?.then((outgoing) => outgoing.forget(job), () => undefined) },
  }
}

function ready(worker: Worker, onDeath: () => void): Promise<Outgoing> {
  const waiting = new Map<number, Waiting>()
  return new Promise((resolve, reject) => {
    const silent = setTimeout(() => { worker.terminate(); reject(new Error('the worker says nothing')) }, READY_WITHIN_MS)
    worker.addEventListener('error', (event) => {
      // Told here: to the page it is no failure of its own.
      event.preventDefault()
      clearTimeout(silent)
      worker.terminate()
      reject(new Error('no worker'))
      if (!isReady) return
      onDeath()
      for (const { failed } of waiting.values()) failed(new Refusal('unreachable'))
    })
    let isReady = false
    worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      if (data.at !== 'ready') return hear(waiting, data)
      isReady = true
      clearTimeout(silent)
      resolve(lineTo(worker, waiting))
    })
  })
}

function hear(waiting: Map<number, Waiting>, told: Exclude<Told, { at: 'ready' }>): void {
  const asked = waiting.get(told.call)
  if (told.at === 'arrived') return asked?.watch?.onProgress(told.bytes)
  if (told.at === 'noted') return asked?.watch?.onNote(told.note)
  waiting.delete(told.call)
  if (told.at === 'done') asked?.done(told.done)
  else asked?.failed(errorOf(told.failure))
}

let calls = 0

function lineTo(worker: Worker, waiting: Map<number, Waiting>): Outgoing {
  const ask = <T extends Looked | Attachment | null>(question: (call: number) => Asked, watch: SendWatch | null): Promise<T> => new Promise((resolve, reject) => {
    const call = ++calls
    waiting.set(call, { done: (value) => { resolve(value as T) }, failed: reject, watch })
    worker.postMessage(question(call))
    watch?.signal.addEventListener('abort', () => { worker.postMessage({ deed: 'pause', call } satisfies Asked) })
  })
  return {
    look: (job, offer) => ask<Looked>((call) => ({ call, deed: 'look', job, offer }), null),
    send(job, offer, watch) {
      watch.signal.throwIfAborted()
      const { notes } = watch
      return ask<Attachment | null>((call) => ({ call, deed: 'send', job, offer, notes }), watch)
    },
    forget(job) { worker.postMessage({ deed: 'forget', job } satisfies Asked) },
  }
}
