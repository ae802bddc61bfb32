import { CannotShow } from '../line.ts'
import { COPY_PAGES_MAX, type EditOpening } from '../protocol.ts'
import { stage } from '../frame.ts'
import { Boxes } from '../redaction/boxes.ts'
import { cover, pageImage, picture } from '../redaction/making.ts'
import { PictureDocument } from '../redaction/pdf.ts'
import { PixelSource } from '../redaction/pixel-source.ts'
import { edit, type EditRoom, type Make } from '../redaction/room.ts'
import { Sheet } from '../redaction/sheet.ts'
import { button, canPress, field, onUndo, toolbar } from '../redaction/tools.ts'
import { element } from '../words/draw.ts'

/** Points of a document's page in an inch. */
const POINTS = 72
const DOTS = [110, 150, 200, 300] as const
const DOTS_AT_FIRST = 150
const ZOOMS = [25, 50, 75, 100, 150, 200, 300, 400] as const
const LABEL_CHARACTERS_MAX = 60

edit(async ({ opening, pixels, line }) => {
  if (pixels === null) throw new CannotShow('cannot-be-drawn')
  const source = new PixelSource(pixels)
  const editor = new Editor(opening, source, line)
  await editor.turn(1)
  return opening.type === 'application/pdf' ? documentOf(source, editor, line) : pictureOf(source, editor, opening)
})

function pictureOf(source: PixelSource, editor: Editor, { type }: EditOpening): Make {
  return async (write, signal) => {
    const page = await source.draw(1, 1)
    signal.throwIfAborted()
    cover(page, editor.boxes.on(1), type)
    const made = await picture(page, type)
    await write(made.bytes)
    return made.type
  }
}

/** A page at a time, so that a long document takes no more memory than a short one. */
function documentOf(source: PixelSource, editor: Editor, line: EditRoom['line']): Make {
  return async (write, signal) => {
    const made = new PictureDocument(write)
    const { dots, pages } = editor
    for (let number = 1; number <= pages; number++) {
      line.say({ is: 'making', done: number - 1, pages })
      const page = await source.draw(number, dots / POINTS)
      signal.throwIfAborted()
      cover(page, editor.boxes.on(number), 'application/pdf')
      await made.page(await pageImage(page), { width: page.width / page.scale, height: page.height / page.scale })
    }
    await made.end()
    return 'application/pdf'
  }
}

/** The page that is shown, what is above it, and every box. */
class Editor {
  readonly boxes = new Boxes()
  pages = 1
  dots: number = DOTS_AT_FIRST
  readonly #opening: EditOpening
  readonly #source: PixelSource
  readonly #line: EditRoom['line']
  readonly #sheet: Sheet
  readonly #ground = element('div', { className: 'redact-ground' })
  readonly #tools
  #page = 1
  #percent: number | null = null
  #isSmaller = false
  #turning: Promise<void> = Promise.resolve()

