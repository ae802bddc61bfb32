import { lookup as resolve, type LookupAddress } from 'node:dns'
import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { encryptPush, topicOf, type PushKeys } from './message.ts'
import { isOpenAddress, pushAddress, PUSH_SERVICES } from './place.ts'
import type { VapidKey } from './vapid.ts'

/** How push messages leave. */
export interface PushSettings {
  /** `mailto:` or `https:`: goes with every message, so that a push service can complain. */
  readonly contact: string
  /** Services besides the known ones. */
  readonly services?: readonly string[]
  /** A push service on this machine, over http: for tests, and nothing in production sets it. */
  readonly localPort?: number
}

export interface PushTo extends PushKeys {
  readonly endpoint: string
  /** What the worker shows: a sentence in this language, and always the same. */
  readonly language: 'en' | 'zh'
}

/** A push service did not take it. Names a reason, and neither the address nor anybody. */
export class PushRefusedError extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.name = 'PushRefusedError'
    this.code = code
  }
}

export interface PushPost {
  readonly publicKey: string
  /** Whether this is an address to which anything would be sent. */
  takes(endpoint: string): boolean
  /** @returns `gone` where the browser will never get anything there again. @throws PushRefusedError */
  send(to: PushTo, signal: AbortSignal): Promise<'sent' | 'gone'>
}

const TIMEOUT_MS = 10_000
/** As the page that a notice stands for is tried, and a little: a page of the day before yesterday helps nobody. */
const HOLDS_SECONDS = 24 * 3600
/** The language, and filling: every message to everybody is as long as every other. */
const PLAIN_BYTES = 64
const GONE = new Set([404, 410])

export function pushPost(settings: PushSettings, key: VapidKey, nowMs: () => number): PushPost {
  const services = [...PUSH_SERVICES, ...settings.services ?? []]
  const addressOf = (endpoint: string): URL | null => localAddress(endpoint, settings.localPort) ?? pushAddress(endpoint, services)
  return {
    publicKey: key.publicKey,
    takes: (endpoint) => addressOf(endpoint) !== null,
    async send(to, signal) {
      const url = addressOf(to.endpoint)
      // What was allowed once, and is no longer.
      if (url === null) return 'gone'
      const status = await posted(url, {
        signal, body: encryptPush(to.language, to, { plainBytes: PLAIN_BYTES }), isLocal: url.protocol === 'http:',
        headers: { 'authorization': key.authorize(url, nowMs()), 'content-encoding': 'aes128gcm', 'content-type': 'application/octet-stream', 'ttl': String(HOLDS_SECONDS), 'urgency': 'high', 'topic': topicOf(to.auth, 'page') },
      })
      if (GONE.has(status)) return 'gone'
      if (status < 200 || status >= 300) throw new PushRefusedError(String(status))
      return 'sent'
    },
  }
}

function localAddress(endpoint: string, port: number | undefined): URL | null {
  return port !== undefined && endpoint.startsWith(`http://127.0.0.1:${port}/`) && URL.canParse(endpoint) ? new URL(endpoint) : null
}

interface Message {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly isLocal: boolean
}

/**
 * Posts to the address that the name had when it was looked up, and to no other; follows nothing, and reads nothing of the answer but its status.
 * @throws PushRefusedError
 */
function posted(url: URL, { body, headers, signal, isLocal }: Message): Promise<number> {
  return new Promise((done, failed) => {
    const request = (isLocal ? overHttp : overHttps)(url, {
      method: 'POST', headers: { ...headers, 'content-length': body.length }, agent: false, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]), lookup: isLocal ? undefined : lookUpOpen,
    }, (answer) => {
      answer.destroy()
      done(answer.statusCode ?? 0)
    })
    request.on('error', (error) => failed(new PushRefusedError(codeOf(error))))
    request.end(body)
  })
}

/** One look at the name: all of what it stands for must lie in the open network, or nothing of it is spoken to. */
export const lookUpOpen: LookupFunction = (host, _options, answer) => {
  resolve(host, { all: true }, (error, found: LookupAddress[] = []) => {
    const [first] = found
    if (error !== null) answer(error, '')
    else if (first === undefined || !found.every(({ address }) => isOpenAddress(address))) answer(Object.assign(new Error('an address inside'), { code: 'INNER-ADDRESS' }), '')
    else if (_options.all === true) answer(null, [first])
    else answer(null, first.address, first.family)
  })
}

function codeOf(error: Error): string {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'TIMEOUT'
  return 'code' in error && typeof error.code === 'string' ? error.code.slice(0, 32) : 'UNKNOWN'
}
