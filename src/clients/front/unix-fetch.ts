import { Agent, request as send, type IncomingMessage } from 'node:http'

/** `fetch` over the server's Unix socket, for the modules that clients share. Takes addresses as text, and no streams as bodies. */
export function unixFetch(socketPath: string): typeof fetch {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  return async (input, init = {}) => {
    const { pathname, search } = new URL(String(input), 'http://front')
    const body = init.body === undefined || init.body === null ? null : bytesOf(init.body)
    const headers = Object.fromEntries(new Headers(init.headers))
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = send({
        agent, socketPath, method: init.method ?? 'GET', path: pathname + search, ...(init.signal ? { signal: init.signal } : {}),
        headers: { ...headers, host: 'front', ...(body === null ? {} : { 'content-length': body.length }) },
      }, resolve)
      outgoing.on('error', reject)
      outgoing.end(body)
    })
    return answerOf(incoming)
  }
}

function bytesOf(body: BodyInit): Buffer {
  if (typeof body === 'string') return Buffer.from(body)
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  throw new TypeError('only text and bytes go over the socket')
}

async function answerOf(incoming: IncomingMessage): Promise<Response> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  const headers = new Headers()
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) headers.append(incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? '')
  const status = incoming.statusCode ?? 500
  const isEmpty = status === 204 || status === 304
  return new Response(isEmpty ? null : new Uint8Array(Buffer.concat(pieces)), { status, headers })
}
