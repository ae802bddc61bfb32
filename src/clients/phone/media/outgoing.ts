import type { Bytes } from '#base/bytes.ts'

/** Eight seconds: a carrier holds about twenty, and drops what is beyond. A multiple of its frames of 160. */
const BLOCK_BYTES = 64_000
const BLOCKS_AHEAD = 2

/**
 * Sound on its way to a carrier that plays it in real time: two blocks ahead at most, each with a mark that comes back once it was heard.
 */
export class Outgoing {
  readonly #send: (block: Bytes, mark: string) => void
  readonly #heard: () => void
  #waiting: Bytes[] = []
  /** Marks of blocks that were sent and not heard yet. */
  #ahead: string[] = []
  #marks = 0

  constructor(send: (block: Bytes, mark: string) => void, heard: () => void) {
    this.#send = send
    this.#heard = heard
  }

  play(sound: Bytes): void {
    for (let at = 0; at < sound.length; at += BLOCK_BYTES) this.#waiting.push(sound.slice(at, at + BLOCK_BYTES))
    this.#fill()
  }

  /** @returns whether anything was under way. */
  forget(): boolean {
    const had = this.#ahead.length > 0
    this.#waiting = []
    this.#ahead = []
    return had
  }

  /** A mark that nobody waits for is one of what was stopped. */
  marked(mark: string): void {
    const at = this.#ahead.indexOf(mark)
    if (at < 0) return
    this.#ahead = this.#ahead.slice(at + 1)
    this.#fill()
    if (this.#ahead.length === 0) this.#heard()
  }

  #fill(): void {
    while (this.#ahead.length < BLOCKS_AHEAD) {
      const block = this.#waiting.shift()
      if (block === undefined) return
      const mark = String(this.#marks++)
      this.#ahead.push(mark)
      this.#send(block, mark)
    }
  }
}
