import type { IncomingMessage } from 'node:http'
import { concat, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { BodyPlace } from './body-space.ts'

/** Where a request's bytes come from: straight from the socket where there is one, which costs half of a web stream. */
export interface BodySource {
  readonly request: Request
  readonly incoming: IncomingMessage | null
  readonly place: BodyPlace
}

/**
 * Reads a body, and stops as soon as it is over the limit: what is refused is not first collected.
 * @throws Refusal `too-large`, `busy` if there is no memory for it now, `malformed` if it breaks off
 */
export async function readBody({ request, incoming, place }: BodySource, bytesMax: number): Promise<Bytes> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge(bytesMax)
  if (incoming !== null) return fromSocket(incoming, place, bytesMax)
  return request.body === null ? new Uint8Array(0) : fromStream(request.body, place, bytesMax)
}

function fromSocket(incoming: IncomingMessage, place: BodyPlace, bytesMax: number): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    const stop = (): void => {
      incoming.off('data', onData).off('end', onEnd).off('error', onBreak).off('close', onBreak)
    }
    const onData = (chunk: Buffer): void => {
      try {
        sizeBytes += chunk.length
        if (sizeBytes > bytesMax) throw tooLarge(bytesMax)
        place.hold(chunk.length)
        chunks.push(chunk)
      } catch (error) {
        stop()
        incoming.pause()
        reject(error)
      }
    }
    const onEnd = (): void => { stop(); resolve(joined(chunks)) }
    const onBreak = (): void => { stop(); reject(new Refusal('malformed', { member: 'body' })) }
    incoming.on('data', onData).on('end', onEnd).on('error', onBreak).on('close', onBreak)
  })
}

async function fromStream(body: ReadableStream<Uint8Array>, place: BodyPlace, bytesMax: number): Promise<Bytes> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  // Leaving the loop early cancels the stream.
  for await (const chunk of body) {
    sizeBytes += chunk.length
    if (sizeBytes > bytesMax) throw tooLarge(bytesMax)
    place.hold(chunk.length)
    chunks.push(chunk)
  }
  return joined(chunks)
}

/** Most bodies come in one piece, and are not copied. */
function joined(chunks: readonly Uint8Array[]): Bytes {
  const [only, ...more] = chunks
  return only !== undefined && more.length === 0 ? new Uint8Array(only.buffer as ArrayBuffer, only.byteOffset, only.byteLength) : concat(...chunks)
}

function tooLarge(bytesMax: number): Refusal {
  return new Refusal('too-large', { bytesMax })
}
