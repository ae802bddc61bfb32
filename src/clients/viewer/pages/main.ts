import { getDocument, PDFDataRangeTransport, type PDFDocumentProxy, type RenderTask } from 'pdfjs-dist'
// Sets the worker up in this page: an opaque origin starts none, and here it would shut out nothing more.
import 'pdfjs-dist/build/pdf.worker.mjs'
import { CannotShow, show, stage, whole, type ShownFile } from '../frame.ts'
import { COPY_PIXELS_MAX, type Message } from '../protocol.ts'

const RANGE_BYTES = 256 * 1024
/** Below, pdf.js wants a document whole. */
const WHOLE_BYTES_MAX = 4 * 1024 * 1024
/** A page on the screen, and a picture on a page. */
const DRAWN_PIXELS_MAX = 48_000_000
const PICTURE_PIXELS_MAX = 160_000_000
/** What pdf.js asks for by the name of an option, and what the desk calls it. */
const KINDS: Readonly<Record<string, Extract<Message, { is: 'resource' }>['kind']>> = { cMapUrl: 'cmaps', standardFontDataUrl: 'standard_fonts', wasmUrl: 'wasm' }

show(async (file, tell) => {
  const document = await open(file)
  let [page, percent]: [number, number | null] = [1, null]
  const draw = drawer(document)
  const redraw = async (): Promise<void> => {
    await draw(page, percent)
    tell({ page, pages: document.numPages, zooms: true })
  }
  await redraw()
  return {
    async turn(to) {
      page = Math.min(document.numPages, Math.max(1, to))
      stage().scrollTo(0, 0)
      await redraw()
    },
    async zoom(next) {
      percent = next
      await redraw()
    },
  }
}, async (file) => {
  const pdf = await open(file)
  return { pages: pdf.numPages, draw: (page, scale) => drawnPage(pdf, page, scale) }
})

async function drawnPage(pdf: PDFDocumentProxy, number: number, wanted: number): Promise<{ readonly canvas: HTMLCanvasElement; readonly scale: number }> {
  const page = await pdf.getPage(number)
  const atOne = page.getViewport({ scale: 1 })
  const scale = Math.min(wanted, Math.sqrt(COPY_PIXELS_MAX / (atOne.width * atOne.height)))
  const canvas = canvasOf(page.getViewport({ scale }))
  try {
    await page.render({ canvas, viewport: page.getViewport({ scale }), background: '#ffffff' }).promise
    return { canvas, scale }
  } finally {
    page.cleanup()
  }
}

function canvasOf({ width, height }: { readonly width: number; readonly height: number }): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.floor(width))
  canvas.height = Math.max(1, Math.floor(height))
  return canvas
}

/** Reads what it needs of the file. No script of the document is run, no form is filled, nothing is fetched. */
async function open(file: ShownFile): Promise<PDFDocumentProxy> {
  const source = file.sizeBytes > WHOLE_BYTES_MAX ? { range: new Ranges(file) } : { data: await whole(file, WHOLE_BYTES_MAX) }
  const task = getDocument({
    ...source, rangeChunkSize: RANGE_BYTES, disableAutoFetch: true, disableStream: true, BinaryDataFactory: resourcesOf(file),
    isEvalSupported: false, enableXfa: false, useWorkerFetch: false, maxImageSize: PICTURE_PIXELS_MAX, canvasMaxAreaInBytes: DRAWN_PIXELS_MAX * 4, verbosity: 0,
  })
  const locked = new Promise<never>((_resolve, reject) => { task.onPassword = () => reject(new CannotShow('locked')) })
  return Promise.race([task.promise, locked])
}

class Ranges extends PDFDataRangeTransport {
  readonly #file: ShownFile

  constructor(file: ShownFile) {
    super(file.sizeBytes, null)
    this.#file = file
  }

  override requestDataRange(begin: number, end: number): void {
    void this.#bring(begin, end)
  }

  async #bring(begin: number, end: number): Promise<void> {
    this.onDataRange(begin, await this.#file.read(begin, end))
  }
}

/** Tables of Chinese characters, the fourteen fonts that a document need not bring, and decoders of two old kinds of picture. */
function resourcesOf(file: ShownFile): new () => { fetch(of: { kind: string; filename: string }): Promise<Uint8Array> } {
  return class {
    fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
      const known = KINDS[kind]
      if (known === undefined) throw new CannotShow('cannot-be-drawn')
      return file.resource(known, filename)
    }
  }
}

/** One page at a time, as pixels. A turn while a page is being drawn ends that drawing. */
function drawer(pdf: PDFDocumentProxy): (number: number, percent: number | null) => Promise<void> {
  let running: RenderTask | null = null
  return async (number, percent) => {
    running?.cancel()
    const page = await pdf.getPage(number)
    const atOne = page.getViewport({ scale: 1 })
    const css = percent === null ? Math.min(stage().clientWidth / atOne.width, 3) : percent / 100 * 96 / 72
    const scale = Math.min(css * devicePixelRatio, Math.sqrt(DRAWN_PIXELS_MAX / (atOne.width * atOne.height)))
    const viewport = page.getViewport({ scale })
    const canvas = canvasOf(viewport)
    canvas.style.inlineSize = `${atOne.width * css}px`
    const task = page.render({ canvas, viewport })
    running = task
    try {
      await task.promise
      stage().replaceChildren(canvas)
    } catch (error) {
      if (running === task) throw error
    } finally {
      if (running === task) running = null
      page.cleanup()
    }
  }
}
