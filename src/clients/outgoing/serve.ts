import { failureOf, type Asked, type Told } from './messages.ts'
import type { Outgoing } from './outgoing.ts'

/** A worker's end of the line. */
export interface Line {
  postMessage(told: Told): void
  addEventListener(type: 'message', listener: (event: { readonly data: Asked }) => void): void
}

/** A large file over a fast line tells more than anybody can read. */
const TOLD_AGAIN_AFTER_MS = 100

/** Answers a page from its worker. */
export function serve(line: Line, outgoing: Outgoing): void {
  const pausing = new Map<number, AbortController>()
  line.addEventListener('message', ({ data }) => {
    if (data.deed === 'forget') return outgoing.forget(data.job)
    if (data.deed === 'pause') return pausing.get(data.call)?.abort()
    const { call } = data
    const abort = new AbortController()
    pausing.set(call, abort)
    const doing = data.deed === 'look' ? outgoing.look(data.job, data.offer) : outgoing.send(data.job, data.offer, {
      signal: abort.signal, notes: data.notes, onNote: (note) => { line.postMessage({ call, at: 'noted', note }) },
      onProgress: seldom((bytes) => { line.postMessage({ call, at: 'arrived', bytes }) }),
    })
    void doing.then((done): Told => ({ call, at: 'done', done }), (error: unknown): Told => ({ call, at: 'failed', failure: failureOf(error) }))
      .then((told) => line.postMessage(told)).finally(() => { pausing.delete(call) })
  })
  line.postMessage({ at: 'ready' })
}

function seldom(tell: (bytes: number) => void): (bytes: number) => void {
  let toldMs = Number.NEGATIVE_INFINITY
  return (bytes) => {
    const nowMs = performance.now()
    if (nowMs - toldMs < TOLD_AGAIN_AFTER_MS) return
    toldMs = nowMs
    tell(bytes)
  }
}
