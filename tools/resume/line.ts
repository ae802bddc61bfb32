// A line between a browser and the service, which remembers every segment that was put on it and can be held: what a held line swallows
// never arrives, as on a line that breaks.
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { base64url } from '#base/bytes.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { Ending } from './service.ts'

const SEGMENT = /^\/api\/uploads\/([\w-]{43})\/segments\/(\d+)$/

/** One segment that a browser put on the line. */
export interface LinePut {
  readonly upload: string
  readonly segment: number
  readonly hash: string
  /** Whether the service answered that it has it. */
  arrived: boolean
}

export interface WatchedLine {
  readonly url: string
  readonly puts: readonly LinePut[]
  /** Segments beyond so many that arrived are swallowed. */
  holdAfter(arrived: number): void
  release(): void
  /** Waits until so many segments have arrived, over all uploads. */
  untilArrived(count: number): Promise<void>
}

const LOOK_AGAIN_MS = 20
const WITHIN_MS = 60_000

/** @param segmentTakesMs - how long each segment is on its way at least, so that a person, or a test, has time to act */
export async function watchedLine(ending: Ending, serviceUrl: string, segmentTakesMs = 0): Promise<WatchedLine> {
  const puts: LinePut[] = []
  let [most, passing] = [Number.POSITIVE_INFINITY, 0]
  const arrived = (): number => puts.filter((put) => put.arrived).length
  const server = createServer((incoming, answer) => { void pass(incoming, answer).catch(() => { answer.destroy() }) })
  const pass = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const [, upload, segment] = (incoming.method === 'PUT' ? SEGMENT.exec(incoming.url ?? '') : null) ?? []
    if (upload === undefined) return forward(serviceUrl, { incoming, answer }, null).then(() => undefined)
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const bytes = Buffer.concat(parts)
    const put: LinePut = { upload, segment: Number(segment), hash: base64url(hash(bytes)), arrived: false }
    puts.push(put)
    if (arrived() + passing >= most) return
    passing += 1
    await pause(segmentTakesMs)
    try {
      put.arrived = await forward(serviceUrl, { incoming, answer }, bytes) === 204
    } finally {
      passing -= 1
    }
  }
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => { server.once('listening', resolve) })
  ending.after(() => { server.closeAllConnections(); server.close() })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, puts,
    holdAfter(count) { most = count },
    release() { most = Number.POSITIVE_INFINITY },
    async untilArrived(count) {
      for (const startedMs = performance.now(); arrived() < count; await pause(LOOK_AGAIN_MS)) {
        if (performance.now() - startedMs > WITHIN_MS) throw new Error(`${arrived()} of ${count} segments arrived`)
      }
    },
  }
}

/** @returns the status of the answer, once all of it went back */
function forward(serviceUrl: string, { incoming, answer }: { readonly incoming: IncomingMessage; readonly answer: ServerResponse }, body: Buffer | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port, hostname } = new URL(serviceUrl)
    const asked = ask({ hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
      response.once('end', () => { resolve(response.statusCode ?? 502) })
      response.once('error', reject)
    })
    asked.once('error', reject)
    if (body === null) incoming.pipe(asked)
    else asked.end(body)
  })
}
