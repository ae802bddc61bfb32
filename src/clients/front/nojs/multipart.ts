import { fromUtf8 } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'

const PART_HEAD_BYTES_MAX = 2048
const CRLF = Buffer.from('\r\n')
const HEAD_END = Buffer.from('\r\n\r\n')
const END = Buffer.from('--')

/** A part of a form while it comes. What is not read of its body is passed over when the next part is asked for. */
export interface Part {
  readonly name: string
  /** As its owner calls it, and empty where none was picked; null for a field of text. */
  readonly fileName: string | null
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * The parts of a posted form, one after the other, however large: no more of them is held than came at once.
 * @throws Refusal `malformed` for anything that a browser would not send, and for a form that breaks off.
 * @see RFC 7578; RFC 2046 section 5.1
 */
export async function* partsOf(chunks: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<Part> {
  const window = new Window(chunks)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  await window.expect(delimiter.subarray(2))
  for (;;) {
    if (await window.next(2)) bad()
    if (window.startsWith(END)) return window.drain()
    await window.expect(CRLF)
    const head = await window.before(HEAD_END, PART_HEAD_BYTES_MAX)
    const body = window.until(delimiter)
    yield { ...namesIn(textOf(head)), body }
    for await (const rest of body) if (rest.length > 0) continue
  }
}

/** What has come and was not looked at yet. */
class Window {
  readonly #chunks: AsyncIterator<Uint8Array>
  #held: Buffer = Buffer.alloc(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** @returns true at the end of the form */
  async #more(): Promise<boolean> {
    const { value, done } = await this.#chunks.next()
    if (done === true) return true
    this.#held = this.#held.length === 0 ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.concat([this.#held, value])
    return false
  }

  /** Waits for so many bytes. @returns true if the form ends before */
  async next(bytes: number): Promise<boolean> {
    while (this.#held.length < bytes) if (await this.#more()) return true
    return false
  }

  startsWith(start: Buffer): boolean {
    return this.#held.subarray(0, start.length).equals(start)
  }

  async expect(start: Buffer): Promise<void> {
    if (await this.next(start.length) || !this.startsWith(start)) bad()
    this.#held = this.#held.subarray(start.length)
  }

  async before(end: Buffer, bytesMax: number): Promise<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(end)
      if (at > bytesMax || (at < 0 && this.#held.length > bytesMax + end.length)) bad()
      if (at >= 0) {
        const found = this.#held.subarray(0, at)
        this.#held = this.#held.subarray(at + end.length)
        return found
      }
      if (await this.#more()) bad()
    }
  }

  /** Everything up to the delimiter, in pieces. Not a generator: whoever stops reading leaves the rest where it is. */
  until(delimiter: Buffer): AsyncIterable<Uint8Array> {
    let isOver = false
    const next = async (): Promise<IteratorResult<Uint8Array>> => {
      while (!isOver) {
        const at = this.#held.indexOf(delimiter)
        isOver = at >= 0
        // A piece never ends with what may be the delimiter's beginning.
        const safe = isOver ? at : Math.max(0, this.#held.length - delimiter.length + 1)
        const piece = this.#held.subarray(0, safe)
        this.#held = this.#held.subarray(isOver ? at + delimiter.length : safe)
        if (piece.length > 0) return { value: piece, done: false }
        if (!isOver && await this.#more()) bad()
      }
      return { value: undefined, done: true }
    }
    return { [Symbol.asyncIterator]: () => ({ next }) }
  }

  /** What browsers send behind the last delimiter is a line break, and nobody's words. */
  async drain(): Promise<void> {
    do this.#held = Buffer.alloc(0)
    while (!await this.#more())
  }
}

/** @see WHATWG HTML, multipart/form-data encoding: a quotation mark in a name is sent as %22, a line break as %0D%0A. */
function namesIn(head: string): Pick<Part, 'name' | 'fileName'> {
  const lines = head.split('\r\n').filter((line) => /^content-disposition:/i.test(line))
  const [, name, fileName] = /^content-disposition: form-data; name="([^"\r\n]{1,64})"(?:; filename="([^"\r\n]{0,1024})")?$/i.exec(lines[0] ?? '') ?? []
  if (lines.length !== 1 || name === undefined) return bad()
  return { name, fileName: fileName === undefined ? null : fileName.replaceAll('%22', '"').replaceAll(/%0D%0A/gi, ' ') }
}

export function textOf(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes)
  } catch {
    return bad()
  }
}

function bad(): never {
  throw new Refusal('malformed', { member: 'fields' })
}
