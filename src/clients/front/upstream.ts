import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Refusal } from '#base/refusal.ts'
import { PROBLEM_TYPE, problemOf } from '#wire/problem.ts'
import { parseAnswerHead, type AnswerHead } from './answer-head.ts'
import { answer } from './answer.ts'
import { ChunkReader } from './chunks.ts'
import { PLAIN, transportSecurity } from './safe-headers.ts'

/**
 * [Note: Passing on] Requests for the API go to the server's socket over lines that are kept open. Node's parser reads the public
 * side; the server's answers are ours and read here, which measured 53 µs of CPU a request against 160 with Node's own client.
 * Only the headers below go on: no address, no user agent and no language reaches the server.
 */
const PASSED = new Set(['host', 'origin', 'content-type', 'content-length', 'authorization', 'cookie', 'accept'])
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])

const LINES_MAX = 512
/** Where others wait for a line, one whose request still comes after this long gives way: bodies sent drop by drop keep nobody out for long. */
const SLOW_MS = 5000
const HEAD_BYTES_MAX = 64 * 1024
const SILENCE_MS_MAX = 60_000
/** The server may close a line that was quiet for five seconds; ours are not trusted that long. */
const IDLE_MS_MAX = 2000
const HEAD_END = Buffer.from('\r\n\r\n')

export class Upstream {
  readonly #socketPath: string
  readonly #linesMax: number
  readonly #slowMs: number
  readonly #idle: Line[] = []
  readonly #waiting: Job[] = []
  readonly #lines = new Set<Line>()
  #isClosed = false

  constructor(socketPath: string, { linesMax = LINES_MAX, slowMs = SLOW_MS }: { readonly linesMax?: number; readonly slowMs?: number } = {}) {
    this.#socketPath = socketPath
    this.#linesMax = linesMax
    this.#slowMs = slowMs
  }

  pass(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isClosed || !METHODS.has(request.method ?? '')) return refuse(request, response)
    const job = new Job(request, response)
    if (this.#lines.size >= this.#linesMax && this.#idle.length === 0) this.#wait(job)
    else this.#start(job, true)
  }

  /** What has no body comes first: it takes a line for a moment only. */
  #wait(job: Job): void {
    if (job.hasBody) this.#waiting.push(job)
    else this.#waiting.unshift(job)
    if (!this.#endSlow()) setTimeout(() => { if (this.#waiting.length > 0) this.#endSlow() }, this.#slowMs).unref()
  }

  #endSlow(): boolean {
    const slow = [...this.#lines].find((line) => line.comesSinceMs < performance.now() - this.#slowMs)
    slow?.socket.destroy()
    return slow !== undefined
  }

  close(): void {
    this.#isClosed = true
    for (const line of this.#lines) line.socket.destroy()
  }

  #start(job: Job, mayReuse: boolean): void {
    if (job.response.destroyed) return this.#next()
    const line = (mayReuse ? this.#freshIdle() : null) ?? this.#open()
    line.begin(job)
  }

  #freshIdle(): Line | null {
    for (let line = this.#idle.pop(); line !== undefined; line = this.#idle.pop()) {
      if (performance.now() - line.idleSinceMs < IDLE_MS_MAX && !line.socket.destroyed) return line
      line.socket.destroy()
    }
    return null
  }

  #open(): Line {
    const line: Line = new Line(connect(this.#socketPath), (outcome) => { this.#ended(line, outcome) })
    this.#lines.add(line)
    return line
  }

  #ended(line: Line, outcome: Outcome): void {
    if (outcome.kind === 'free') this.#idle.push(line)
    else {
      this.#lines.delete(line)
      const at = this.#idle.indexOf(line)
      if (at >= 0) this.#idle.splice(at, 1)
    }
    if (outcome.kind === 'untouched' && !this.#isClosed) this.#start(outcome.job, false)
    else this.#next()
  }

  #next(): void {
    const job = this.#waiting.shift()
    if (job !== undefined) this.#start(job, true)
  }
}

/** `untouched`: a kept line turned out to be closed before the server saw a request that had no body; it may be asked anew. */
type Outcome = { readonly kind: 'free' } | { readonly kind: 'gone' } | { readonly kind: 'untouched'; readonly job: Job }

/** One request that is being passed on. */
class Job {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly hasBody: boolean
  readonly isChunked: boolean
  isSent = false
  head: AnswerHead | null = null

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request
    this.response = response
    this.isChunked = request.headers['transfer-encoding'] !== undefined
    this.hasBody = this.isChunked || Number(request.headers['content-length'] ?? 0) > 0
  }

  headText(): string {
    const { method = 'GET', url = '/', rawHeaders } = this.request
    const passed = new Set<string>()
    let text = `${method} ${url} HTTP/1.1\r\n`
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = (rawHeaders[at] ?? '').toLowerCase()
      if (!PASSED.has(name) || passed.has(name)) continue
      passed.add(name)
      text += `${name}: ${rawHeaders[at + 1] ?? ''}\r\n`
    }
    return this.isChunked ? `${text}transfer-encoding: chunked\r\n\r\n` : `${text}\r\n`
  }
}

/** One connection to the server: one request at a time. */
class Line {
  readonly socket: Socket
  idleSinceMs = 0
  #begunMs = 0
  readonly #ended: (outcome: Outcome) => void
  #job: Job | null = null
  #isUsed = false
  #held: Buffer | null = null
  #left = 0
  #chunks: ChunkReader | null = null

