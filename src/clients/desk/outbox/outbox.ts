import { isToReporter, type Deed } from './deed.ts'

/** So many reports are written to at once; one report gets its deeds one after the other. */
export const PARALLEL_REPORTS = 3
const RETRY_FIRST_MS = 1000
const RETRY_MAX_MS = 30_000

/** `held`: can be taken back. `cut-off`: nobody knows whether it arrived, and it is tried again. `refused`: waits for the person. */
export type Standing = 'held' | 'waiting' | 'sending' | 'cut-off' | 'refused'

export interface Item<Kept = unknown> {
  readonly id: number
  readonly report: string
  readonly deed: Deed
  readonly standing: Standing
  /** When a held one leaves, by the clock of the outbox, in milliseconds. */
  readonly leavesAtMs: number | null
  /** Whether it was ever sent, so that nobody can say that it never arrived. */
  readonly isTried: boolean
  readonly problem: unknown
  /** Deeds that were ordered together. */
  readonly run: number | null
  /** What the caller gets back with one that does not leave. */
  readonly kept: Kept
}

export interface Clock {
  now(): number
  /** @returns what calls it off */
  after(delayMs: number, act: () => void): () => void
}

export interface Outlet<Kept, Answer> {
  readonly clock: Clock
  send(item: Item<Kept>): Promise<Answer>
  /** Whether the line broke, or the other side asked for patience: what was sent may have arrived. */
  isCutOff(error: unknown): boolean
  changed(items: readonly Item<Kept>[]): void
  /** The log has it. Told right before it leaves the outbox. */
  confirmed(item: Item<Kept>, answer: Answer): void
  refused(item: Item<Kept>): void
}

export interface Order<Kept> {
  readonly report: string
  readonly deed: Deed
  readonly holdMs: number
  readonly run?: number
  readonly kept: Kept
}

/**
 * Deeds on their way to the logs: in order for each report, a few reports at once. One that is refused stops those behind it on the same report,
 * which were meant to follow it. Knows no page and no key.
 */
export class Outbox<Kept, Answer> {
  readonly #outlet: Outlet<Kept, Answer>
  readonly #timers = new Map<number, () => void>()
  readonly #failures = new Map<number, number>()
  readonly #paused = new Set<number>()
  #items: readonly Item<Kept>[] = []
  #last = 0
  #idle: (() => void)[] = []

  constructor(outlet: Outlet<Kept, Answer>) {
    this.#outlet = outlet
  }

