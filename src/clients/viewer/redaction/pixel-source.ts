import * as v from 'valibot'
import { CannotShow } from '../line.ts'
import { drawn, type Drawn, type DrawOrder } from '../protocol.ts'

export type DrawnPage = Extract<Drawn, { readonly is: 'drawn' }>

/** Pages as pixels, from the page that draws the file. What it says otherwise is not heard. */
export class PixelSource {
  readonly #port: MessagePort
  #last = 0
  #waiting: { readonly id: number; readonly done: (drawn: Drawn) => void } | null = null

  constructor(port: MessagePort) {
    this.#port = port
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const result = v.safeParse(drawn, data)
      if (!result.success || result.output.id !== this.#waiting?.id) return
      this.#waiting.done(result.output)
      this.#waiting = null
    }
  }

  /** One page at a time. `scale`: pixels for each point of it. @throws CannotShow */
  async draw(page: number, scale: number): Promise<DrawnPage> {
    const id = ++this.#last
    const answer = await new Promise<Drawn>((done) => {
      this.#waiting = { id, done }
      this.#port.postMessage({ is: 'draw', id, page, scale } satisfies DrawOrder)
    })
    if (answer.is === 'undrawn') throw new CannotShow(answer.why)
    return answer
  }
}
