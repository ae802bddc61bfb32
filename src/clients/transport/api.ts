import type { Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { BYTES_TYPE, FRAMES_TYPE } from '#wire/frames.ts'
import { PROBLEM_TYPE, refusalOf } from '#wire/problem.ts'
import { pathOf, ROUTES, type RouteName } from '#wire/routes.ts'

export interface Call {
  readonly route: RouteName
  readonly parameters?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  /** Frames if bytes, else JSON. */
  readonly body?: Bytes | object
  /** Bytes as they are, instead of a body: a file's segment. */
  readonly bytes?: Bytes
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** One server, as its clients see it. A value, so that tests and the hostile server can stand in for it. */
export interface Api {
  /** Where this server is for people: links that members hand on begin with it. */
  readonly origin: string
  /** @throws Refusal as the server's problem document says, or `unreachable` if no answer of ours came. */
  call(call: Call): Promise<Response>
}

/** `base` is an origin; a browser on the same origin passes ''. `fetchOf` lets a process reach a Unix socket. */
export function httpApi(base: string, fetchOf: typeof fetch = (input, init) => fetch(input, init)): Api {
  return {
    origin: base === '' ? globalThis.location.origin : base,
    async call(call) {
      const response = await request(fetchOf, base, call)
      if (response.ok) return response
      throw (await refusalIn(response)) ?? new Refusal('unreachable', { status: response.status })
    },
  }
}

async function request(fetchOf: typeof fetch, base: string, call: Call): Promise<Response> {
  const { body, bytes, signal } = call
  const binary = body instanceof Uint8Array
  const headers: Record<string, string> = { ...call.headers }
  if (bytes !== undefined) headers['content-type'] = BYTES_TYPE
  if (body !== undefined) headers['content-type'] = binary ? FRAMES_TYPE : 'application/json'
  const init: RequestInit = { method: ROUTES[call.route].method, headers, redirect: 'error', referrerPolicy: 'no-referrer', cache: 'no-store' }
  if (bytes !== undefined) init.body = bytes
  if (body !== undefined) init.body = binary ? (body as Bytes) : JSON.stringify(body)
  if (signal !== undefined) init.signal = signal
  const address = `${base}${pathOf(call.route, call.parameters)}${queryOf(call)}`
  try {
    return await fetchOf(address, init)
  } catch (error) {
    throw cutOff(error)
  }
}

/** A connection that broke is one thing to a person, whether before the answer or in the middle of it. */
function cutOff(error: unknown): unknown {
  return error instanceof DOMException && error.name === 'AbortError' ? error : new Refusal('unreachable')
}

function queryOf({ query }: Call): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}

async function refusalIn(response: Response): Promise<Refusal | null> {
  if (!(response.headers.get('content-type') ?? '').startsWith(PROBLEM_TYPE)) return null
  try {
    return refusalOf(await response.json())
  } catch {
    return null
  }
}

/** @throws Refusal `unreachable` if the answer was cut off. */
export async function bytesOf(response: Response): Promise<Bytes> {
  try {
    return new Uint8Array(await response.arrayBuffer())
  } catch (error) {
    throw cutOff(error)
  }
}

/** @returns undefined if the answer is no JSON: a proxy's page, say. @throws Refusal `unreachable` if it was cut off. */
export async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw cutOff(error)
  }
}

