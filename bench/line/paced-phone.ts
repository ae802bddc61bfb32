import { WebSocket } from 'ws'
import { concat, type Bytes } from '#base/bytes.ts'
import { decode } from '#clients/telephony/sound/g711.ts'
import { ASTERISK, inWords, understood } from '#test/support/test-phone.ts'

const FRAME_BYTES = 160
const FRAME_MS = 20
/** The line sends sound in blocks of eight seconds; one that is not full is the last of what is said. @see Outgoing */
const BLOCK_BYTES = 64_000
/** The last prompt of what is said stands in it, a tone behind it included. */
const TAIL_BYTES = 9600

/** What a listener noticed of the sound, over all that was said to them. */
export interface Listened {
  readonly frames: number
  /** Gaps between two frames where the sound had stopped: more than the 20 ms that are due. */
  readonly lateMs: readonly number[]
  /** By how much the closest of the blocks behind others came before it was needed; null where no other was needed. */
  readonly slackMs: number | null
}

/** A telephone in real time: sound is played as long as it lasts, marks come back when it was heard, and frames leave every 20 ms. */
export class PacedPhone {
  readonly #socket: WebSocket
  /** Times as fast as people are, but for speech. */
  readonly #speed: number
  #parts: Bytes[] = []
  #fresh: Bytes | null = null
  #playsUntilMs = 0
  #isContinued = false
  #timers = new Set<NodeJS.Timeout>()
  #said: string[] = []
  #changed: () => void = () => {}
  #pressedMs: number | null = null
  #frames = 0
  readonly #lateMs: number[] = []
  #slackMs: number | null = null
  /** From each key to the first sound of its answer. */
  readonly answersMs: number[] = []
  isOver = false
  /** When the first sound came of what was said last. */
  saidSinceMs = 0

  private constructor(socket: WebSocket, speed: number) {
    this.#socket = socket
    this.#speed = speed
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#take(isBinary ? new Uint8Array(data) : data.toString('utf8')))
    socket.on('close', () => { this.isOver = true; this.#changed() })
    socket.on('error', () => {})
  }

  static async call(url: string, speed: number): Promise<PacedPhone> {
    const socket = new WebSocket(`${url}${ASTERISK.path}`, { perMessageDeflate: false })
    const phone = new PacedPhone(socket, speed)
    await new Promise<void>((resolve, reject) => { socket.once('open', () => resolve()).once('error', reject) })
    for (const message of ASTERISK.hello) socket.send(message)
    return phone
  }

  get listened(): Listened {
    return { frames: this.#frames, lateMs: this.#lateMs, slackMs: this.#slackMs }
  }

  press(key: string): void {
    this.#pressedMs = performance.now()
    this.#socket.send(ASTERISK.digit(key))
  }

  frame(samples: Bytes): void {
    if (!this.isOver) this.#socket.send(samples)
  }

  hangUp(): void {
    this.#socket.close()
  }

  /** All of what was said, once it ended with a prompt. @throws Error where the line hangs up before */
  async hear(prompt: string): Promise<string> {
    for (;;) {
      const found = this.#said.find((each) => each.includes(prompt))
      this.#said = []
      if (found !== undefined) return found
      if (this.isOver) throw new Error(`the line hung up before ${prompt}`)
      await new Promise<void>((resolve) => { this.#changed = resolve })
    }
  }

  #take(message: string | Bytes): void {
    const read = ASTERISK.read(message)
    if (read === null || read === 'hangup') return
    if (read === 'flush') return this.#flush()
    if ('sound' in read) this.#fresh = this.#fresh === null ? read.sound : concat(this.#fresh, read.sound)
    else this.#play(read.mark)
  }

  /** A block is whole when its mark is asked for. */
  #play(mark: string): void {
    const block = this.#fresh ?? new Uint8Array(0)
    this.#fresh = null
    const nowMs = performance.now()
    if (this.#pressedMs !== null) this.answersMs.push(nowMs - this.#pressedMs)
    this.#pressedMs = null
    if (this.#isContinued) this.#listen(nowMs)
    else this.saidSinceMs = nowMs
    this.#frames += block.length / FRAME_BYTES
    this.#parts.push(block)
    this.#isContinued = block.length === BLOCK_BYTES
    const isLast = !this.#isContinued
    this.#playsUntilMs = Math.max(nowMs, this.#playsUntilMs) + (block.length / FRAME_BYTES) * (FRAME_MS / this.#speed)
    const timer = setTimeout(() => this.#heard(timer, { mark, isLast }), this.#playsUntilMs - nowMs)
    this.#timers.add(timer)
  }

  #listen(nowMs: number): void {
    const slackMs = this.#playsUntilMs - nowMs
    this.#slackMs = Math.min(this.#slackMs ?? slackMs, slackMs)
    if (slackMs < 0) this.#lateMs.push(FRAME_MS - slackMs)
  }

  #heard(timer: NodeJS.Timeout, { mark, isLast }: { readonly mark: string; readonly isLast: boolean }): void {
    this.#timers.delete(timer)
    if (!this.isOver) this.#socket.send(ASTERISK.marked(mark))
    if (!isLast) return
    const whole = concat(...this.#parts)
    this.#parts = []
    // The ear takes its time: codes are listened to whole, of everything else the end.
    const tail = wordsIn(whole.subarray(-TAIL_BYTES))
    this.#said.push(tail.includes('[code-ask]') ? wordsIn(whole) : tail)
    this.#changed()
  }

  #flush(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#parts = []
    this.#fresh = null
    this.#isContinued = false
    this.#playsUntilMs = 0
  }
}

function wordsIn(sound: Bytes): string {
  return inWords(understood(decode('ulaw', sound)))
}
