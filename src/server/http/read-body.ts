import type { IncomingMessage } from 'node:http'
import { concat, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'

/** Where a request's bytes come from: straight from the socket where there is one, which costs half of a web stream. */
export interface BodySource {
  readonly request: Request
  readonly incoming: IncomingMessage | null
}

/**
 * Reads a body, and stops as soon as it is over the limit: what is refused is not first collected.
 * @throws Refusal `too-large`, `malformed` if it breaks off
 */
export async function readBody({ request, incoming }: BodySource, bytesMax: number): Promise<Bytes> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge(bytesMax)
  if (incoming !== null) return fromSocket(incoming, bytesMax)
  return request.body === null ? new Uint8Array(0) : fromStream(request.body, bytesMax)
}

function fromSocket(incoming: IncomingMessage, bytesMax: number): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    const stop = (): void => {
      incoming.off('data', onData).off('end', onEnd).off('error', onBreak).off('close', onBreak)
    }
    const onData = (chunk: Buffer): void => {
      sizeBytes += chunk.length
      if (sizeBytes <= bytesMax) { chunks.push(chunk); return }
      stop()
      incoming.pause()
      reject(tooLarge(bytesMax))
    }
    const onEnd = (): void => { stop(); resolve(concat(...chunks)) }
    const onBreak = (): void => { stop(); reject(new Refusal('malformed', { member: 'body' })) }
    incoming.on('data', onData).on('end', onEnd).on('error', onBreak).on('close', onBreak)
  })
}

async function fromStream(body: ReadableStream<Uint8Array>, bytesMax: number): Promise<Bytes> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  // Leaving the loop early cancels the stream.
  for await (const chunk of body) {
    sizeBytes += chunk.length
    if (sizeBytes > bytesMax) throw tooLarge(bytesMax)
    chunks.push(chunk)
  }
  return concat(...chunks)
}

function tooLarge(bytesMax: number): Refusal {
  return new Refusal('too-large', { bytesMax })
}