  get items(): readonly Item<Kept>[] { return this.#items }

  /** Those that leave by themselves. */
  get onTheirWay(): readonly Item<Kept>[] { return this.#items.filter(({ standing }) => standing !== 'refused') }

  put({ report, deed, holdMs, run, kept }: Order<Kept>): Item<Kept> {
    const id = ++this.#last
    const item: Item<Kept> = {
      id, report, deed, kept, isTried: false, problem: null, run: run ?? null,
      ...(holdMs > 0 ? { standing: 'held', leavesAtMs: this.#outlet.clock.now() + holdMs } : { standing: 'waiting', leavesAtMs: null }),
    }
    this.#set([...this.#items, item])
    if (holdMs > 0) this.#later(id, holdMs, () => this.#release(id))
    this.#pump()
    return item
  }

  /** @returns null if it was sent: then it cannot be taken back. */
  takeBack(id: number): Item<Kept> | null {
    const item = this.#items.find((each) => each.id === id)
    if (item === undefined || item.isTried || (item.standing !== 'held' && item.standing !== 'waiting')) return null
    this.#drop(id)
    return item
  }

  /** Sends a refused one once more. */
  again(id: number): void {
    if (this.#items.find((each) => each.id === id)?.standing !== 'refused') return
    this.#change(id, { standing: 'waiting', problem: null })
    this.#pump()
  }

  discard(id: number): void {
    if (this.#items.find((each) => each.id === id)?.standing === 'refused') this.#drop(id)
    this.#pump()
  }

  /** What is held leaves now. */
  flush(): void {
    for (const { id, standing } of this.#items) if (standing === 'held') this.#change(id, { standing: 'waiting', leavesAtMs: null })
    this.#pump()
  }

  /** What waits for the line is tried at once: it is there again. */
  retry(): void {
    for (const { id, standing } of this.#items) if (standing === 'cut-off') this.#change(id, { standing: 'waiting' })
    this.#pump()
  }

  pause(run: number): void {
    this.#paused.add(run)
  }

  goOn(run: number): void {
    this.#paused.delete(run)
    this.#pump()
  }

  /** @returns those of the run that never left, and now never will */
  stop(run: number): readonly Item<Kept>[] {
    const left = this.#items.filter((item) => item.run === run && !item.isTried && (item.standing === 'held' || item.standing === 'waiting'))
    for (const { id } of left) this.#drop(id)
    this.#paused.delete(run)
    return left
  }

  /** Sends everything, and waits until nothing leaves by itself any more, or so long. */
  drain(patienceMs: number): Promise<void> {
    this.#paused.clear()
    this.flush()
    if (this.onTheirWay.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const callOff = this.#outlet.clock.after(patienceMs, resolve)
      this.#idle.push(() => { callOff(); resolve() })
    })
  }

  /** Whoever sent is gone: what is left waits for the person, and answers that come yet are not heard. */
  abandon(problem: unknown): void {
    for (const { id, standing } of this.#items) if (standing !== 'refused') this.#refuse(id, problem)
  }

  forget(): void {
    for (const callOff of this.#timers.values()) callOff()
    this.#timers.clear()
    this.#set([])
  }

  #release(id: number): void {
    this.#change(id, { standing: 'waiting', leavesAtMs: null })
    this.#pump()
  }

  #pump(): void {
    const busy = new Set<string>()
    let room = PARALLEL_REPORTS - this.#items.filter(({ standing }) => standing === 'sending').length
    for (const item of this.#items) {
      const isNext = !busy.has(item.report)
      busy.add(item.report)
      if (!isNext || room === 0 || item.standing !== 'waiting' || (item.run !== null && this.#paused.has(item.run))) continue
      room -= 1
      void this.#send(item.id)
    }
    if (this.onTheirWay.length === 0) for (const tell of this.#idle.splice(0)) tell()
  }

  async #send(id: number): Promise<void> {
    this.#timers.get(id)?.()
    const item = this.#change(id, { standing: 'sending', isTried: true, leavesAtMs: null })
    if (item === null) return
    try {
      const answer = await this.#outlet.send(item)
      if (this.#isSending(id)) this.#confirm(item, answer)
    } catch (error) {
      if (!this.#isSending(id)) return
      if (this.#outlet.isCutOff(error)) this.#retryLater(id)
      else this.#refuse(id, error)
    }
    this.#pump()
  }

  #isSending(id: number): boolean {
    return this.#items.find((each) => each.id === id)?.standing === 'sending'
  }

  #confirm(item: Item<Kept>, answer: Answer): void {
    this.#outlet.confirmed(item, answer)
    this.#failures.delete(item.id)
    const left = this.#items.filter(({ id }) => id !== item.id)
    this.#set(isToReporter(item.deed) ? left.map((each) => (each.report === item.report ? behindOne(each) : each)) : left)
  }

  #retryLater(id: number): void {
    const failures = this.#failures.get(id) ?? 0
    this.#failures.set(id, failures + 1)
    this.#change(id, { standing: 'cut-off' })
    this.#later(id, Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** failures), () => this.#release(id))
  }

  #refuse(id: number, problem: unknown): void {
    this.#timers.get(id)?.()
    const item = this.#change(id, { standing: 'refused', problem, leavesAtMs: null })
    if (item !== null) this.#outlet.refused(item)
  }

  #later(id: number, delayMs: number, act: () => void): void {
    this.#timers.get(id)?.()
    const callOff = this.#outlet.clock.after(delayMs, () => { this.#timers.delete(id); act() })
    this.#timers.set(id, () => { callOff(); this.#timers.delete(id) })
  }

  #change(id: number, change: Partial<Item<Kept>>): Item<Kept> | null {
    this.#set(this.#items.map((each) => (each.id === id ? { ...each, ...change } : each)))
    return this.#items.find((each) => each.id === id) ?? null
  }

  #drop(id: number): void {
    this.#timers.get(id)?.()
    this.#failures.delete(id)
    this.#set(this.#items.filter((each) => each.id !== id))
  }

  #set(items: readonly Item<Kept>[]): void {
    this.#items = items
    this.#outlet.changed(items)
  }
}

/** What waits behind another entry of the same hand is said knowing that entry. */
function behindOne<Kept>(item: Item<Kept>): Item<Kept> {
  const { deed } = item
  if (deed.kind === 'reply' && deed.written.expectedLength !== undefined) return { ...item, deed: { ...deed, written: { ...deed.written, expectedLength: deed.written.expectedLength + 1 } } }
  if (deed.kind !== 'state') return item
  return { ...item, deed: { ...deed, order: { ...deed.order, expectedLength: deed.order.expectedLength + 1 } } }
}
