import { element } from '../words/draw.ts'
import type { EditLabels } from '../protocol.ts'
import { within, type Box, type Boxes, type Place } from './boxes.ts'
import type { Pixels } from './pixels.ts'

/** What a key moves a box by, on the screen. */
const STEP_PIXELS = 4
/** A stroke that is shorter is a slip of the hand. */
const STROKE_PIXELS_MIN = 4
const CORNERS = ['nw', 'ne', 'sw', 'se'] as const
type Corner = (typeof CORNERS)[number]

/** A hand on the sheet: it draws a box, moves one or pulls at its corner. */
interface Stroke {
  readonly pointer: number
  readonly from: { readonly x: number; readonly y: number }
  /** What it has hold of; null for a new box. */
  readonly box: Box | null
  readonly corner: Corner | null
  place: Place
}

/** One page with the boxes on it: drawn, moved and pulled by mouse, pen, finger and keys. */
export class Sheet {
  readonly node = element('div', { className: 'redact-sheet' })
  readonly #boxes: Boxes
  readonly #labels: EditLabels
  readonly #onchange: () => void
  readonly #canvas = element('canvas')
  readonly #draft = element('div', { className: 'redact-box', hidden: true })
  #page = 1
  #chosen: number | null = null
  #stroke: Stroke | null = null

