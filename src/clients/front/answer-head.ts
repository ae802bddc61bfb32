/** The head of an HTTP answer of our own server, as far as the front passes it on. */
export interface AnswerHead {
  readonly status: number
  /** Names and values in turn, without what belongs to the connection. */
  readonly headers: readonly string[]
  /** How the end of the body is told. */
  readonly body: { readonly kind: 'none' } | { readonly kind: 'sized'; readonly bytes: number } | { readonly kind: 'chunked' } | { readonly kind: 'until-close' }
  readonly closes: boolean
}

/** Of the connection and not of the answer, or telling a time or a software. */
const KEPT_BACK = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'proxy-connection', 'date', 'server', 'x-powered-by'])
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/

/**
 * @param text - everything before the empty line, as Latin-1.
 * @returns null if it is not an answer that this front passes on.
 * @see RFC 9112
 */
export function parseAnswerHead(text: string, method: string): AnswerHead | null {
  const [statusLine = '', ...lines] = text.split('\r\n')
  const status = Number(/^HTTP\/1\.1 ([2-5]\d\d)(?: |$)/.exec(statusLine)?.[1] ?? 0)
  if (status === 0) return null
  const headers: string[] = []
  let [length, chunked, closes]: [number | null, boolean, boolean] = [null, false, false]
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (colon < 1 || !NAME.test(name) || /[\r\n\0]/.test(value)) return null
    if (name === 'content-length') {
      if (!/^\d{1,12}$/.test(value) || length !== null) return null
      length = Number(value)
    }
    if (name === 'transfer-encoding') {
      if (value.toLowerCase() !== 'chunked' || chunked) return null
      chunked = true
    }
    if (name === 'connection' && value.toLowerCase() === 'close') closes = true
    if (!KEPT_BACK.has(name)) headers.push(name, value)
  }
  if (chunked && length !== null) return null
  return { status, headers, closes, body: bodyOf({ status, method, length, chunked }) }
}

function bodyOf({ status, method, length, chunked }: { status: number; method: string; length: number | null; chunked: boolean }): AnswerHead['body'] {
  if (method === 'HEAD' || status === 204 || status === 304 || length === 0) return { kind: 'none' }
  if (chunked) return { kind: 'chunked' }
  return length === null ? { kind: 'until-close' } : { kind: 'sized', bytes: length }
}
