import type { IncomingMessage, ServerResponse } from 'node:http'
import { transportSecurity } from './safe-headers.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

/** No `Date` and no `Server`: a reporter's answer names no time and no software. */
export function answer(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  response.sendDate = false
  response.writeHead(status, { ...headers, ...transportSecurity(request), 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