  constructor(boxes: Boxes, labels: EditLabels, onchange: () => void) {
    this.#boxes = boxes
    this.#labels = labels
    this.#onchange = onchange
    this.node.append(this.#canvas, this.#draft)
    this.node.addEventListener('pointerdown', (event) => this.#down(event))
    this.node.addEventListener('pointermove', (event) => this.#move(event))
    this.node.addEventListener('pointerup', (event) => this.#up(event))
    this.node.addEventListener('pointercancel', () => this.#drop())
    this.node.addEventListener('keydown', (event) => this.#key(event))
  }

  get chosen(): Box | null {
    return this.#boxes.on(this.#page).find(({ id }) => id === this.#chosen) ?? null
  }

  /** Shows another page. */
  show(page: number, { width, height, bytes }: Pixels): void {
    this.#page = page
    this.#chosen = null
    this.#canvas.width = width
    this.#canvas.height = height
    this.#canvas.getContext('2d')?.putImageData(new ImageData(bytes, width, height), 0, 0)
    this.#canvas.setAttribute('role', 'img')
    this.#canvas.setAttribute('aria-label', `${this.#labels['sheet-of']} ${page}`)
    this.render()
  }

  /** Puts a box where it is seen, and takes hold of it. */
  add(): void {
    const [sheet, view] = [this.node.getBoundingClientRect(), this.node.parentElement?.getBoundingClientRect() ?? this.node.getBoundingClientRect()]
    const middle = { x: (Math.max(sheet.left, view.left) + Math.min(sheet.right, view.right)) / 2, y: (Math.max(sheet.top, view.top) + Math.min(sheet.bottom, view.bottom)) / 2 }
    const { x, y } = this.#at({ clientX: middle.x, clientY: middle.y })
    this.choose(this.#boxes.add(this.#page, { x: x - 0.1, y: y - 0.015, width: 0.2, height: 0.03 }))
  }

  remove(): void {
    if (this.#chosen === null) return
    this.#boxes.remove(this.#chosen)
    this.choose(this.#boxes.on(this.#page).at(-1)?.id ?? null)
  }

  choose(id: number | null): void {
    this.#chosen = id
    this.render()
    if (id !== null) this.node.querySelector<HTMLElement>(`[data-box="${id}"]`)?.focus()
    this.#onchange()
  }

  /** Draws the boxes anew; whoever had one in hand keeps it. */
  render(): void {
    const focused = document.activeElement instanceof HTMLElement && this.node.contains(document.activeElement) ? document.activeElement.dataset['box'] : undefined
    for (const old of this.node.querySelectorAll('[data-box]')) old.remove()
    for (const [at, box] of this.#boxes.on(this.#page).entries()) this.node.append(this.#boxNode(box, at + 1))
    if (focused !== undefined) this.node.querySelector<HTMLElement>(`[data-box="${focused}"]`)?.focus()
  }

  #boxNode(box: Box, number: number): HTMLElement {
    const isChosen = box.id === this.#chosen
    const node = element('button', { type: 'button', className: 'redact-box' }, element('span', {}, box.label))
    node.dataset['box'] = String(box.id)
    node.setAttribute('aria-label', [`${this.#labels.box} ${number}`, box.label].filter((part) => part !== '').join(', '))
    node.setAttribute('aria-pressed', String(isChosen))
    if (isChosen) for (const corner of CORNERS) node.append(element('span', { className: `corner ${corner}` }))
    node.addEventListener('focus', () => { if (this.#chosen !== box.id) this.choose(box.id) })
    put(node, box)
    return node
  }

  #at({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): { readonly x: number; readonly y: number } {
    const { left, top, width, height } = this.node.getBoundingClientRect()
    return { x: (clientX - left) / width, y: (clientY - top) / height }
  }

  #down(event: PointerEvent): void {
    if (!event.isPrimary || event.button !== 0 || !(event.target instanceof Element)) return
    const id = Number(event.target.closest<HTMLElement>('[data-box]')?.dataset['box'])
    const box = this.#boxes.on(this.#page).find((each) => each.id === id) ?? null
    const from = this.#at(event)
    const corner = CORNERS.find((each) => event.target instanceof Element && event.target.classList.contains(each)) ?? null
    this.#stroke = { pointer: event.pointerId, from, box, corner, place: box ?? { ...from, width: 0, height: 0 } }
    this.node.setPointerCapture(event.pointerId)
    event.preventDefault()
    if (box !== null) this.choose(box.id)
  }

  #move(event: PointerEvent): void {
    const stroke = this.#stroke
    if (stroke?.pointer !== event.pointerId) return
    const to = this.#at(event)
    stroke.place = placeOf(stroke, to)
    const node = stroke.box === null ? this.#draft : this.node.querySelector<HTMLElement>(`[data-box="${stroke.box.id}"]`)
    this.#draft.hidden = stroke.box !== null
    if (node !== null) put(node, within(stroke.place))
  }

  #up(event: PointerEvent): void {
    const stroke = this.#stroke
    if (stroke?.pointer !== event.pointerId) return
    const { width, height } = this.node.getBoundingClientRect()
    const to = this.#at(event)
    const length = Math.hypot((to.x - stroke.from.x) * width, (to.y - stroke.from.y) * height)
    this.#drop()
    if (stroke.box !== null) {
      if (length >= 1) this.#boxes.place(stroke.box.id, stroke.place)
      this.choose(stroke.box.id)
    } else this.choose(length < STROKE_PIXELS_MIN ? null : this.#boxes.add(this.#page, stroke.place))
  }

  #drop(): void {
    this.#stroke = null
    this.#draft.hidden = true
    this.render()
  }

  #key(event: KeyboardEvent): void {
    const box = this.chosen
    if (box === null || event.ctrlKey || event.metaKey) return
    const { width, height } = this.node.getBoundingClientRect()
    const step = event.altKey ? 1 : STEP_PIXELS
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key]
    if (by !== undefined) {
      const [x, y] = [(by[0] ?? 0) / width, (by[1] ?? 0) / height]
      this.#boxes.place(box.id, event.shiftKey ? { ...box, width: Math.max(0, box.width + x), height: Math.max(0, box.height + y) } : { ...box, x: box.x + x, y: box.y + y })
      this.choose(box.id)
    } else if (event.key === 'Delete' || event.key === 'Backspace') this.remove()
    else if (event.key === 'Escape') this.choose(null)
    else return
    event.preventDefault()
  }
}

/** Where the stroke has brought it. */
function placeOf({ box, corner, from }: Stroke, to: { readonly x: number; readonly y: number }): Place {
  const [x, y] = [to.x - from.x, to.y - from.y]
  if (box === null) return { x: from.x, y: from.y, width: x, height: y }
  if (corner === null) return { ...box, x: box.x + x, y: box.y + y }
  const [west, north] = [corner.endsWith('w'), corner.startsWith('n')]
  return { x: west ? box.x + x : box.x, y: north ? box.y + y : box.y, width: west ? box.width - x : box.width + x, height: north ? box.height - y : box.height + y }
}

function put(node: HTMLElement, { x, y, width, height }: Place): void {
  Object.assign(node.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` })
}
