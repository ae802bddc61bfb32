const SIZE_LINE_BYTES_MAX = 1024

/** Reads a chunked body piece by piece, however the pieces were cut. Trailers are read past and dropped. @see RFC 9112 section 7.1 */
export class ChunkReader {
  #line = ''
  #left = 0
  #state: 'size' | 'data' | 'data-end' | 'trailer' | 'done' = 'size'

  get isDone(): boolean {
    return this.#state === 'done'
  }

  /**
   * @returns the data in this piece, in order, and how many bytes of the piece belong to the body.
   * @throws Error if it is not chunked as it should be.
   */
  read(piece: Buffer): { readonly data: Buffer[]; readonly used: number } {
    const data: Buffer[] = []
    let at = 0
    while (at < piece.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        const part = piece.subarray(at, at + this.#left)
        data.push(part)
        at += part.length
        this.#left -= part.length
        if (this.#left === 0) this.#state = 'data-end'
      } else at = this.#readLine(piece, at)
    }
    return { data, used: at }
  }

  #readLine(piece: Buffer, from: number): number {
    const end = piece.indexOf(10, from)
    const until = end < 0 ? piece.length : end + 1
    this.#line += piece.toString('latin1', from, until)
    if (this.#line.length > SIZE_LINE_BYTES_MAX) throw new Error('a chunk line is too long')
    if (end < 0) return until
    const line = this.#line
    this.#line = ''
    if (!line.endsWith('\r\n')) throw new Error('a chunk line does not end')
    this.#takeLine(line.slice(0, -2))
    return until
  }

  #takeLine(line: string): void {
    if (this.#state === 'data-end') {
      if (line !== '') throw new Error('a chunk does not end')
      this.#state = 'size'
    } else if (this.#state === 'trailer') {
      if (line === '') this.#state = 'done'
    } else {
      const size = /^([0-9a-f]{1,8})(?:;|$)/i.exec(line)?.[1]
      if (size === undefined) throw new Error('a chunk has no size')
      this.#left = Number.parseInt(size, 16)
      this.#state = this.#left === 0 ? 'trailer' : 'data'
    }
  }
}
