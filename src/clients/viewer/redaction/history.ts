/** What is covered now, and the way back and forth. */
export class History<T> {
  #now: readonly T[] = []
  #before: readonly (readonly T[])[] = []
  #after: readonly (readonly T[])[] = []
  readonly #stepsMax: number

  /** @param stepsMax - so many steps can be taken back. */
  constructor(stepsMax = Number.POSITIVE_INFINITY) {
    this.#stepsMax = stepsMax
  }

  get now(): readonly T[] { return this.#now }
  get canUndo(): boolean { return this.#before.length > 0 }
  get canRedo(): boolean { return this.#after.length > 0 }

  step(next: readonly T[]): void {
    const before = [...this.#before, this.#now]
    this.#before = before.slice(Math.max(0, before.length - this.#stepsMax))
    this.#after = []
    this.#now = next
  }

  undo(): void {
    const before = this.#before.at(-1)
    if (before === undefined) return
    this.#after = [...this.#after, this.#now]
    this.#before = this.#before.slice(0, -1)
    this.#now = before
  }

  redo(): void {
    const after = this.#after.at(-1)
    if (after === undefined) return
    this.#before = [...this.#before, this.#now]
    this.#after = this.#after.slice(0, -1)
    this.#now = after
  }
}
