// A page in which a copy of a file is made, with parts of it covered. Like every page of this room it has no origin, no network and no key; it hands
// the desk bytes, and the desk believes nothing of them.
import type { Bytes } from '#base/bytes.ts'
import { dress } from '../frame.ts'
import { CannotShow, lineOf, type Line } from '../line.ts'
import { COPY_BYTES_MAX, PIECE_BYTES_MAX, type CopyType, type EditMessage, type EditOpening } from '../protocol.ts'
import { shutDoors } from '../shut.ts'

export interface EditRoom {
  readonly opening: EditOpening
  /** Where pages come from as pixels. */
  readonly pixels: MessagePort | null
  readonly line: Line<EditMessage>
}

/** Makes the copy, in pieces; throws what `signal` says once it is stopped. */
export type Make = (write: (bytes: Bytes) => Promise<void>, signal: AbortSignal) => Promise<CopyType>

/** Waits for the desk's ports. `begin` shows the file to whoever covers parts of it, and says how the copy is made. */
export function edit(begin: (room: EditRoom) => Promise<Make>): void {
  shutDoors()
  addEventListener('message', ({ data, source, ports: [port, pixels] }: MessageEvent<EditOpening>) => {
    if (source === parent && port !== undefined) void open(port, { pixels: pixels ?? null, opening: data }, begin)
  }, { once: true })
}

async function open(port: MessagePort, { pixels, opening }: Pick<EditRoom, 'pixels' | 'opening'>, begin: (room: EditRoom) => Promise<Make>): Promise<void> {
  const copying = new Copying(() => line)
  const line = lineOf<EditMessage>(port, (order) => {
    if (order.is === 'make') void copying.make()
    else if (order.is === 'stop') copying.stop()
    else if (order.is === 'taken') copying.taken()
  })
  dress(opening)
  try {
    copying.how = await begin({ opening, pixels, line })
  } catch (error) {
    tell(line, error)
  }
}

function tell(line: Line<EditMessage>, error: unknown): void {
  console.warn(error)
  line.say({ is: 'failed', why: error instanceof CannotShow ? error.why : 'cannot-be-drawn' })
}

/** One copy at a time; the next piece goes when the desk has taken the one before. */
class Copying {
  how: Make | null = null
  readonly #line: () => Line<EditMessage>
  #running: AbortController | null = null
  #taken: (() => void) | null = null

  constructor(line: () => Line<EditMessage>) {
    this.#line = line
  }

  async make(): Promise<void> {
    if (this.how === null || this.#running !== null) return
    const running = new AbortController()
    this.#running = running
    let sizeBytes = 0
    try {
      const type = await this.how(async (bytes) => {
        sizeBytes += bytes.length
        if (sizeBytes > COPY_BYTES_MAX) throw new CannotShow('too-large')
        await this.#send(bytes, running.signal)
      }, running.signal)
      this.#line().say({ is: 'made', type, sizeBytes })
    } catch (error) {
      if (running.signal.aborted) this.#line().say({ is: 'stopped' })
      else tell(this.#line(), error)
    }
    this.#running = null
  }

  stop(): void {
    this.#running?.abort()
    this.taken()
  }

  taken(): void {
    this.#taken?.()
    this.#taken = null
  }

  async #send(bytes: Bytes, signal: AbortSignal): Promise<void> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES_MAX) {
      signal.throwIfAborted()
      // A piece of its own, so that not the whole memory behind it goes along.
      const piece = bytes.slice(at, at + PIECE_BYTES_MAX)
      const taken = new Promise<void>((resolve) => { this.#taken = resolve })
      this.#line().say({ is: 'piece', bytes: piece }, [piece.buffer])
      await taken
    }
    signal.throwIfAborted()
  }
}
