/** What looks into files, cleans, seals and sends them: a worker's whole code, and a page's own where a browser lets no worker run. */
import { httpApi, type Api } from '#clients/transport/api.ts'
import { inThread } from './in-thread.ts'
import type { Outgoing } from './outgoing.ts'
import { serve, type Line } from './serve.ts'

/** A mebibyte over a slow onion circuit takes minutes. */
const SEGMENT_WITHIN_MS = 600_000

export type Work = { readonly begin: () => Outgoing }

export function begin(): Outgoing {
  const api = (credentials: RequestCredentials): Api => httpApi('', (input, init) => fetch(input, { ...init, ...bodyOf(init), credentials, signal: endOf(init) }))
  return inThread(api('same-origin'), api('omit'))
}

/** Older browsers let what is on its way arrive when somebody pauses. */
function endOf(init: RequestInit | undefined): AbortSignal {
  const late = AbortSignal.timeout(SEGMENT_WITHIN_MS)
  return init?.signal && 'any' in AbortSignal ? AbortSignal.any([init.signal, late]) : late
}

/** Chromium takes bytes out of a script's memory some kilobytes at a time: as a blob the same mebibyte goes many times faster. */
function bodyOf(init: RequestInit | undefined): { readonly body?: Blob } {
  const body = init?.body
  return body instanceof Uint8Array ? { body: new Blob([body as Uint8Array<ArrayBuffer>]) } : {}
}

if (!('document' in globalThis)) serve(globalThis as unknown as Line, begin())
