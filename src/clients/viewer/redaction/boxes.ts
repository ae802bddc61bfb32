import { History } from './history.ts'

/** What is covered on pages of pixels: rectangles in parts of the page, so that they hold at any size. */

export interface Box {
  readonly id: number
  /** From 1. */
  readonly page: number
  /** Parts of the page's width and height, 0 to 1. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** What stands on it, as “person A”; empty for plain black. */
  readonly label: string
}

export type Place = Pick<Box, 'x' | 'y' | 'width' | 'height'>

/** Smaller than this part of a page nobody can take hold of it again. */
const SIDE_MIN = 0.004
/** Boxes of one file, and steps that can be taken back. */
export const BOXES_MAX = 5000
const STEPS_MAX = 500

/** On the page, and no smaller than can be seen. */
export function within({ x, y, width, height }: Place): Place {
  const [wide, high] = [clamp(Math.abs(width), SIDE_MIN, 1), clamp(Math.abs(height), SIDE_MIN, 1)]
  return { x: clamp(width < 0 ? x - wide : x, 0, 1 - wide), y: clamp(height < 0 ? y - high : y, 0, 1 - high), width: wide, height: high }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}

/** The boxes as they are now, and the way back. */
export class Boxes {
  readonly #history = new History<Box>(STEPS_MAX)
  #last = 0

  get all(): readonly Box[] { return this.#history.now }
  get canUndo(): boolean { return this.#history.canUndo }
  get canRedo(): boolean { return this.#history.canRedo }

  on(page: number): readonly Box[] {
    return this.#history.now.filter((box) => box.page === page)
  }

  /** @returns its id; null where there are as many as there may be */
  add(page: number, place: Place): number | null {
    if (this.#history.now.length >= BOXES_MAX) return null
    const id = ++this.#last
    this.#history.step([...this.#history.now, { id, page, label: '', ...within(place) }])
    return id
  }

  place(id: number, place: Place): void {
    this.#change(id, (box) => ({ ...box, ...within(place) }))
  }

  label(id: number, label: string): void {
    this.#change(id, (box) => ({ ...box, label }))
  }

  remove(id: number): void {
    if (this.#history.now.some((box) => box.id === id)) this.#history.step(this.#history.now.filter((box) => box.id !== id))
  }

  undo(): void { this.#history.undo() }
  redo(): void { this.#history.redo() }

  #change(id: number, change: (box: Box) => Box): void {
    const next = this.#history.now.map((box) => (box.id === id ? change(box) : box))
    if (JSON.stringify(next) !== JSON.stringify(this.#history.now)) this.#history.step(next)
  }
}
