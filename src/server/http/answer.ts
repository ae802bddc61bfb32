import type { Bytes } from '#base/bytes.ts'
import type { Refusal } from '#base/refusal.ts'
import { padJson } from '#sealing/sealed/padding.ts'
import { BYTES_TYPE, FRAMES_TYPE } from '#wire/frames.ts'
import { PROBLEM_TYPE, problemOf } from '#wire/problem.ts'

/** On every answer, whatever it is: nothing is kept by a cache, guessed at, embedded elsewhere or told to the next page. */
export const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // An answer of the API is no page: opened as one it may do nothing.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value), { status, headers: { ...SAFE_HEADERS, 'content-type': 'application/json', ...headers } })
}

export function frames(content: Bytes): Response {
  return new Response(content, { status: 200, headers: { ...SAFE_HEADERS, 'content-type': FRAMES_TYPE } })
}

export function bytes(content: Bytes): Response {
  return new Response(content, { status: 200, headers: { ...SAFE_HEADERS, 'content-type': BYTES_TYPE, 'content-disposition': 'attachment' } })
}

export function nothing(headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 204, headers: { ...SAFE_HEADERS, ...headers } })
}

/** @param sizeMin - pads the document with spaces inside its last brace, so that it weighs as much as what it stands in for. */
export function problem(refusal: Refusal, options: { readonly sizeMin?: number; readonly headers?: Readonly<Record<string, string>> } = {}): Response {
  const document = problemOf(refusal)
  const text = JSON.stringify(document)
  const body = options.sizeMin === undefined ? text : padJson(text, options.sizeMin)
  return new Response(body, { status: document.status, headers: { ...SAFE_HEADERS, 'content-type': PROBLEM_TYPE, ...laterIn(refusal), ...options.headers } })
}

/** @see RFC 9110, 10.2.3 */
function laterIn({ details: { hours } }: Refusal): Readonly<Record<string, string>> {
  return typeof hours === 'number' ? { 'retry-after': String(hours * 3600) } : {}
}

/** A defect of ours: nothing about it leaves the house. */
export function defect(): Response {
  return new Response(null, { status: 500, headers: SAFE_HEADERS })
}
