import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { equalBytes, utf8, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import type { SigningKey } from '#sealing/plain/signing-key.ts'
import { asterisk } from '../media/asterisk.ts'
import type { Adapter, Answering, Ear, Media, Wire } from '../media/media.ts'
import { isSignedByTwilio, twilio } from '../media/twilio.ts'
import { OfficeVoice } from '../prompts/office-voice.ts'
import { NoVoice, type OwnVoice, type Voice } from '../prompts/voice.ts'
import { encode } from '#clients/telephony/sound/g711.ts'
import { Codes } from '../spoken/codes.ts'
import { WaitingRoom } from '../spoken/waiting-room.ts'
import { Call, type CallRoom } from './call.ts'
import type { Clock } from './clock.ts'
import { answerHealth, CallCount, type LineHealth } from './health.ts'
import { Lines } from './lines.ts'
import { LineOffice } from './office.ts'
import { Telling } from './telling.ts'

export interface LineOptions {
  readonly api: Api
  readonly office: string
  /** Channel of what is reported here; null for the first one. */
  readonly channel: string | null
  /** What this machine says where the office has no recording. */
  readonly voice: OwnVoice
  readonly person: string | null
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** Of Asterisk's log-in as `postern`; null where whoever reaches the port is trusted. */
  readonly secret: string | null
  /** How a carrier of Twilio's kind reaches this line, and the token under which it signs; null where there is none. */
  readonly twilio: { readonly url: string; readonly token: string } | null
  /** Signs what administrators are told at the desk; without it they are told nothing. */
  readonly key?: SigningKey
  readonly clock: Clock
  /** What time it is: opening hours are asked of it. */
  readonly nowMs?: () => number
  readonly tell: (event: LineEvent) => void
}

/** What a line tells whoever runs it: never a number, a code or a word. */
export type LineEvent = { readonly event: 'trouble' | 'refused' | 'lost'; readonly code: RefusalCode | 'defect' }

export interface RunningLine {
  readonly url: string
  readonly waiting: () => number
  /** How it stands: counts, and never a time of a call. */
  readonly health: () => LineHealth
  /** Ends calls under way, keeping what was said. @returns how many recordings the server would not take in time */
  close(): Promise<number>
}

/** Asks the office once: a line that nobody could report to, or that cannot say what it must, does not start. @throws Refusal as `loadOffice` does, `no-such-channel`; NoVoice; Error with `code` EADDRINUSE or EACCES */
export async function startLine(options: LineOptions): Promise<RunningLine> {
  const { clock, tell } = options
  const api = impatient(options.api)
  const office = new LineOffice(api, options.office)
  const channel = channelIn(await office.load(), options.channel)
  const voice = new OfficeVoice(options.voice, { api, office: options.office })
  const lines = new Lines(api, { ...options, voice })
  await lines.look()
  if (voice.missing.length > 0) {
    lines.stop()
    throw new NoVoice(voice.missing)
  }
  const count = new CallCount(options.nowMs ?? Date.now, () => lines.timeZone)
  const toldTo = (event: LineEvent): void => { count.trouble(event.code); tell(event) }
  const waiting = new WaitingRoom(api, clock, (code) => toldTo({ event: 'lost', code }))
  const exchange = new Exchange({ ...options, voice, api, office, channel, waiting, codes: new Codes(waiting, clock), line: null, offersMask: false, trouble: (code) => toldTo({ event: 'trouble', code }) }, { ...options, tell: toldTo, lines, count })
  const health = (): LineHealth => ({ ...count.health(), waiting: waiting.size, lines: lines.ids, prompts: voice.standing })
  const telling = options.key === undefined ? null : new Telling({ api, office: options.office, key: options.key, clock, nowMs: options.nowMs ?? Date.now, health, count, speaks: voice.canSpeak, tell: toldTo })
  const server = createServer((request, response) => answerHealth(request, response, { ...options, health }))
  server.on('upgrade', (request, socket, head) => exchange.upgrade(request, socket, head))
  await listening(server, options)
  const { port } = server.address() as AddressInfo
  void telling?.tell()
  return {
    url: `ws://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`, waiting: () => waiting.size, health,
    async close() {
      lines.stop()
      telling?.stop()
      const closed = new Promise((resolve) => { server.close(resolve) })
      await exchange.close()
      await closed
      return waiting.lastAttempt()
    },
  }
}

/** A server that does not answer is away: a caller does not wait for ever. */
function impatient(api: Api): Api {
  return { origin: api.origin, call: (call) => api.call({ ...call, signal: AbortSignal.timeout(LIMITS.lineAnswerSeconds * 1000) }) }
}

/** @throws Refusal `no-such-channel` */
function channelIn({ channels: [first, ...others] }: TrustedOffice, wanted: string | null): string {
  const found = wanted === null ? first : [first, ...others].find((each) => each?.channel === wanted)
  if (found === undefined) throw new Refusal('no-such-channel')
  return found.channel
}

function listening(server: Server, { host, port }: LineOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => { server.off('error', reject); resolve() })
  })
}