  constructor(opening: EditOpening, source: PixelSource, line: EditRoom['line']) {
    this.#opening = opening
    this.#source = source
    this.#line = line
    this.#sheet = new Sheet(this.boxes, opening.labels, () => this.#tell())
    this.#tools = this.#makeTools()
    this.#ground.append(this.#sheet.node)
    stage().classList.add('redacts')
    stage().replaceChildren(this.#toolbar(), this.#ground)
    onUndo(() => this.#undo(), () => this.#redo())
  }

  /** @throws CannotShow `too-many-pages`, and as drawing does */
  async turn(page: number): Promise<void> {
    // One that failed holds up none that comes after.
    const before = this.#turning.catch(() => undefined)
    this.#turning = this.#show(page, before)
    await this.#turning
  }

  async #show(page: number, before: Promise<void>): Promise<void> {
    await before
    const scale = this.#isDocument ? this.dots / POINTS : 1
    const drawn = await this.#source.draw(page, scale)
    this.pages = this.#isDocument ? drawn.pages : 1
    if (this.pages > COPY_PAGES_MAX) throw new CannotShow('too-many-pages')
    this.#page = page
    this.#isSmaller = drawn.scale < scale
    this.#sheet.show(page, drawn)
    this.#ground.scrollTo(0, 0)
    this.#fit()
    this.#tell()
  }

  get #isDocument(): boolean { return this.#opening.type === 'application/pdf' }

  #makeTools() {
    const { labels } = this.#opening
    const turnTo = (page: number): void => { void this.turn(Math.min(this.pages, Math.max(1, page))).catch((error: unknown) => this.#fail(error)) }
    const label = element('input', { maxLength: LABEL_CHARACTERS_MAX, autocomplete: 'off' })
    label.addEventListener('change', () => this.#label(label.value))
    const page = element('input', { type: 'number', min: '1', className: 'number' })
    page.addEventListener('change', () => turnTo(Math.trunc(page.valueAsNumber) || 1))
    const dots = element('select', {}, ...DOTS.map((each) => element('option', { value: String(each), selected: each === DOTS_AT_FIRST }, `${each} ${labels.dots}`)))
    dots.addEventListener('change', () => { this.dots = Number(dots.value); turnTo(this.#page) })
    return {
      label, page, dots, status: element('span', { className: 'soft', role: 'status' }), of: element('span', {}), zoom: element('span', { className: 'number' }),
      add: button(labels.add, () => this.#sheet.add()), remove: button(labels.remove, () => this.#sheet.remove()),
      undo: button(labels.undo, () => this.#undo()), redo: button(labels.redo, () => this.#redo()),
      before: button(labels['page-before'], () => turnTo(this.#page - 1)), after: button(labels['page-after'], () => turnTo(this.#page + 1)),
      smaller: button('−', () => this.#zoom(ZOOMS.findLast((each) => each < this.#shownPercent) ?? 25), labels.smaller), larger: button('+', () => this.#zoom(ZOOMS.find((each) => each > this.#shownPercent) ?? 400), labels.larger),
    }
  }

  #toolbar(): HTMLElement {
    const { labels } = this.#opening
    const { add, remove, undo, redo, label, smaller, larger, zoom, before, after, page, of, dots, status } = this.#tools
    const turning = this.#isDocument ? [before, field(labels.page, page), of, after, field(labels.fineness, dots)] : []
    return toolbar(add, remove, undo, redo, field(labels.label, label), smaller, zoom, larger, ...turning, status)
  }

  #label(text: string): void {
    const { chosen } = this.#sheet
    if (chosen === null) return
    this.boxes.label(chosen.id, text.trim())
    this.#sheet.render()
    this.#tell()
  }

  #undo(): void {
    this.boxes.undo()
    this.#sheet.render()
    this.#tell()
  }

  #redo(): void {
    this.boxes.redo()
    this.#sheet.render()
    this.#tell()
  }

  get #shownPercent(): number {
    const { clientWidth } = this.#sheet.node
    return Math.round(clientWidth * devicePixelRatio / (this.#sheet.node.querySelector('canvas')?.width ?? 1) * 100)
  }

  #zoom(percent: number): void {
    this.#percent = percent
    this.#fit()
  }

  /** As wide as the room is, or a pixel of the copy on so many of the screen. */
  #fit(): void {
    const width = this.#sheet.node.querySelector('canvas')?.width ?? 1
    this.#sheet.node.style.inlineSize = this.#percent === null ? `min(100%, ${width}px)` : `${width * this.#percent / 100 / devicePixelRatio}px`
    this.#tools.zoom.textContent = `${this.#shownPercent} %`
  }

  #tell(): void {
    const { labels } = this.#opening
    const { remove, undo, redo, label, before, after, page, of, status } = this.#tools
    const { chosen } = this.#sheet
    canPress(remove, chosen !== null)
    canPress(undo, this.boxes.canUndo)
    canPress(redo, this.boxes.canRedo)
    canPress(before, this.#page > 1)
    canPress(after, this.#page < this.pages)
    label.disabled = chosen === null
    if (document.activeElement !== label || chosen === null) label.value = chosen?.label ?? ''
    Object.assign(page, { value: String(this.#page), max: String(this.pages) })
    of.textContent = `${labels.of} ${this.pages}`
    status.textContent = `${labels.covered} ${this.boxes.all.length}`
    this.#line.say({ is: 'edited', isSmaller: this.#isSmaller, covered: this.boxes.all.length, pages: this.pages })
  }

  #fail(error: unknown): void {
    console.warn(error)
    this.#line.say({ is: 'failed', why: error instanceof CannotShow ? error.why : 'cannot-be-drawn' })
  }
}
