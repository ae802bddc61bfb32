import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { PLAIN, transportSecurity } from './safe-headers.ts'

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

export interface StreamedFile {
  readonly name: string
  readonly sizeBytes: number
  readonly words: AsyncIterable<Uint8Array>
}

/** A file as it comes. If it breaks off the connection does too: a browser never takes a part of it for the whole. */
export async function answerFile(request: IncomingMessage, response: ServerResponse, { name, sizeBytes, words }: StreamedFile): Promise<void> {
  response.sendDate = false
  response.writeHead(200, {
    ...PLAIN, ...transportSecurity(request), 'content-type': 'application/octet-stream', 'content-length': sizeBytes, 'content-disposition': `attachment; filename*=UTF-8''${encoded(name)}`,
  })
  await pipeline(words, response)
}

/** @see RFC 8187, section 3.2.1: what `encodeURIComponent` leaves and the grammar does not. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