interface ExchangeOptions extends LineOptions {
  readonly lines: Lines
  readonly count: CallCount
}

/** Takes calls, each on a socket of its own. */
class Exchange {
  readonly #room: CallRoom
  readonly #options: ExchangeOptions
  // A message is never put together from more than it may have; a frame that is cut short ends the socket.
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: LIMITS.callMessageBytesMax, perMessageDeflate: false, clientTracking: true })
  readonly #calls = new Set<Call>()

  constructor(room: CallRoom, options: ExchangeOptions) {
    this.#room = room
    this.#options = options
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {})
    const [shape, asked] = [this.#shapeOf(request), lineAsked(request.url ?? '')]
    if (shape === null || !this.#options.lines.has(asked)) {
      // A telephone server that names a line which nobody set up is told to whoever runs this one.
      if (shape !== null) this.#options.tell({ event: 'refused', code: 'no-such-channel' })
      socket.end(`HTTP/1.1 ${shape === null ? '403 Forbidden' : '404 Not Found'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#answer(opened, shape, asked))
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.close(1001)
    for (const call of this.#calls) call.onEnd()
    await Promise.all([...this.#calls].map((call) => call.settled()))
    for (const socket of this.#sockets.clients) socket.terminate()
  }

  #shapeOf({ url = '', headers }: IncomingMessage): typeof asterisk | null {
    const { secret, twilio: carrier } = this.#options
    const [path] = url.split('?')
    if (path === '/asterisk' && (secret === null || isLogIn(secret, headers.authorization))) return asterisk
    const signature = headers['x-twilio-signature']
    const [, twilioLine] = /^\/twilio(\/[a-z0-9-]+)?$/.exec(path ?? '') ?? [null, null]
    return twilioLine !== null && carrier !== null && isSignedByTwilio(carrier.token, `${carrier.url}${twilioLine ?? ''}`, typeof signature === 'string' ? signature : undefined) ? twilio : null
  }

  #answer(socket: WebSocket, shape: typeof asterisk, asked: string | null): void {
    const wire: Wire = { send: (message) => { if (socket.readyState === socket.OPEN) socket.send(message) }, close: () => socket.close(1000) }
    const adapter = shape(wire, this.#answering(asked))
    socket.on('message', (data, isBinary) => {
      const refused = this.#take(adapter, isBinary ? bytesOf(data) : bytesOf(data).toString('utf8'))
      if (refused === null) return
      this.#options.tell({ event: 'refused', code: refused })
      socket.close(refused === 'too-large' ? 1009 : 1008)
    })
    socket.on('error', () => this.#options.tell({ event: 'refused', code: 'malformed' }))
    socket.on('close', () => adapter.ended())
  }

  #take(adapter: Adapter, message: string | Buffer): RefusalCode | null {
    try {
      adapter.take(typeof message === 'string' ? message : message as Bytes)
      return null
    } catch (error) {
      if (error instanceof Refusal) return error.code
      throw error
    }
  }

  async #forget(call: Call): Promise<void> {
    await call.settled()
    if (this.#calls.delete(call)) this.#options.count.ended()
  }

  #answering(asked: string | null): Answering {
    const { lines, count } = this.#options
    return (media) => {
      if (this.#calls.size >= LIMITS.callsAtOnceMax || this.#room.waiting.isFull) return busy(media, this.#room.voice)
      const offersMask = [...this.#calls].filter((each) => each.offersMask).length < LIMITS.callsMaskedMax
      const call = new Call({ ...this.#room, ...lines.room(asked, this.#room), offersMask }, media)
      this.#calls.add(call)
      count.began()
      const onEnd = (): void => {
        call.onEnd()
        void this.#forget(call)
      }
      return { onAudio: (samples) => call.onAudio(samples), onDigit: (digit) => call.onDigit(digit), onPlayed: () => call.onPlayed(), onEnd }
    }
  }
}

/** `?line=main` of Asterisk's, `/twilio/main` of a carrier's, whose queries do not arrive; null for none. */
function lineAsked(url: string): string | null {
  const [path = '', query = ''] = url.split('?')
  return new URLSearchParams(query).get('line') ?? /^\/twilio\/([a-z0-9-]+)$/.exec(path)?.[1] ?? null
}

function isLogIn(secret: string, given: string | undefined): boolean {
  return equalBytes(utf8(`Basic ${Buffer.from(`postern:${secret}`).toString('base64')}`), utf8(given ?? ''))
}

function bytesOf(data: RawData): Buffer {
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)
}

/** Says in both languages that all lines are taken, and hangs up. */
function busy(media: Media, voice: Voice): Ear {
  for (const language of ['en', 'zh'] as const) media.play(encode(media.codec, voice.prompt(language, 'busy')))
  return { onAudio: () => {}, onDigit: () => {}, onEnd: () => {}, onPlayed: () => media.hangup() }
}