  constructor(socket: Socket, ended: (outcome: Outcome) => void) {
    this.socket = socket
    this.#ended = ended
    socket.setTimeout(SILENCE_MS_MAX, () => socket.destroy())
    socket.on('data', (piece: Buffer) => { this.#read(piece) })
    socket.on('drain', () => this.#job?.request.resume())
    socket.on('error', () => { /* 'close' follows */ })
    socket.on('close', () => { this.#closed() })
  }

  /** Since when its request is coming; Infinity if none is, or it is here as a whole. */
  get comesSinceMs(): number {
    return this.#job === null || this.#job.isSent || this.socket.destroyed ? Infinity : this.#begunMs
  }

  begin(job: Job): void {
    this.#job = job
    this.#begunMs = performance.now()
    job.response.once('close', () => { if (this.#job === job) this.socket.destroy() })
    this.socket.cork()
    this.socket.write(job.headText(), 'latin1')
    if (job.hasBody) this.#send(job)
    else job.isSent = true
    // The head and the first piece of the body usually leave together.
    process.nextTick(() => this.socket.uncork())
  }

  #send(job: Job): void {
    const { request } = job
    request.on('data', (piece: Buffer) => {
      if (this.#job !== job) return
      if (job.isChunked) this.socket.write(`${piece.length.toString(16)}\r\n`, 'latin1')
      const isTaken = this.socket.write(piece)
      if (job.isChunked) this.socket.write('\r\n', 'latin1')
      if (!isTaken) request.pause()
    })
    request.on('end', () => {
      job.isSent = true
      if (job.isChunked && this.#job === job) this.socket.write('0\r\n\r\n', 'latin1')
    })
  }

  #read(piece: Buffer): void {
    const job = this.#job
    if (job === null) { this.socket.destroy(); return }
    if (job.head !== null) return this.#body(job, piece)
    const held = this.#held === null ? piece : Buffer.concat([this.#held, piece])
    const end = held.indexOf(HEAD_END)
    if (end < 0) {
      this.#held = held
      if (held.length > HEAD_BYTES_MAX) this.socket.destroy()
      return
    }
    this.#held = null
    const head = parseAnswerHead(held.toString('latin1', 0, end), job.request.method ?? 'GET')
    if (head === null) { this.socket.destroy(); return }
    this.#begin(job, head)
    this.#body(job, held.subarray(end + HEAD_END.length))
  }

  #begin(job: Job, head: AnswerHead): void {
    job.head = head
    this.#left = head.body.kind === 'sized' ? head.body.bytes : 0
    this.#chunks = head.body.kind === 'chunked' ? new ChunkReader() : null
    const { response, request } = job
    response.sendDate = false
    response.writeHead(head.status, [...head.headers, ...Object.entries(transportSecurity(request)).flat()])
  }

  #body(job: Job, piece: Buffer): void {
    const kind = job.head?.body.kind
    if (kind === 'none') return this.#finish(job, piece.length === 0)
    if (kind === 'until-close') return this.#give(job, piece)
    if (kind === 'sized') {
      const part = piece.length > this.#left ? piece.subarray(0, this.#left) : piece
      this.#left -= part.length
      if (this.#left > 0) return this.#give(job, part)
      job.response.end(part)
      return this.#finish(job, part.length === piece.length)
    }
    this.#chunked(job, piece)
  }

  #chunked(job: Job, piece: Buffer): void {
    const reader = this.#chunks
    if (reader === null) return
    try {
      const { data, used } = reader.read(piece)
      for (const part of data) this.#give(job, part)
      if (reader.isDone) this.#finish(job, used === piece.length)
    } catch {
      this.socket.destroy()
    }
  }

  #give({ response }: Job, part: Buffer): void {
    if (part.length === 0 || response.write(part)) return
    this.socket.pause()
    response.once('drain', () => this.socket.resume())
  }

  /** The line is free for another request only if both sides said all, and nothing more than that. */
  #finish(job: Job, isClean: boolean): void {
    this.#job = null
    this.#isUsed = true
    job.response.end()
    // What is left of a request that was answered early is read past, or its connection would stand still.
    job.request.resume()
    if (!isClean || !job.isSent || job.head?.closes === true) { this.socket.destroy(); return }
    this.idleSinceMs = performance.now()
    this.#ended({ kind: 'free' })
  }

  #closed(): void {
    const job = this.#job
    this.#job = null
    if (job === null) return this.#ended({ kind: 'gone' })
    job.request.resume()
    if (job.head?.body.kind === 'until-close') {
      job.response.end()
      return this.#ended({ kind: 'gone' })
    }
    const isUntouched = this.#isUsed && !job.hasBody && job.head === null && this.#held === null && !job.response.destroyed
    if (isUntouched) return this.#ended({ kind: 'untouched', job })
    if (job.response.headersSent) job.response.destroy()
    else refuse(job.request, job.response)
    this.#ended({ kind: 'gone' })
  }
}

/** The server did not answer, or the request is none that goes to it. */
function refuse(request: IncomingMessage, response: ServerResponse): void {
  if (response.destroyed) return
  const refusal = new Refusal(METHODS.has(request.method ?? '') ? 'unreachable' : 'method-not-allowed')
  const { status, ...rest } = problemOf(refusal)
  answer(request, response, { status, headers: { ...PLAIN, 'content-type': PROBLEM_TYPE }, body: JSON.stringify({ ...rest, status }) })
}
