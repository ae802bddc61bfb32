// The page that draws a stranger's file for the page that makes a copy of it. [Note: Pixels, and nothing else] Whatever the file does with this page,
// what comes out of it is a rectangle of pixels. The page that covers parts of them and writes the copy has never seen a byte of the file.
import * as v from 'valibot'
import { CannotShow } from './line.ts'
import { drawOrder, type Drawn } from './protocol.ts'

export interface Giver {
  readonly pages: number
  /** One page, drawn on white. `scale`: pixels for each of its points; it may come smaller. */
  draw(page: number, scale: number): Promise<{ readonly canvas: HTMLCanvasElement; readonly scale: number }>
}

/** Draws what is asked for, one after the other. */
export function givePixels(port: MessagePort, { pages, draw }: Giver): void {
  // A frame that nobody sees has no turns of the screen, and libraries wait for them.
  Object.assign(globalThis, { requestAnimationFrame: (callback: FrameRequestCallback) => setTimeout(() => callback(performance.now()), 0) })
  let turn: Promise<void> = Promise.resolve()
  const answer = async (data: unknown): Promise<void> => {
    const { id, page, scale: wanted } = v.parse(drawOrder, data)
    try {
      const { canvas, scale } = await draw(Math.min(page, pages), wanted)
      const { width, height } = canvas
      const bytes = pixelsOf(canvas)
      canvas.width = canvas.height = 0
      port.postMessage({ is: 'drawn', id, pages, width, height, scale, bytes } satisfies Drawn, [bytes.buffer])
    } catch (error) {
      console.warn(error)
      port.postMessage({ is: 'undrawn', id, why: error instanceof CannotShow ? error.why : 'cannot-be-drawn' } satisfies Drawn)
    }
  }
  port.onmessage = ({ data }: MessageEvent<unknown>) => { turn = turn.then(() => answer(data)) }
}

/** @throws CannotShow `no-pixels` in a browser that gives wrong ones, so that nobody is known by them */
export function pixelsOf(canvas: HTMLCanvasElement): Uint8ClampedArray<ArrayBuffer> {
  if (!readsTrue()) throw new CannotShow('no-pixels')
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {}
  if (data === undefined || !(data.buffer instanceof ArrayBuffer)) throw new CannotShow('no-pixels')
  return new Uint8ClampedArray(data.buffer)
}

const PROBE_SIDE = 16

function readsTrue(): boolean {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = PROBE_SIDE
  const context = canvas.getContext('2d')
  if (context === null) return false
  context.fillStyle = '#123456'
  context.fillRect(0, 0, PROBE_SIDE, PROBE_SIDE)
  const { data } = context.getImageData(0, 0, PROBE_SIDE, PROBE_SIDE)
  return data.every((value, at) => value === [0x12, 0x34, 0x56, 0xff][at % 4])
}
